import { Fault } from '../../domain/fault.ts';
import type { PolicyFolders } from '../../platform/shared/index.ts';
import { lastPolicy, openPolicyArchive } from '../../traffic/record/index.ts';
import { openRecordedEngine, type RecordedEngine, type RecordedEngineOptions } from '../recorded-engine.ts';

/** An engine, and why it runs under an older policy than the files say; `null`: it does not. */
export interface OpenedEngine {
  readonly engine: RecordedEngine;
  readonly policyRefused: string | null;
}

/**
 * Opens the data folder. When the policy files are wrong, the policy that was last in force there is taken from the
 * archive: a typing error must not keep a restarted service down. Without one the fault stands.
 */
export async function openEngine(
  options: RecordedEngineOptions & { readonly policyFolders: PolicyFolders },
): Promise<OpenedEngine> {
  try {
    return { engine: await openRecordedEngine(options), policyRefused: null };
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'policy-refused') throw error;
    const stamp = lastPolicy(options.dataDir);
    if (stamp === null) throw error;
    const policy = openPolicyArchive(options.dataDir).load(stamp.digest);
    return { engine: await openRecordedEngine({ ...options, policy }), policyRefused: error.message };
  }
}
