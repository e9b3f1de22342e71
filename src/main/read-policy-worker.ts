import { once } from 'node:events';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { Fault } from '../domain/fault.ts';
import { openPolicyArchive } from '../traffic/record/index.ts';
import { loadPolicy } from './load-policy.ts';
import type { PolicyReply, PolicyRequest } from './read-policy-apart.ts';

/** Unpacking so many takes the judging thread well under a millisecond. */
const ENTRIES_A_MESSAGE = 100;

// The other side of `readPolicyApart`: reads one policy, hands its entries over as they are asked for, and ends.
async function run(port: MessagePort, { folders, archiveIn }: PolicyRequest): Promise<void> {
  const say = (reply: PolicyReply): void => port.postMessage(reply);
  try {
    const parse = await loadPolicy(folders);
    if (!parse.ok) return say({ parse });
    if (archiveIn !== null) openPolicyArchive(archiveIn).keep(parse.value);
    const { lists } = parse.value;
    for (let start = 0; start < lists.length; start += ENTRIES_A_MESSAGE) {
      say({ entries: lists.slice(start, start + ENTRIES_A_MESSAGE) });
      await once(port, 'message');
    }
    say({ parse: { ...parse, value: { ...parse.value, lists: [] } } });
  } catch (error) {
    const code = error instanceof Fault ? error.code : 'policy-unreadable';
    say({ failed: { code, message: error instanceof Error ? error.message : String(error) } });
  }
}

if (parentPort !== null) await run(parentPort, workerData);
