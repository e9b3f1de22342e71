import type { RequestInHand } from './request-in-hand.ts';
import type { SipPeer } from './sip-peer.ts';

/** RFC 3261 §17.2.1: a 100 goes out unless the answer is there within 200 ms. */
const TRYING_AFTER_MS = 200;

/** An INVITE whose judgement is awaited. */
export interface PendingInvite<P extends SipPeer> extends RequestInHand<P> {
  readonly serial: number;
  readonly tag: number;
  /** Call-ID, CSeq and From tag: the same ones on another branch are a merged request (RFC 3261 §8.2.2.2). */
  readonly call: string;
  readonly tryingAt: number;
  readonly deadline: number;
  isTried: boolean;
}

/** INVITEs being judged, oldest first; only those that cannot be answered at once ever get here. */
export class PendingInvites<P extends SipPeer> {
  readonly #bySerial = new Map<number, PendingInvite<P>>();
  readonly #calls = new Set<string>();

  get size(): number {
    return this.#bySerial.size;
  }

  add(
    serial: number,
    tag: number,
    call: string,
    { message, wire, port, from }: RequestInHand<P>,
    now: number,
  ): void {
    const tryingAt = now + TRYING_AFTER_MS;
    const deadline = now + from.peer.timeLimitMs;
    this.#bySerial.set(serial, {
      serial,
      tag,
      call,
      message,
      wire,
      port,
      from,
      tryingAt,
      deadline,
      isTried: false,
    });
    this.#calls.add(call);
  }

  hasCall(call: string): boolean {
    return this.#calls.has(call);
  }

  /** Takes an INVITE out, because it is answered now. */
  take(serial: number): PendingInvite<P> | null {
    const invite = this.#bySerial.get(serial);
    if (invite === undefined) return null;
    this.#bySerial.delete(serial);
    this.#calls.delete(invite.call);
    return invite;
  }

  /** Hands over what is due; `expired` must take it out. */
  check(
    now: number,
    trying: (invite: PendingInvite<P>) => void,
    expired: (invite: PendingInvite<P>) => void,
  ): void {
    for (const invite of this.#bySerial.values()) {
      if (invite.deadline <= now) expired(invite);
      else if (!invite.isTried && invite.tryingAt <= now) {
        invite.isTried = true;
        trying(invite);
      }
    }
  }
}
