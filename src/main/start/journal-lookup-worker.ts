import { parentPort, workerData } from 'node:worker_threads';
import { findVerdict } from '../../traffic/record/index.ts';
import type { LookupReply, LookupRequest } from './journal-lookup.ts';

// The other side of `journalLookup`: one look-up after the other, in the order asked.
parentPort?.on('message', ({ ticket, id }: LookupRequest) => {
  let reply: LookupReply;
  try {
    reply = { ticket, found: findVerdict(workerData, id) };
  } catch (error) {
    reply = { ticket, failed: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(reply);
});
