import type { IdentityHeader } from '../../domain/call-question.ts';
import type { SipProblemEffect } from '../../domain/sip-problem.ts';
import type { NumberKind } from '../../domain/telephone-number.ts';
import type { DescribedRecord } from '../../traffic/normalise/index.ts';

/** What a file can be inspected as. */
export const INSPECT_FORMATS = ['sip', 'hep', 'pcap', 'passport', 'calls'] as const;
export type InspectFormat = (typeof INSPECT_FORMATS)[number];

/**
 * All that was read of one file, as `jingtong inspect --json` prints it; `docs/inspect.md` describes it and its keys are
 * stable. Offsets are bytes: those named `at` count from the beginning of the file where the message stands there as a
 * whole, and else from the beginning of the message.
 */
export interface Inspection {
  /** Version of this document; grows when a key changes its meaning or goes. */
  readonly inspect: 1;
  readonly file: string;
  /** Bytes of the file; `null` for standard input. */
  readonly bytes: number | null;
  readonly format: InspectFormat;
  /** `told`: by `--format`; `content`: from what the bytes look like. */
  readonly formatFrom: 'told' | 'content';
  readonly messages: readonly InspectedMessage[];
  readonly passports: readonly PassportView[];
  readonly calls: readonly CallView[];
  /** The first records of a delimited or binary call-record file, field by field. */
  readonly records: readonly DescribedRecord[];
  /** Messages or calls that are there and not in this document (`--limit`). */
  readonly notShown: number;
  /** What became of everything the file holds, by stable word; empty for a single message. */
  readonly counts: Readonly<Record<string, number>>;
  /** What stands in the way of reading all of it, stable words with a sentence. */
  readonly notes: readonly { readonly word: string; readonly detail: string }[];
}

/** One message, or a place where there should have been one. */
export interface InspectedMessage {
  /** Offset of the message in the file; `null` for one put together from several packets. */
  readonly at: number | null;
  readonly length: number;
  readonly carrier: CarrierView | null;
  readonly sip: SipView | null;
  /** Why there is no `sip`. */
  readonly refused: { readonly reason: string; readonly detail: string } | null;
}

/** What brought the message: a HEP packet or a packet of a capture. */
export interface CarrierView {
  readonly kind: 'hep' | 'packet';
  /** HEP version, or the number of the packet in which the message ended. */
  readonly version: number | null;
  readonly packet: number | null;
  /** ISO instant by the capture's clock; `null` when not told. */
  readonly time: string | null;
  readonly source: string;
  readonly destination: string;
  readonly correlationId: string | null;
  readonly captureId: number | null;
  readonly notes: readonly string[];
}

/** Texts are shown one character a byte (Latin-1), folds as one blank; display names are decoded. */
export interface SipView {
  readonly kind: 'request' | 'response';
  readonly method: string | null;
  readonly status: number | null;
  readonly phrase: string | null;
  readonly callId: string;
  readonly cseq: { readonly number: number; readonly method: string } | null;
  readonly via: {
    readonly transport: string;
    readonly host: string;
    readonly port: number | null;
    readonly branch: string | null;
    readonly at: number;
  } | null;
  /** Request-URI; of a response, To. */
  readonly callee: PartyView;
  /** To. */
  readonly dialled: PartyView | null;
  /** Everyone the message says is calling, in its order. */
  readonly identities: readonly IdentityView[];
  /** Who passed the call on, most recent first in each header. */
  readonly redirections: readonly RedirectionView[];
  readonly privacy: readonly string[];
  readonly passports: readonly PassportView[];
  /** Date header as ISO instant. */
  readonly date: string | null;
  /** Who the caller is taken to be, by what is known of the peer; empty for a message that begins no call. */
  readonly readings: readonly ReadingView[];
  readonly problems: readonly ProblemView[];
  readonly headers: readonly HeaderView[];
  readonly body: { readonly at: number; readonly length: number };
}

export interface HeaderView {
  readonly name: string;
  readonly at: number;
  readonly valueAt: number;
  readonly valueEnd: number;
  readonly text: string;
}

/** An address as written, and the number it is read as. */
export interface PartyView {
  readonly address: string;
  readonly at: number | null;
  readonly number: NumberView;
}

export interface NumberView {
  readonly kind: NumberKind;
  readonly canonical: string;
  readonly country: string | null;
  readonly confidence: string;
}

export interface IdentityView extends PartyView {
  readonly header: IdentityHeader;
  readonly display: string | null;
  readonly isPrivate: boolean;
}

export interface RedirectionView extends PartyView {
  readonly header: 'diversion' | 'history-info' | 'record';
  readonly reason: string;
  readonly count: number;
  readonly isPrivate: boolean;
}

/** The caller a peer of this kind would be given. */
export interface ReadingView {
  readonly peer: 'untrusted' | 'trusted';
  readonly caller: NumberView;
  readonly callerFrom: IdentityHeader | 'none';
  readonly isAsserted: boolean;
  /** What the callee's display shows when it is somebody else. */
  readonly presented: NumberView | null;
  readonly isPrivate: boolean;
  readonly redirectionTrust: string;
  readonly conflicts: readonly string[];
}

export interface ProblemView {
  readonly word: string;
  readonly effect: SipProblemEffect;
  /** Where it was seen; `null` when nowhere in particular. */
  readonly at: number | null;
}

/** A PASSporT as it stands; nothing here is verified. */
export interface PassportView {
  readonly at: number | null;
  /** Parameters of the Identity header. */
  readonly info: string | null;
  readonly alg: string | null;
  readonly ppt: string | null;
  /** Decoded JSON; `null` when unreadable or in compact form. */
  readonly header: Readonly<Record<string, unknown>> | null;
  readonly claims: Readonly<Record<string, unknown>> | null;
  readonly isCompact: boolean;
  readonly problem: { readonly reason: string; readonly detail: string } | null;
}

/** A call out of a call-record file. */
export interface CallView {
  readonly line: number;
  readonly at: string;
  readonly caller: NumberView & { readonly raw: string };
  readonly callee: NumberView & { readonly raw: string };
  readonly outcome: string;
  readonly ringMs: number | null;
  readonly talkMs: number | null;
  readonly redirections: readonly {
    readonly by: NumberView;
    readonly reason: string;
    readonly count: number;
  }[];
  readonly isPrivate: boolean | null;
  readonly problems: readonly string[];
}
