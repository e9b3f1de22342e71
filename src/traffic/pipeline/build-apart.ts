import { Worker } from 'node:worker_threads';
import type { SnapshotOrder } from './build-snapshot.ts';

/** A thread can be started from the build only. */
export const CAN_BUILD_APART = !import.meta.url.endsWith('.ts');

export interface BuildingApart {
  /** Rejects with what went wrong; resolves also when it was stopped. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Makes a snapshot on a thread of its own. A stopped one leaves no snapshot, and no harm. */
export function buildApart(order: SnapshotOrder): BuildingApart {
  // Without the options this process was started with: some are not allowed for a thread.
  const options = { workerData: order, execArgv: [] };
  const worker = new Worker(new URL('./snapshot-worker.js', import.meta.url), options);
  worker.unref();
  const ended = new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => resolve());
  });
  return {
    ended,
    async stop() {
      await worker.terminate();
    },
  };
}
