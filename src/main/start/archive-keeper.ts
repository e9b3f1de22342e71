import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Logger } from './service-log.ts';

/** The archive of a running service: closed journal files as Parquet, for questions over months. */
export interface ArchiveKeeper {
  stop(): Promise<void>;
}

/** Calls come first: the archive's engine is not even loaded before the service has been up for a moment. */
const QUIET_MS = 5_000;
/** A half-written Parquet file is made again next time. */
const STOP_MS = 2_000;

/** A thread can be started from the build only; from TypeScript sources there is no archive. */
const canThread = !import.meta.url.endsWith('.ts');

/**
 * Opens the archive in the background, on a thread of its own: reading a journal file back takes as long as judging its calls, and no
 * call waits for that. Without it nothing else stops; the journal has all it would hold.
 */
export function keepArchive(dataDir: string, log: Logger): ArchiveKeeper {
  const stopping = new AbortController();
  let worker: Worker | null = null;
  const open = async (): Promise<void> => {
    await sleep(QUIET_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    if (stopping.signal.aborted || !canThread) return;
    worker = new Worker(new URL('./archive-worker.js', import.meta.url), {
      workerData: dataDir,
      execArgv: [],
    });
    worker.on('message', (said: 'open' | { readonly warning: string }) => {
      if (said === 'open') log.info('archive is open');
      else log.warn(said.warning);
    });
    worker.on('error', (error) =>
      log.error({ err: error }, 'no archive in this run; the journal keeps everything'),
    );
    worker.unref();
  };
  const opening = open();
  return {
    async stop() {
      stopping.abort();
      await opening;
      if (worker === null) return;
      const ended = new Promise((resolve) => worker?.once('exit', resolve));
      worker.postMessage('stop');
      worker.ref();
      await Promise.race([ended, sleep(STOP_MS, undefined, { ref: false })]);
      await worker.terminate();
    },
  };
}
