import { Worker } from 'node:worker_threads';
import { Fault } from '../../domain/fault.ts';
import { findVerdict, type RecordedCall } from '../../traffic/record/index.ts';

/** Finds old verdicts in the journal's files without holding up the calls of this moment. */
export interface JournalLookup {
  /** `null`: no such verdict. Throws the `lookup-busy` fault when too many look-ups wait. */
  find(id: string): Promise<RecordedCall | null>;
  stop(): Promise<void>;
}

export interface LookupRequest {
  readonly ticket: number;
  readonly id: string;
}
export type LookupReply =
  | { readonly ticket: number; readonly found: RecordedCall | null }
  | { readonly ticket: number; readonly failed: string };

interface Waiting {
  resolve(found: RecordedCall | null): void;
  reject(error: Error): void;
}

const MAX_WAITING = 64;

/** A thread can be started from the build only; from TypeScript sources the reading happens here. */
const canThread = !import.meta.url.endsWith('.ts');

/** Starts its thread with the first look-up. */
export function journalLookup(dataDir: string): JournalLookup {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let tickets = 0;

  const failAll = (why: string): void => {
    worker = null;
    for (const { reject } of waiting.values())
      reject(new Fault('lookup-failed', `the journal could not be read: ${why}`));
    waiting.clear();
  };
  const start = (): Worker => {
    const thread = new Worker(new URL('./journal-lookup-worker.js', import.meta.url), {
      workerData: dataDir,
    });
    thread.unref();
    thread.on('message', (reply: LookupReply) => {
      const asker = waiting.get(reply.ticket);
      waiting.delete(reply.ticket);
      if ('found' in reply) asker?.resolve(reply.found);
      else asker?.reject(new Fault('lookup-failed', `the journal could not be read: ${reply.failed}`));
    });
    thread.on('error', (error) => failAll(error instanceof Error ? error.message : String(error)));
    thread.on('exit', () => failAll('the reading thread ended'));
    return thread;
  };

  return {
    async find(id) {
      if (!canThread) return findVerdict(dataDir, id);
      if (waiting.size >= MAX_WAITING)
        throw new Fault(
          'lookup-busy',
          `${waiting.size} look-ups of old verdicts wait already; ask again later`,
          {
            retryable: true,
          },
        );
      worker ??= start();
      tickets += 1;
      const request: LookupRequest = { ticket: tickets, id };
      const answer = new Promise<RecordedCall | null>((resolve, reject) => {
        waiting.set(request.ticket, { resolve, reject });
      });
      worker.postMessage(request);
      return answer;
    },
    async stop() {
      await worker?.terminate();
    },
  };
}
