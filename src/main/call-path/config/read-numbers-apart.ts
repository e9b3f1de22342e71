import { Worker } from 'node:worker_threads';
import { Fault } from '../../../domain/fault.ts';
import type { NumberNormaliser } from '../../../traffic/normalise/index.ts';
import { type NumbersRead, type NumbersRequest, type NumbersSite, readNumbers } from './read-numbers.ts';

export interface NumbersWork {
  readonly requests: readonly NumbersRequest[];
  readonly site: NumbersSite;
}

/** A thread can be started from the build only; from TypeScript sources the reading happens here. */
const canThread = !import.meta.url.endsWith('.ts');

/** Reads lists on a thread of its own: a million numbers take seconds, and calls go on meanwhile. */
export function readNumbersApart(
  work: NumbersWork,
  normaliser: NumberNormaliser,
): Promise<readonly NumbersRead[]> {
  if (!canThread || work.requests.length === 0)
    return Promise.resolve(work.requests.map((request) => readNumbers(request, work.site, normaliser)));
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./read-numbers-worker.js', import.meta.url), {
      workerData: work,
      execArgv: [],
    });
    worker.once('message', (read: readonly NumbersRead[]) => resolve(read));
    worker.once('error', reject);
    worker.once('exit', () =>
      reject(new Fault('numbers-unreadable', 'the thread that reads number lists ended early')),
    );
  });
}
