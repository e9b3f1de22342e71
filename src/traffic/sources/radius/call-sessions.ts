import type { Peer } from '../../../domain/peer.ts';
import type { AccountedCall } from './accounted-call.ts';
import type { AccountingRecord } from './accounting-record.ts';
import { finishedCall } from './finished-call.ts';

export interface CallSessionLimits {
  /** Calls under way at once; the one that began first is given up for a new one (Default: 200,000). */
  readonly sessions: number;
  /** After so long without a word a call is over, its Stop lost, milliseconds (Default: 4 h). */
  readonly silentMs: number;
}

export const CALL_SESSION_LIMITS: CallSessionLimits = { sessions: 200_000, silentMs: 4 * 3_600_000 };

interface Session {
  readonly peer: Peer;
  readonly first: AccountingRecord;
  lastHeardAt: number;
}

/** What a record led to. `finished` must be taken before the record is acknowledged. */
export interface SessionStep {
  readonly kind: 'counted' | 'retransmitted';
  readonly finished: readonly AccountedCall[];
  /** Undoes the step, for a record whose calls could not be taken: sent again it is a new one. */
  undo(): void;
}

/** Ends remembered so that one that is sent again is not counted again. */
const SEEN_ENDS = 131_072;

/**
 * The calls that accounting has under way, by peer and session. A record sent again has another identifier and another
 * Acct-Delay-Time, so it is known by session and status (RFC 2866 §5.2).
 */
export class CallSessions {
  readonly #limits: CallSessionLimits;
  readonly #open = new Map<string, Session>();
  #ended = new Set<string>();
  #endedBefore = new Set<string>();
  readonly counts = { retransmitted: 0, evicted: 0, stopLost: 0, endedByNas: 0, interimWithoutStart: 0 };

  constructor(limits: Partial<CallSessionLimits> = {}) {
    this.#limits = { ...CALL_SESSION_LIMITS, ...limits };
  }

  get open(): number {
    return this.#open.size;
  }

  take(record: AccountingRecord, peer: Peer): SessionStep {
    const key = `${peer.name} ${record.session}`;
    switch (record.status) {
      case 'start':
        return this.#started(key, record, peer);
      case 'interim':
        return this.#heard(key, record, peer);
      case 'on':
      case 'off':
        return this.#restarted(record, peer);
      default:
        return this.#ending(key, record, peer);
    }
  }

  /** Calls that were silent too long; call it now and then. */
  silent(now: number): readonly AccountedCall[] {
    const lost: AccountedCall[] = [];
    for (const [key, session] of this.#open) {
      if (session.lastHeardAt + this.#limits.silentMs > now) continue;
      this.#open.delete(key);
      this.#remember(key);
      this.counts.stopLost += 1;
      lost.push(finishedCall(session.peer, session.first, null, 'stop-lost'));
    }
    return lost;
  }

  #started(key: string, record: AccountingRecord, peer: Peer): SessionStep {
    if (this.#open.has(key) || this.#hasEnded(key)) return this.#retransmission();
    const finished: AccountedCall[] = [];
    if (this.#open.size >= this.#limits.sessions) finished.push(...this.#evict());
    this.#open.set(key, { peer, first: record, lastHeardAt: record.receivedAt });
    return step(finished, () => this.#open.delete(key));
  }

  #heard(key: string, record: AccountingRecord, peer: Peer): SessionStep {
    const session = this.#open.get(key);
    if (session !== undefined) {
      session.lastHeardAt = record.receivedAt;
      return step([], NOTHING);
    }
    if (this.#hasEnded(key)) return this.#retransmission();
    this.counts.interimWithoutStart += 1;
    return this.#started(key, record, peer);
  }

  #ending(key: string, record: AccountingRecord, peer: Peer): SessionStep {
    if (this.#hasEnded(key)) return this.#retransmission();
    const session = this.#open.get(key);
    this.#open.delete(key);
    this.#remember(key);
    return step([finishedCall(peer, session?.first ?? null, record, null)], () => {
      this.#ended.delete(key);
      if (session !== undefined) this.#open.set(key, session);
    });
  }

  /** Accounting-On and -Off: whatever the box had under way is over, and it will not say how. */
  #restarted(record: AccountingRecord, peer: Peer): SessionStep {
    const ended: [string, Session][] = [];
    for (const entry of this.#open) {
      const { first, peer: of } = entry[1];
      if (of.name === peer.name && first.nas === record.nas) ended.push(entry);
    }
    for (const [key] of ended) {
      this.#open.delete(key);
      this.#remember(key);
    }
    this.counts.endedByNas += ended.length;
    const calls = ended.map(([, session]) =>
      finishedCall(session.peer, session.first, null, 'accounting-off'),
    );
    return step(calls, () => {
      for (const [key, session] of ended) {
        this.#ended.delete(key);
        this.#open.set(key, session);
      }
    });
  }

  #evict(): AccountedCall[] {
    const oldest = this.#open.entries().next();
    if (oldest.done) return [];
    const [key, { peer, first }] = oldest.value;
    this.#open.delete(key);
    this.#remember(key);
    this.counts.evicted += 1;
    return [finishedCall(peer, first, null, 'session-evicted')];
  }

  #retransmission(): SessionStep {
    this.counts.retransmitted += 1;
    return { kind: 'retransmitted', finished: [], undo: NOTHING };
  }

  #hasEnded(key: string): boolean {
    return this.#ended.has(key) || this.#endedBefore.has(key);
  }

  #remember(key: string): void {
    this.#ended.add(key);
    if (this.#ended.size < SEEN_ENDS) return;
    this.#endedBefore = this.#ended;
    this.#ended = new Set();
  }
}

const NOTHING = (): void => undefined;
const step = (finished: readonly AccountedCall[], undo: () => void): SessionStep => ({
  kind: 'counted',
  finished,
  undo,
});
