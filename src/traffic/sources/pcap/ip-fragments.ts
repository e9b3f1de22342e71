import { latin1 } from '../../../lib/sip/header-text.ts';
import type { IpPacket } from './ip-packet.ts';

/** Limits of the datagrams put together from fragments. */
export interface FragmentLimits {
  /** Datagrams in the making at once; the oldest makes room. (Default 1,024) */
  readonly datagrams: number;
  /** Fragments of one datagram; honest ones have a handful. (Default 64) */
  readonly fragments: number;
  /** Bytes held for all of them. (Default 16 MiB) */
  readonly bytes: number;
  /** Time of the capture a datagram may take. (Default 30 s; RFC 791 §3.2 and RFC 8200 §4.5 have 15 to 60) */
  readonly ageMs: number;
}

export const FRAGMENT_LIMITS: FragmentLimits = {
  datagrams: 1024,
  fragments: 64,
  bytes: 16 << 20,
  ageMs: 30_000,
};

/** What a fragment came to. `fragment`: kept, the datagram is not whole yet. `whole`: it is; see `datagram`. */
export type FragmentStep =
  | 'whole'
  | 'fragment'
  | 'fragment-duplicate'
  | 'fragment-overlap'
  | 'fragment-too-long'
  | 'fragment-odd-length'
  | 'fragment-refused';

const LONGEST_DATAGRAM = 65_535;

interface Piece {
  readonly from: number;
  readonly bytes: Uint8Array;
}

interface Datagram {
  readonly startedAt: number;
  readonly pieces: Piece[];
  held: number;
  /** Length once the last fragment has come, -1 before. */
  length: number;
  /** Fragments contradicted each other: whatever else comes is refused (RFC 5722 §3). */
  isRefused: boolean;
  /** Put together; kept for a while so that copies of its fragments are known as such. */
  whole: Uint8Array | null;
}

/**
 * Puts datagrams together from fragments in any order. A fragment that lies over another with other content refuses the
 * whole datagram; one that comes again as it was (a second capture point) changes nothing. Bounded in every direction.
 */
export class IpFragments {
  /** The datagram's payload after `whole`. */
  datagram: Uint8Array = new Uint8Array(0);
  /** Datagrams given up because fragments were missing when time or room ran out: lost capture. */
  incomplete = 0;
  readonly #limits: FragmentLimits;
  readonly #datagrams = new Map<string, Datagram>();
  #bytes = 0;

  constructor(limits: FragmentLimits = FRAGMENT_LIMITS) {
    this.#limits = limits;
  }

  get heldBytes(): number {
    return this.#bytes;
  }

  /** Takes a fragment; `now` is the time of the capture, milliseconds. */
  take(ip: IpPacket, now: number): FragmentStep {
    this.#expire(now);
    const length = ip.payloadEnd - ip.payloadStart;
    if (ip.fragmentOffset + length > LONGEST_DATAGRAM) return 'fragment-too-long';
    if (length === 0 || (ip.moreFragments && length % 8 !== 0)) return 'fragment-odd-length';
    const key = this.#key(ip);
    const content = ip.bytes.subarray(ip.payloadStart, ip.payloadEnd);
    let datagram = this.#datagrams.get(key);
    if (datagram?.whole != null) {
      if (isPart(datagram.whole, ip.fragmentOffset, content)) return 'fragment-duplicate';
      // The identification came round again.
      this.#forget(key, datagram);
      datagram = undefined;
    }
    datagram ??= this.#begin(key, now);
    if (datagram.isRefused) return 'fragment-refused';
    return this.#add(datagram, ip, content);
  }

  /** The capture ended: what is not whole never will be. */
  end(): void {
    for (const [key, datagram] of this.#datagrams) this.#forget(key, datagram);
  }

  #add(datagram: Datagram, ip: IpPacket, content: Uint8Array): FragmentStep {
    const from = ip.fragmentOffset;
    const to = from + content.length;
    let place = datagram.pieces.findIndex((piece) => piece.from + piece.bytes.length > from);
    if (place < 0) place = datagram.pieces.length;
    const next = datagram.pieces[place];
    if (next !== undefined && next.from < to) {
      if (next.from === from && next.bytes.length === content.length && isPart(next.bytes, 0, content))
        return 'fragment-duplicate';
      return this.#refuse(datagram, 'fragment-overlap');
    }
    if (!ip.moreFragments) {
      if (datagram.length >= 0 || place < datagram.pieces.length)
        return this.#refuse(datagram, 'fragment-overlap');
      datagram.length = to;
    } else if (datagram.length >= 0 && to > datagram.length)
      return this.#refuse(datagram, 'fragment-overlap');
    if (datagram.pieces.length >= this.#limits.fragments) return this.#refuse(datagram, 'fragment-refused');
    datagram.pieces.splice(place, 0, { from, bytes: content.slice() });
    datagram.held += content.length;
    this.#bytes += content.length;
    this.#makeRoom(datagram);
    return datagram.held === datagram.length ? this.#finish(datagram) : 'fragment';
  }

  #finish(datagram: Datagram): FragmentStep {
    const whole = new Uint8Array(datagram.length);
    for (const { from, bytes } of datagram.pieces) whole.set(bytes, from);
    datagram.whole = whole;
    datagram.pieces.length = 0;
    this.datagram = whole;
    return 'whole';
  }

  #refuse(datagram: Datagram, why: FragmentStep): FragmentStep {
    datagram.isRefused = true;
    datagram.pieces.length = 0;
    this.#bytes -= datagram.held;
    datagram.held = 0;
    return why;
  }

  #begin(key: string, now: number): Datagram {
    const datagram: Datagram = {
      startedAt: now,
      pieces: [],
      held: 0,
      length: -1,
      isRefused: false,
      whole: null,
    };
    if (this.#datagrams.size >= this.#limits.datagrams) this.#forgetOldest();
    this.#datagrams.set(key, datagram);
    return datagram;
  }

  #makeRoom(keep: Datagram): void {
    while (this.#bytes > this.#limits.bytes && this.#datagrams.size > 1) {
      const [oldest] = this.#datagrams.values();
      if (oldest === keep) return;
      this.#forgetOldest();
    }
  }

  #expire(now: number): void {
    for (const [key, datagram] of this.#datagrams) {
      const age = now - datagram.startedAt;
      // A clock that was set back makes them wait, not stay for ever: the table is bounded.
      if (!(age > this.#limits.ageMs)) return;
      this.#forget(key, datagram);
    }
  }

  #forgetOldest(): void {
    for (const [key, datagram] of this.#datagrams) {
      this.#forget(key, datagram);
      return;
    }
  }

  #forget(key: string, datagram: Datagram): void {
    if (datagram.whole === null) this.incomplete += 1;
    this.#bytes -= datagram.held;
    this.#datagrams.delete(key);
  }

  #key({ bytes, version, source, destination, fragmentId, protocol }: IpPacket): string {
    const width = version === 4 ? 4 : 16;
    // RFC 791 names datagrams by protocol too, RFC 8200 §4.5 does not.
    const scope = version === 4 ? protocol : 0;
    return `${latin1(bytes, source, source + width)}${latin1(bytes, destination, destination + width)}${fragmentId}/${scope}`;
  }
}

function isPart(whole: Uint8Array, from: number, part: Uint8Array): boolean {
  if (from + part.length > whole.length) return false;
  for (let at = 0; at < part.length; at += 1) if (whole[from + at] !== part[at]) return false;
  return true;
}
