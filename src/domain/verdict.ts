import type { Measure } from './measure.ts';
import type { Signal } from './signal.ts';

/** A group whose signals together exceeded its cap: what they summed to and what was counted. */
export interface CappedGroup {
  readonly group: string;
  readonly sum: number;
  readonly counted: number;
}

/**
 * Something that could not be evaluated. `what` names the part (`rule SIMBOX_STATIC@1`, `features.distinct`), `why` a
 * stable reason. A part that failed adds nothing to the score and is never read as "no risk".
 */
export interface Degradation {
  readonly what: string;
  readonly why: string;
}

/** The list entry that decided or influenced a verdict. */
export interface ListHit {
  readonly list: 'allow' | 'deny';
  readonly party: 'caller' | 'callee';
  /** The entry as written in the list. */
  readonly entry: string;
  readonly source: string;
  readonly reason: string;
}

/** Why a call may not be stopped whatever the score: protected or emergency party (mission §6, field case O-42). */
export interface Protection {
  readonly party: 'caller' | 'callee';
  readonly entry: string;
  readonly reason: string;
  /**
   * Why the protection does not hold for this one call; `null`: it holds. `impossible-origin`: the leg came in where the
   * protected number cannot call from, so someone else presents it (反电信网络诈骗法 art. 13; docs/adr/0002).
   */
  readonly voided: 'impossible-origin' | null;
}

/** What the traffic plane says of one call, complete enough to be read aloud to the person concerned. */
export interface Decision {
  readonly measure: Measure;
  /** What the score alone would have led to, before lists, protection and ceilings. Equal to `measure` in most calls. */
  readonly scoredMeasure: Measure;
  /** Sum of capped group scores and composites, rounded to 1e-6. `null` only if nothing could be evaluated. */
  readonly score: number | null;
  /**
   * Every rule that fired, strongest weight first, then by id. Reasons to trust (negative weights) are told only beside
   * reasons against: where nothing speaks against a call, nothing is weighed.
   */
  readonly signals: readonly Signal[];
  readonly composites: readonly Signal[];
  readonly capped: readonly CappedGroup[];
  readonly list: ListHit | null;
  readonly protection: Protection | null;
  /**
   * What the measure may touch. `call`: this call only, because the number shown is not the one calling; no list entry,
   * no suspicion of the number and no notice to its holder may follow. `number`: the caller as such.
   */
  readonly appliesTo: 'number' | 'call';
  readonly degraded: readonly Degradation[];
}

export interface PolicyStamp {
  /** Human version (`2026.11.0`), from the policy's own file. */
  readonly version: string;
  /** SHA-256 over the canonical policy, hex: two policies with one digest decide alike. */
  readonly digest: string;
}

export interface Verdict extends Decision {
  readonly id: string;
  readonly eventId: string;
  readonly at: number;
  readonly policy: PolicyStamp;
}
