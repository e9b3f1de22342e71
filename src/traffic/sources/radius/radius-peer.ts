import type { Peer } from '../../../domain/peer.ts';
import type { BlockKind } from '../../../domain/treatment.ts';

/** A switch as the RADIUS doors know it. */
export interface RadiusPeer {
  readonly peer: Peer;
  /** Shared secret, at least 16 octets wherever it can be chosen (RFC 2865 §3). */
  readonly secret: Buffer;
  /** After so long the call passes unscreened, milliseconds. */
  readonly timeLimitMs: number;
  /** Trunks by the NAS-Port-Id or NAS-Identifier that the switch sends; empty: one peer for all. */
  readonly trunks: ReadonlyMap<string, Peer>;
  readonly answers: RadiusAnswers;
}

/** Words of an Access-Accept or Access-Reject; vendors read different attributes. */
export interface RadiusAnswers {
  /** Filter-Id of an Access-Accept by outcome; `null`: none. An Access-Reject has none (RFC 2865 §5.44). */
  readonly filterId: {
    readonly allow: string | null;
    readonly label: string | null;
    readonly divert: string | null;
    readonly unscreened: string | null;
  };
  /** Reply-Message of an Access-Reject by the kind of block. */
  readonly replyMessage: Readonly<Record<BlockKind, string>>;
  /** Cisco `h323-return-code` of an Access-Accept and of an Access-Reject; `null`: not sent. */
  readonly returnCode: { readonly accept: number | null; readonly reject: number | null };
  /** True: the verdict's id goes back as Class, which a switch repeats in its accounting (RFC 2865 §5.25). */
  readonly sendsClass: boolean;
}

export const DEFAULT_RADIUS_ANSWERS: RadiusAnswers = Object.freeze({
  filterId: Object.freeze({
    allow: null,
    label: 'jingtong-label',
    divert: 'jingtong-divert',
    unscreened: 'jingtong-unscreened',
  }),
  replyMessage: Object.freeze({
    analytics: 'call blocked: analytics',
    list: 'call blocked: listed number',
    law: 'call blocked: caller number not lawful',
    subscriber: 'call blocked: asked for by the subscriber',
  }),
  returnCode: Object.freeze({ accept: null, reject: null }),
  sendsClass: true,
});
