import { NO_KEY } from '../../domain/number-key.ts';

/** An INVITE as far as legs are told by it. */
export interface LegSight {
  readonly callId: string;
  readonly at: number;
  readonly callerKey: number;
  readonly calleeKey: number;
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
}

/** A box that passes a call on does so within this. */
const LONGEST_MS = 5000;
const SKEW_MS = 2000;
const MAX_SIGHTS = 65_536;

/**
 * Knows the second leg of a call that went through a switch which gave it a name of its own (a B2BUA): it is sent by the box
 * that got the first one a moment before, from the same caller to the same callee. Callers cannot make one up, since it
 * has to come from that box. Bounded; the oldest sights are forgotten.
 */
export class LegIndex {
  readonly #sights = new Map<string, { readonly callId: string; readonly at: number }>();

  /** Call-ID of the call of which this INVITE is a further leg; empty when it is none. Remembers it as a first leg too. */
  legOf(sight: LegSight): string {
    if (sight.calleeKey === NO_KEY || sight.source === '' || sight.destination === '') return '';
    // On one machine ports tell the boxes apart, elsewhere they change between the legs.
    const isLocal = sight.source === sight.destination;
    const first = this.#find(sight, isLocal ? `${sight.source} ${sight.sourcePort}` : sight.source);
    this.#note(sight, isLocal ? `${sight.destination} ${sight.destinationPort}` : sight.destination);
    return first;
  }

  #find({ callId, at, callerKey, calleeKey }: LegSight, box: string): string {
    const known = this.#sights.get(`${callerKey}/${calleeKey}/${box}`);
    if (known === undefined || known.callId === callId) return '';
    const later = at - known.at;
    return later >= -SKEW_MS && later <= LONGEST_MS ? known.callId : '';
  }

  #note({ callId, at, callerKey, calleeKey }: LegSight, box: string): void {
    const key = `${callerKey}/${calleeKey}/${box}`;
    this.#sights.delete(key);
    this.#sights.set(key, { callId, at });
    if (this.#sights.size <= MAX_SIGHTS) return;
    for (const oldest of this.#sights.keys()) {
      this.#sights.delete(oldest);
      return;
    }
  }
}
