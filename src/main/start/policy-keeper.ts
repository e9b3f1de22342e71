import { type PolicyFolders, watchPolicyFiles } from '../../platform/shared/index.ts';
import type { RecordedEngine } from '../recorded-engine.ts';
import type { Logger } from './service-log.ts';

/** Keeps the policy in force equal to its files, as far as they are sound. */
export interface PolicyKeeper {
  /** Why the newest files are not in force; `null`: they are. */
  refused(): string | null;
  /** Reads the files again now; reloads run one after the other. */
  reload(): Promise<void>;
  stop(): void;
}

/** Watches the folders; `refusedAtStart` is what was wrong with the files when the service began under an older policy. */
export function keepPolicy(
  engine: RecordedEngine,
  folders: PolicyFolders,
  log: Logger,
  refusedAtStart: string | null,
): PolicyKeeper {
  let refused = refusedAtStart;
  let reading: Promise<void> = Promise.resolve();
  const readOnce = async (): Promise<void> => {
    try {
      const read = await engine.reloadPolicy();
      if (!read.ok) {
        refused = read.detail;
        log.error(
          { reason: read.reason },
          `the changed policy is refused, the old one stays: ${read.detail}`,
        );
        return;
      }
      if (refused !== null || read.changed)
        log.info({ policy: read.policy.stamp.version }, 'policy in force');
      refused = null;
      for (const entry of engine.engine.refusedEntries()) log.warn(`list entry not taken: ${entry}`);
    } catch (error) {
      refused = error instanceof Error ? error.message : String(error);
      log.error({ err: error }, 'the policy files could not be read, the old policy stays');
    }
  };
  const reload = (): Promise<void> => {
    reading = reading.then(readOnce);
    return reading;
  };
  const unwatch = watchPolicyFiles(folders, reload);
  return { refused: () => refused, reload, stop: unwatch };
}
