import { TREATMENTS, type Treatment } from '../../../../domain/treatment.ts';

/** Why something that came in was not answered, or a connection was closed; stable words, each counted. */
export const SIP_DROPS = [
  'unknown-peer',
  'not-sip',
  'response',
  'no-via',
  'reply-too-long',
  'key-too-long',
  'stray-ack',
  'send-failed',
  'send-buffer-full',
  'connection-gone',
  'connection-limit',
  'peer-connection-limit',
  'handshake-limit',
  'handshake-failed',
  'certificate-not-allowed',
  'idle',
  'incomplete-message',
  'bad-frame',
  'slow-reader',
  'connection-error',
  'receive-buffer-full',
] as const;
export type SipDrop = (typeof SIP_DROPS)[number];

export const SIP_METHODS = ['INVITE', 'ACK', 'CANCEL', 'OPTIONS', 'other'] as const;
export type CountedMethod = (typeof SIP_METHODS)[number];

export function countedMethod(method: string): CountedMethod {
  return method === 'INVITE' || method === 'CANCEL' || method === 'OPTIONS' ? method : 'other';
}

const STATUSES = 700;

/** What one peer did; counts since the start. */
export class PeerFigures {
  readonly peer: string;
  /** Requests by method, retransmissions left out. */
  readonly requests: Record<CountedMethod, number> = { INVITE: 0, ACK: 0, CANCEL: 0, OPTIONS: 0, other: 0 };
  /** Requests that came again and were answered with the same bytes. */
  retransmitted = 0;
  readonly unscreened: Record<string, number> = {};
  /** By treatment and status, answers that are no treatment last; made with the first answer, as many peers never ask. */
  #answers: Float64Array | null = null;

  constructor(peer: string) {
    this.peer = peer;
  }

  countAnswer(treatment: Treatment, status: number, unscreened: string | null): void {
    this.#count(TREATMENTS.indexOf(treatment), status);
    if (unscreened !== null) this.unscreened[unscreened] = (this.unscreened[unscreened] ?? 0) + 1;
  }

  /** A final answer that is no treatment of a call: 200 to OPTIONS, 400, 405, 420, 481 to 487. */
  countOther(status: number): void {
    this.#count(TREATMENTS.length, status);
  }

  answers(): readonly AnswerCount[] {
    const found: AnswerCount[] = [];
    this.#answers?.forEach((count, place) => {
      const treatment = TREATMENTS[Math.floor(place / STATUSES)] ?? null;
      if (count > 0) found.push({ treatment, status: place % STATUSES, count });
    });
    return found;
  }

  #count(row: number, status: number): void {
    this.#answers ??= new Float64Array((TREATMENTS.length + 1) * STATUSES);
    const place = row * STATUSES + status;
    this.#answers[place] = this.#answers[place]! + 1;
  }
}

export interface AnswerCount {
  /** `null`: not the treatment of a call. */
  readonly treatment: Treatment | null;
  readonly status: number;
  readonly count: number;
}

/** All counts of a SIP server; read it when figures are asked for. */
export interface SipServerFigures {
  readonly peers: readonly {
    readonly peer: string;
    readonly requests: Readonly<Record<CountedMethod, number>>;
    readonly retransmitted: number;
    readonly answers: readonly AnswerCount[];
    readonly unscreened: Readonly<Record<string, number>>;
  }[];
  readonly drops: Readonly<Record<SipDrop, number>>;
  /** Answers sent again because no ACK came (timer G), and INVITEs of which it never came (timer H). */
  readonly resent: number;
  readonly unacknowledged: number;
  /** Provisional 100 answers sent because judging took longer than 200 ms. */
  readonly tryings: number;
  /** Judgements that came after the time limit or a CANCEL had already answered. */
  readonly lateJudgements: number;
  readonly transactions: {
    readonly open: number;
    readonly capacity: number;
    readonly evictedOpen: number;
    readonly evictedEnded: number;
  };
  /** Calls being judged now. */
  readonly pending: number;
  readonly connections: { readonly TCP: number; readonly TLS: number };
  readonly load: { readonly isShedding: boolean; readonly lateMs: number; readonly waitMs: number };
}

export type DropCounts = Record<SipDrop, number>;

export function noDrops(): DropCounts {
  return Object.fromEntries(SIP_DROPS.map((reason) => [reason, 0])) as DropCounts;
}
