import { NO_KEY, type NumberKey } from '../../domain/number-key.ts';
import { OldestKeys } from '../../lib/oldest-keys.ts';

/** An INVITE as far as legs are told by it. */
export interface LegSight {
  readonly callId: string;
  readonly at: number;
  readonly callerKey: NumberKey;
  readonly calleeKey: NumberKey;
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
}

/** A box that passes a call on does so within this. */
const LONGEST_MS = 5000;
const SKEW_MS = 2000;
/** Callees remembered, and INVITEs to one of them. */
const MAX_CALLEES = 32_768;
const MAX_SIGHTS = 8;

/**
 * Knows the second leg of a call that went through a switch which gave it a name of its own (a B2BUA): it is sent by the box
 * that got the first one a moment before, from the same caller to the same callee. Callers cannot make one up, since it
 * has to come from that box. Bounded; the oldest sights are forgotten.
 */
export class LegIndex {
  /** Latest INVITEs by callee. */
  readonly #sights = new Map<NumberKey, LegSight[]>();
  readonly #oldest = new OldestKeys(this.#sights);

  /** Call-ID of the call of which this INVITE is a further leg; empty when it is none. Remembers it as a first leg too. */
  legOf(sight: LegSight): string {
    const { calleeKey, source, destination } = sight;
    if (calleeKey === NO_KEY || !isAddress(source) || !isAddress(destination)) return '';
    const known = this.#sights.get(calleeKey);
    if (known === undefined) {
      this.#makeRoom();
      this.#sights.set(calleeKey, [sight]);
      return '';
    }
    const first = known.findLast((earlier) => isPassedOn(earlier, sight))?.callId ?? '';
    if (known.length >= MAX_SIGHTS) known.shift();
    known.push(sight);
    return first;
  }

  #makeRoom(): void {
    if (this.#sights.size < MAX_CALLEES) return;
    const oldest = this.#oldest.next();
    if (oldest !== undefined) this.#sights.delete(oldest);
  }
}

/** Agents that do not know an address write zeros or nothing. */
const isAddress = (text: string): boolean => text !== '' && text !== '0.0.0.0' && text !== '::';

/** Whether the box that got the one sent the other. On one machine ports tell boxes apart, elsewhere they change between legs. */
function isPassedOn(first: LegSight, second: LegSight): boolean {
  if (first.callId === second.callId || first.callerKey !== second.callerKey) return false;
  const later = second.at - first.at;
  if (later < -SKEW_MS || later > LONGEST_MS || first.destination !== second.source) return false;
  return first.source !== first.destination || first.destinationPort === second.sourcePort;
}
