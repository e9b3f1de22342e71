import type { BlockKind } from '../../../domain/treatment.ts';

/** Where a label is shown: the display name of the 302's Contact, or of a header beside it that names the caller. */
export const LABEL_PLACES = ['contact', 'p-asserted-identity', 'remote-party-id'] as const;
export type LabelPlace = (typeof LABEL_PLACES)[number];

/** Which answers carry our own header (`X-Jingtong: block;id=...`) besides the unscreened ones. */
export const TOLD = ['none', 'measures', 'all'] as const;
export type Told = (typeof TOLD)[number];

/** A status with its phrase. */
export interface ProfileStatus {
  readonly status: number;
  readonly phrase: string;
}

export interface BlockStatus extends ProfileStatus {
  /** 603 "Network Blocked" with the Reason of ATIS-1000099; given for analytics alone. */
  readonly isNetworkBlocked: boolean;
  /** ISUP cause told in a Reason header (`Q.850;cause=21`); `null`: none. */
  readonly q850: number | null;
  /** Answer for a caller that cannot take a 608 (RFC 8688 §3.4: no `sip.608` in the INVITE). */
  readonly otherwise: ProfileStatus | null;
}

/**
 * How one kind of switch wants to be told what to do with a call; from `policy/call-control/NAME.yaml`. Vendors invert the
 * defaults (one continues at 404, another at 603), so nothing here is fixed in code.
 */
export interface AnswerProfile {
  readonly name: string;
  readonly about: { readonly zh: string; readonly en: string };
  /** 302: the call is sent back to where it was going. */
  readonly allow: ProfileStatus;
  readonly label: ProfileStatus;
  readonly divert: ProfileStatus;
  readonly block: Readonly<Record<BlockKind, BlockStatus>>;
  readonly labelPlaces: readonly LabelPlace[];
  /** URI parameter that marks what we sent on, so that a call coming back is not asked about for ever; `null`: none. */
  readonly marker: string | null;
  /** Name of our own header; `null`: none is ever sent. */
  readonly header: string | null;
  readonly told: Told;
  /** Tells a failed check of the caller's signature in a Reason header while the call goes on (RFC 9410). */
  readonly tellsVerification: boolean;
}
