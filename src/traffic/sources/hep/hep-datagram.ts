import { hep3Length } from './decode-hep.ts';
import { isHep3Magic } from './decode-hep3.ts';
import type { HepCounts } from './hep-counts.ts';
import type { HepReceiver } from './hep-receiver.ts';

/** The frame of one datagram; agents that pack several HEPv3 frames into one are understood, bytes after the last are counted. */
export function takeHepDatagram(
  bytes: Uint8Array,
  length: number,
  receiver: HepReceiver,
  counts: HepCounts,
  agent: string,
): void {
  let at = 0;
  do {
    const refusal = receiver.frame(bytes, at, length, agent);
    if (refusal !== null || !isHep3Magic(bytes, at)) return;
    at += hep3Length(bytes, at);
  } while (isHep3Magic(bytes, at) && at < length);
  counts.skippedBytes += length - at;
}
