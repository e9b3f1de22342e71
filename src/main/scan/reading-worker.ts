import { parentPort, workerData } from 'node:worker_threads';
import { callColumns } from '../../domain/call-columns.ts';
import { Fault } from '../../domain/fault.ts';
import { readCallFiles } from './read-call-files.ts';
import { BATCH_CALLS, BATCHES_IN_FLIGHT, type ReadingRequest } from './read-step.ts';
import type { ThreadMessage } from './reading-thread.ts';

const port = parentPort;
if (port === null) throw new Error('the reading worker runs as a thread only');

const free: ArrayBuffer[] = [];
let made = 0;
let wake: (() => void) | null = null;
port.on('message', (buffer: ArrayBuffer) => {
  free.push(buffer);
  wake?.();
  wake = null;
});

/** Columns to fill: new ones while few are on their way, then those that come back. */
async function freeColumns() {
  if (free.length === 0 && made < BATCHES_IN_FLIGHT) {
    made += 1;
    return callColumns(BATCH_CALLS);
  }
  while (free.length === 0)
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  return callColumns(BATCH_CALLS, free.pop()!);
}

const post = (message: ThreadMessage, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

try {
  for await (const step of readCallFiles(workerData as ReadingRequest, freeColumns)) {
    if (step.kind !== 'calls') {
      post(step);
      continue;
    }
    const { buffer, length } = step.columns;
    post({ kind: 'calls', buffer, length, progress: step.progress }, [buffer]);
  }
  post({ kind: 'end' });
} catch (error) {
  if (error instanceof Fault) post({ kind: 'fault', code: error.code, message: error.message });
  else post({ kind: 'bug', stack: error instanceof Error ? String(error.stack) : String(error) });
} finally {
  port.removeAllListeners('message');
}
