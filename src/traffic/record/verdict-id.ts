import { createHash, hash } from 'node:crypto';

/** First 64 bits of the SHA-256 of an event id: nobody can make two events that share it. */
export interface EventDigest {
  readonly high: number;
  readonly low: number;
}

export function eventDigest(eventId: string): EventDigest {
  const digest =
    hash === undefined ? createHash('sha256').update(eventId).digest() : hash('sha256', eventId, 'buffer');
  return { high: digest.readUInt32BE(0), low: digest.readUInt32BE(4) };
}

/** `V` + place in the journal + 8 hex digits of the event: the same journal always gives the same ids. */
export function verdictId(seq: number, digest: EventDigest): string {
  return `V${seq}-${digest.high.toString(16).padStart(8, '0')}`;
}

/** The place in the journal that an id names; `null` when the text is not a verdict id. */
export function verdictSeq(id: string): number | null {
  const match = /^V([1-9][0-9]{0,14})-[0-9a-f]{8}$/.exec(id.trim());
  return match === null ? null : Number(match[1]);
}
