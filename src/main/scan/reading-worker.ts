import { parentPort, workerData } from 'node:worker_threads';
import { type CallColumns, callColumns } from '../../domain/call-columns.ts';
import { Fault } from '../../domain/fault.ts';
import { readCallFiles } from './read-call-files.ts';
import { BATCH_CALLS, BATCHES_IN_FLIGHT, BEGIN, type ReadingRequest } from './read-step.ts';
import type { ThreadMessage } from './reading-thread.ts';

const port = parentPort;
if (port === null) throw new Error('the reading worker runs as a thread only');

const free: ArrayBuffer[] = [];
let made = 0;
/** Given to be filled and not yet posted: given again when a file ends before filling them. */
let lent: CallColumns | null = null;
let wake: (() => void) | null = null;
let begin: () => void = () => {};
const begun = new Promise<void>((resolve) => {
  begin = resolve;
});
port.on('message', (message: typeof BEGIN | ArrayBuffer) => {
  if (message === BEGIN) {
    begin();
    return;
  }
  free.push(message);
  wake?.();
  wake = null;
});

/** Columns to fill: fresh ones while few are on their way, then those that come back. */
async function nextColumns(): Promise<CallColumns> {
  if (lent !== null) return lent;
  while (free.length === 0 && made >= BATCHES_IN_FLIGHT)
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  const buffer = free.pop();
  if (buffer === undefined) made += 1;
  lent = callColumns(BATCH_CALLS, buffer);
  return lent;
}

const post = (message: ThreadMessage, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

try {
  await begun;
  for await (const step of readCallFiles(workerData as ReadingRequest, nextColumns)) {
    if (step.kind === 'callers') post(step, [step.table.slots]);
    else if (step.kind !== 'calls') post(step);
    else {
      lent = null;
      const { columns, ...rest } = step;
      const { buffer, length } = columns;
      post({ ...rest, buffer, length }, [buffer, rest.ids.buffer as ArrayBuffer]);
    }
  }
  post({ kind: 'end' });
} catch (error) {
  if (error instanceof Fault) post({ kind: 'fault', code: error.code, message: error.message });
  else post({ kind: 'bug', stack: error instanceof Error ? String(error.stack) : String(error) });
} finally {
  port.removeAllListeners('message');
}
