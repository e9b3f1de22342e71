import { HEP_NOTES } from './hep-packet.ts';

/**
 * What became of everything a HEP door received, running totals. `packets = used + keepAlives + sum(dropped) + sum(otherTypes)`.
 */
export interface HepCounts {
  /** Frames received, whole or broken. */
  packets: number;
  /** Handed on as SIP. */
  used: number;
  keepAlives: number;
  /** Packets dropped, by reason: those of `HEP_REFUSALS`, `auth-key`, `no-payload`, `bad-compression`, `payload-too-large`. */
  readonly dropped: Map<string, number>;
  /** Packets of other protocols than SIP, by protocol type. */
  readonly otherTypes: Map<number, number>;
  /** Odd but readable, by `HepNote`. */
  readonly notes: Map<string, number>;
  /** Bytes of streams that belong to no frame. */
  skippedBytes: number;
  /** Times a stream lost its place and found the next frame. */
  resyncs: number;
  /** Bytes the system holds of datagrams that wait for us, as granted; 0 without UDP. What comes beyond is lost unseen. */
  receiveBufferBytes: number;
  /** Open TCP connections, all there were, and those refused at the limit. */
  connections: number;
  connectionsTotal: number;
  connectionsRefused: number;
}

/** Protocol types told apart; the rest counts under -1, so that nobody can fill memory with types. */
const MAX_TYPES = 64;

/** Counts of nothing yet. */
export function hepCounts(): HepCounts {
  return {
    packets: 0,
    used: 0,
    keepAlives: 0,
    dropped: new Map(),
    otherTypes: new Map(),
    notes: new Map(),
    skippedBytes: 0,
    resyncs: 0,
    receiveBufferBytes: 0,
    connections: 0,
    connectionsTotal: 0,
    connectionsRefused: 0,
  };
}

export function countDropped(counts: HepCounts, reason: string): void {
  counts.dropped.set(reason, (counts.dropped.get(reason) ?? 0) + 1);
}

export function countType(counts: HepCounts, type: number): void {
  const key = counts.otherTypes.has(type) || counts.otherTypes.size < MAX_TYPES ? type : -1;
  counts.otherTypes.set(key, (counts.otherTypes.get(key) ?? 0) + 1);
}

export function countNotes(counts: HepCounts, notes: number): void {
  for (let rest = notes; rest !== 0; rest &= rest - 1) {
    const word = HEP_NOTES[31 - Math.clz32(rest & -rest)]!;
    counts.notes.set(word, (counts.notes.get(word) ?? 0) + 1);
  }
}
