import { Worker } from 'node:worker_threads';
import { Fault } from '../domain/fault.ts';
import type { ListEntry } from '../domain/policy.ts';
import type { PolicyFolders } from '../platform/shared/index.ts';
import type { PolicyParse } from '../policy/index.ts';
import { loadPolicy } from './load-policy.ts';

/** What the reading thread is given. */
export interface PolicyRequest {
  readonly folders: PolicyFolders;
  /** Data folder in which a sound policy is kept before it is handed over; `null`: none. */
  readonly archiveIn: string | null;
}

/** `entries` come first, a few at a time and only when asked for; `parse` is last, without them. */
export type PolicyReply =
  | { readonly entries: readonly ListEntry[] }
  | { readonly parse: PolicyParse }
  | { readonly failed: { readonly code: string; readonly message: string } };

/** A thread can be started from the build only; from TypeScript sources the reading happens here. */
const canThread = !import.meta.url.endsWith('.ts');

/**
 * Reads and checks a policy on a thread of its own, so that calls are judged meanwhile: checking takes as long as
 * judging tens of thousands of calls. Rejects with what `loadPolicy` throws.
 */
export function readPolicyApart(folders: PolicyFolders, archiveIn: string | null): Promise<PolicyParse> {
  if (!canThread) return loadPolicy(folders);
  return new Promise((resolve, reject) => {
    const request: PolicyRequest = { folders, archiveIn };
    const worker = new Worker(new URL('./read-policy-worker.js', import.meta.url), {
      workerData: request,
      execArgv: [],
    });
    const lists: ListEntry[] = [];
    worker.on('message', (reply: PolicyReply) => {
      if ('failed' in reply) reject(new Fault(reply.failed.code, reply.failed.message));
      else if ('parse' in reply) resolve(withLists(reply.parse, lists));
      else {
        for (const entry of reply.entries) lists.push(entry);
        // Calls that wait are judged before the next entries are unpacked.
        setImmediate(() => worker.postMessage('next'));
      }
    });
    worker.once('error', reject);
    worker.once('exit', () =>
      reject(new Fault('policy-unreadable', 'the thread that reads the policy ended early')),
    );
  });
}

const withLists = (parse: PolicyParse, lists: readonly ListEntry[]): PolicyParse =>
  parse.ok ? { ...parse, value: { ...parse.value, lists } } : parse;
