import { Worker } from 'node:worker_threads';
import { Fault } from '../domain/fault.ts';
import type { PolicyFolders } from '../platform/shared/index.ts';
import type { PolicyParse } from '../policy/index.ts';
import { loadPolicy } from './load-policy.ts';

export type PolicyReply =
  | { readonly parse: PolicyParse }
  | { readonly failed: { readonly code: string; readonly message: string } };

/** A thread can be started from the build only; from TypeScript sources the reading happens here. */
const canThread = !import.meta.url.endsWith('.ts');

/**
 * Reads and checks a policy on a thread of its own, so that calls are judged meanwhile: checking takes as long as
 * judging tens of thousands of calls. Rejects with what `loadPolicy` throws.
 */
export function readPolicyApart(folders: PolicyFolders): Promise<PolicyParse> {
  if (!canThread) return loadPolicy(folders);
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./read-policy-worker.js', import.meta.url), { workerData: folders });
    worker.once('message', (reply: PolicyReply) => {
      if ('parse' in reply) resolve(reply.parse);
      else reject(new Fault(reply.failed.code, reply.failed.message));
    });
    worker.once('error', reject);
    worker.once('exit', () =>
      reject(new Fault('policy-unreadable', 'the thread that reads the policy ended early')),
    );
  });
}
