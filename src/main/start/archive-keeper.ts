import { setTimeout as sleep } from 'node:timers/promises';
import type { JournalArchive } from '../journal-archive.ts';
import type { Logger } from './service-log.ts';

/** The archive of a running service: closed journal files as Parquet, for questions over months. */
export interface ArchiveKeeper {
  stop(): Promise<void>;
}

/** Calls come first: the archive's engine is not even loaded before the service has been up for a moment. */
const QUIET_MS = 5_000;

/** Opens the archive in the background. Without it nothing else stops; the journal has all it would hold. */
export function keepArchive(dataDir: string, log: Logger): ArchiveKeeper {
  const stopping = new AbortController();
  let archive: JournalArchive | null = null;
  const open = async (): Promise<void> => {
    await sleep(QUIET_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    if (stopping.signal.aborted) return;
    try {
      const { openJournalArchive } = await import('../journal-archive.ts');
      archive = await openJournalArchive(dataDir, (message) => log.warn(message));
      log.info('archive is open');
    } catch (error) {
      log.error({ err: error }, 'no archive in this run; the journal keeps everything');
    }
  };
  const opening = open();
  return {
    async stop() {
      stopping.abort();
      await opening;
      await archive?.stop();
    },
  };
}
