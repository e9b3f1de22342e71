import { parentPort, workerData } from 'node:worker_threads';
import { Fault } from '../domain/fault.ts';
import { loadPolicy } from './load-policy.ts';
import type { PolicyReply } from './read-policy-apart.ts';

// The other side of `readPolicyApart`: reads one policy and ends.
async function reply(): Promise<PolicyReply> {
  try {
    return { parse: await loadPolicy(workerData) };
  } catch (error) {
    const code = error instanceof Fault ? error.code : 'policy-unreadable';
    return { failed: { code, message: error instanceof Error ? error.message : String(error) } };
  }
}

parentPort?.postMessage(await reply());
