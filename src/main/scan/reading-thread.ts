import { Worker } from 'node:worker_threads';
import { type CallColumns, callColumns } from '../../domain/call-columns.ts';
import { Fault } from '../../domain/fault.ts';
import { BATCH_CALLS, BEGIN, type ReadingRequest, type ReadStep } from './read-step.ts';

/** What the reading thread posts: a step, its columns reduced to their buffer and length; or how it ended. */
export type ThreadMessage =
  | Exclude<ReadStep, { kind: 'calls' }>
  | (Omit<Extract<ReadStep, { kind: 'calls' }>, 'columns'> & {
      readonly buffer: ArrayBuffer;
      readonly length: number;
    })
  | { readonly kind: 'end' }
  | { readonly kind: 'fault'; readonly code: string; readonly message: string }
  | { readonly kind: 'bug'; readonly stack: string };

/** True where a thread can be started: from the build, not from TypeScript sources. */
export const canThread = (): boolean => !import.meta.url.endsWith('.ts');

/** Reading that is being got ready while its reader is; no file is opened before the first step is asked for. */
export interface Reading {
  readonly steps: AsyncIterable<ReadStep>;
  /** Ends the reading, wherever it is; to be called in any case. */
  stop(): Promise<void>;
}

/**
 * Reads on a thread of its own, at most `BATCHES_IN_FLIGHT` batches ahead, so that memory stays flat. The steps come in
 * the order in which they were read: the result does not depend on timing.
 */
export function readOnThread(request: ReadingRequest): Reading {
  const worker = new Worker(new URL('./reading-worker.js', import.meta.url), {
    workerData: request,
    // Options meant for the main script (--input-type, --eval) must not reach the thread.
    execArgv: [],
  });
  return {
    steps: stepsOf(worker, messagesOf(worker)),
    stop: async () => {
      await worker.terminate();
    },
  };
}

async function* stepsOf(worker: Worker, inbox: () => Promise<ThreadMessage>): AsyncGenerator<ReadStep> {
  worker.postMessage(BEGIN);
  for (;;) {
    const message = await inbox();
    if (message.kind === 'end') return;
    if (message.kind === 'fault') throw new Fault(message.code, message.message);
    if (message.kind === 'bug') throw new Error(`the reading thread failed: ${message.stack}`);
    if (message.kind !== 'calls') {
      yield message;
      continue;
    }
    const { buffer, length, ...rest } = message;
    const columns: CallColumns = callColumns(BATCH_CALLS, buffer);
    columns.length = length;
    yield { ...rest, columns };
    worker.postMessage(buffer, [buffer]);
  }
}

/** Messages one at a time, in order; a thread that dies without a word is a bug. */
function messagesOf(worker: Worker): () => Promise<ThreadMessage> {
  const waiting: ThreadMessage[] = [];
  let wake: (() => void) | null = null;
  const take = (message: ThreadMessage) => {
    waiting.push(message);
    wake?.();
    wake = null;
  };
  worker.on('message', take);
  worker.on('error', (error) => take({ kind: 'bug', stack: String(error?.stack ?? error) }));
  worker.on('exit', (code) => take({ kind: 'bug', stack: `exit code ${code} before the end` }));
  return async () => {
    while (waiting.length === 0)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    return waiting.shift()!;
  };
}
