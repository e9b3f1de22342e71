import { parentPort, workerData } from 'node:worker_threads';
import { Fault } from '../../domain/fault.ts';
import { readCallFiles } from './read-call-files.ts';
import { BATCHES_IN_FLIGHT, type ReadingRequest } from './read-step.ts';
import type { ThreadMessage } from './reading-thread.ts';

const port = parentPort;
if (port === null) throw new Error('the reading worker runs as a thread only');

let inFlight = 0;
let wake: (() => void) | null = null;
port.on('message', () => {
  inFlight -= 1;
  wake?.();
  wake = null;
});

/** Waits while as many batches as allowed are on their way. */
async function room(): Promise<void> {
  while (inFlight >= BATCHES_IN_FLIGHT)
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
}

const post = (message: ThreadMessage, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

try {
  for await (const step of readCallFiles(workerData as ReadingRequest)) {
    if (step.kind !== 'calls') {
      post(step);
      continue;
    }
    await room();
    inFlight += 1;
    const { columns, doneBytes, totalBytes } = step;
    const { buffer, length } = columns;
    post({ kind: 'calls', buffer, length, doneBytes, totalBytes }, [buffer]);
  }
  post({ kind: 'end' });
} catch (error) {
  if (error instanceof Fault) post({ kind: 'fault', code: error.code, message: error.message });
  else post({ kind: 'bug', stack: error instanceof Error ? String(error.stack) : String(error) });
} finally {
  port.removeAllListeners('message');
}
