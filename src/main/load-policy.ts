import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Policy } from '../domain/policy.ts';
import { type PolicyFolders, readPolicyFiles, watchPolicyFiles } from '../platform/shared/index.ts';
import { type PolicyParse, parsePolicy } from '../policy/index.ts';
import { PACKAGE_ROOT } from './package-root.ts';

/**
 * The layers' folders. Without `site`: the shipped policy with `local.d` and `override.d` beside it. A `site` folder
 * with its own `policy.yaml` is a whole policy; without one it holds `local.d` and `override.d` over the shipped one.
 */
export function policyFolders(site?: string): PolicyFolders {
  const shipped = join(PACKAGE_ROOT, 'policy');
  const own = site ?? shipped;
  return {
    shipped: existsSync(join(own, 'policy.yaml')) ? own : shipped,
    local: join(own, 'local.d'),
    override: join(own, 'override.d'),
  };
}

/**
 * Reads and checks a policy. A wrong file is a value whose `detail` names file, line, column and what to do; folders
 * that cannot be read are a `Fault`.
 */
export async function loadPolicy(folders: PolicyFolders = policyFolders()): Promise<PolicyParse> {
  return parsePolicy(await readPolicyFiles(folders));
}

export interface PolicyWatch {
  /** A changed and sound policy: take it. Never called for a policy with the digest in use. */
  readonly onPolicy: (policy: Policy) => void;
  /** A changed policy that was refused, with its lines; the one in use stays. */
  readonly onRefused: (detail: string) => void;
}

/**
 * Watches the folders and hands over every changed policy that is sound, in order. Returns a function that stops it.
 * `digest` is that of the policy in use.
 */
export function watchPolicy(
  folders: PolicyFolders,
  digest: string,
  { onPolicy, onRefused }: PolicyWatch,
): () => void {
  let current = digest;
  let reading: Promise<void> = Promise.resolve();
  const reload = async () => {
    try {
      const parsed = await loadPolicy(folders);
      if (!parsed.ok) return onRefused(parsed.detail);
      if (parsed.value.stamp.digest === current) return;
      current = parsed.value.stamp.digest;
      onPolicy(parsed.value);
    } catch (error) {
      onRefused(error instanceof Error ? error.message : String(error));
    }
  };
  return watchPolicyFiles(folders, () => {
    reading = reading.then(reload);
  });
}
