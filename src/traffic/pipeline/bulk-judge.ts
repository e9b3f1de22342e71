import type { CallFacts } from '../../domain/call-facts.ts';
import { FEATURES, type FeatureVector } from '../../domain/feature-catalogue.ts';
import type { Measure } from '../../domain/measure.ts';
import type { Decision, Degradation } from '../../domain/verdict.ts';
import { type Decider, namesSuspect, QUIET } from '../decide/index.ts';
import { type BulkDetector, FARTHEST, type RuleReach } from '../detect/index.ts';
import type { CallGlance, FeatureStore, ObservationNote } from '../features/index.ts';
import { notedDecisions, type Stage, saysNothing, unjudged } from './noted-decision.ts';

export interface BulkJudgeParts {
  readonly features: FeatureStore;
  readonly detector: BulkDetector;
  readonly decider: Decider;
  /** From this measure on the caller is remembered for `callee.suspects_*`. */
  readonly suspectFrom: Measure;
  /** Features that are read: those of the policy's rules and what else is wanted of `lastFeatures`. */
  readonly reads: readonly string[];
}

/** What matters of a decision before anybody wants to see it. Reused: valid until the next call. */
export interface Judgement {
  readonly measure: Measure;
  readonly score: number | null;
  readonly degraded: readonly Degradation[];
  /** False if the call needed no look, because no rule could speak against it. */
  readonly looked: boolean;
}

const FIRST_CALLERS = 1024;
/** In the place of calls that a caller may make: every call of it is looked at. */
const WATCHED = FARTHEST + 1;

/**
 * Judges recorded calls in order: the same calls give the same decisions as `CallPipeline` gives. Every call is counted,
 * but features are read and rules evaluated only where a rule could speak against the call, and a decision is put
 * together only when it is asked for (docs/adr/0005).
 */
export class BulkJudge {
  /** Features of the call judged last; `null` when it needed no look. Valid until the next call. */
  lastFeatures: FeatureVector | null = null;
  readonly #parts: BulkJudgeParts;
  readonly #judgement: {
    measure: Measure;
    score: number | null;
    degraded: readonly Degradation[];
    looked: boolean;
  };
  /** A decision on each set of rules that has held, by the set's number. */
  readonly #known: (Decision | undefined)[] = [];
  readonly #notes = new Map<ObservationNote, readonly Degradation[]>();
  readonly #noted = notedDecisions();
  /** Calls that each caller may still make unlooked, by dense number; of no use when calls come in over several trunks. */
  #free = new Uint8Array(FIRST_CALLERS);
  #trunk = -1;
  #isMixed = false;
  #freeAtFirst = 0;
  #decision: Decision | null = QUIET;
  #note: ObservationNote | null = null;
  #stage: Stage = 'features';

  constructor(parts: BulkJudgeParts) {
    this.#parts = parts;
    this.#judgement = { measure: 'none', score: 0, degraded: QUIET.degraded, looked: false };
    parts.features.need(parts.reads);
  }

  /**
   * Counts the call and judges it. `caller`: the caller's dense number, -1 for none; it must stand for one number
   * throughout. Never throws; see `CallPipeline.judge`.
   */
  judge(facts: CallFacts, caller: number): Judgement {
    try {
      this.#stage = 'features';
      this.#parts.features.count(facts);
      this.#judgement.looked = !this.#mayPass(facts, caller);
      if (this.#judgement.looked) this.#look(facts, caller);
      else this.#pass(facts);
    } catch (error) {
      this.#judgement.looked = true;
      this.#tell(unjudged(this.#stage, error), null);
    }
    return this.#judgement;
  }

  /** From now on every call of the caller is looked at, so that `lastFeatures` is known of each. */
  watch(caller: number): void {
    if (caller < 0) return;
    if (caller >= this.#free.length) this.#growTo(caller);
    this.#free[caller] = WATCHED;
  }

  /** The whole decision on the call judged last, whose facts these are. */
  decision(facts: CallFacts): Decision {
    const { detector, decider } = this.#parts;
    const base = this.#decision ?? decider.decide(detector.detect(facts, this.lastFeatures!));
    return this.#note === null ? base : this.#noted(base, this.#note);
  }

  /** True if no rule can speak against the call: it counts among those its caller may make. */
  #mayPass(facts: CallFacts, caller: number): boolean {
    const { reach } = this.#parts.detector;
    if (facts.trunk !== this.#trunk) this.#meetTrunk(facts);
    if (caller < 0 || this.#isMixed) return false;
    if (caller >= this.#free.length) this.#growTo(caller);
    const free = this.#free[caller]!;
    if (free === 0 || free === WATCHED || reach.byFacts(facts)) return false;
    const seen = this.#parts.features.glance();
    if (!seen.callerIsExact || calleeMatters(seen, reach)) return false;
    this.#free[caller] = free - 1;
    return true;
  }

  #pass(facts: CallFacts): void {
    const { features, detector, decider } = this.#parts;
    this.lastFeatures = null;
    let decision = QUIET;
    if (detector.mayBeListed(facts)) {
      this.#stage = 'detect';
      const detection = detector.detectListed(facts);
      this.#stage = 'decide';
      decision = this.#suspected(facts, decider.decide(detection));
      // Whoever is found suspicious by a list alone is asked for its features all the same.
      if (decision.measure !== 'none') {
        this.lastFeatures = features.read(facts, false);
        this.#judgement.looked = true;
      }
    }
    this.#tell(decision, features.lastNote);
  }

  #look(facts: CallFacts, caller: number): void {
    const { features, detector, decider } = this.#parts;
    const { reach } = detector;
    const seen = features.glance();
    const vector = features.read(facts, !reach.calleeIsApart || calleeMatters(seen, reach));
    this.lastFeatures = vector;
    if (caller >= 0) this.#allow(facts, caller, vector, seen);
    this.#stage = 'detect';
    const set = detector.mayBeListed(facts) ? -1 : detector.ruleSet(facts, vector);
    const known = set === 0 ? QUIET : set < 0 ? undefined : this.#known[set];
    if (known !== undefined) {
      this.#tell(this.#suspected(facts, known), features.lastNote);
      // The values of its signals are those of another call: put together when asked for.
      if (set !== 0) this.#decision = null;
      return;
    }
    const detection = detector.detect(facts, vector);
    this.#stage = 'decide';
    const decision = this.#suspected(facts, decider.decide(detection));
    if (set > 0) this.#known[set] = decision;
    this.#tell(decision, features.lastNote);
  }

  #suspected(facts: CallFacts, decision: Decision): Decision {
    const { features, suspectFrom } = this.#parts;
    if (decision !== QUIET && namesSuspect(decision, suspectFrom)) features.noteSuspect(facts);
    return decision;
  }

  /** `note` is `null` for a decision that says all by itself. */
  #tell(decision: Decision, note: ObservationNote | null): void {
    const judgement = this.#judgement;
    this.#decision = decision;
    this.#note = note === null || note === 'counted' || saysNothing(decision, note) ? null : note;
    judgement.measure = decision.measure;
    judgement.score = decision.score;
    judgement.degraded = this.#note === null ? decision.degraded : this.#degraded(decision, this.#note);
  }

  #degraded(decision: Decision, note: ObservationNote): readonly Degradation[] {
    if (decision.degraded.length > 0) return [...decision.degraded, { what: 'features', why: note }];
    let alone = this.#notes.get(note);
    if (alone === undefined) {
      alone = [{ what: 'features', why: note }];
      this.#notes.set(note, alone);
    }
    return alone;
  }

  /** How many calls the caller may make before the next look. */
  #allow(facts: CallFacts, caller: number, vector: FeatureVector, seen: CallGlance): void {
    const { detector } = this.#parts;
    if (caller >= this.#free.length) this.#growTo(caller);
    if (this.#free[caller] === WATCHED) return;
    this.#free[caller] =
      seen.callerIsExact && !seen.isHolding ? detector.reach.callsToGo(facts, vector) - 1 : 0;
  }

  /** What a caller may do hangs on the trunk. */
  #meetTrunk(facts: CallFacts): void {
    this.#isMixed = this.#trunk >= 0;
    this.#trunk = facts.trunk;
    if (this.#isMixed) return;
    this.#freeAtFirst = this.#parts.detector.reach.callsToGo(facts, NEWCOMER) - 1;
    this.#free.fill(this.#freeAtFirst);
  }

  #growTo(caller: number): void {
    const free = new Uint8Array(Math.max(caller + 1, this.#free.length * 2)).fill(this.#freeAtFirst);
    free.set(this.#free);
    this.#free = free;
  }
}

/** Whether a rule on the callee can hold. */
const calleeMatters = (seen: CallGlance, reach: RuleReach): boolean =>
  seen.calleeCalls >= reach.leastCalleeCalls || (seen.calleeIsMarked && reach.asksForSuspects);

/** A caller that has not called yet: no counts, no devices. */
const NEWCOMER: FeatureVector = Float64Array.from(FEATURES, (name) =>
  /^caller\.(imeis|cells)_/.test(name) ? Number.NaN : 0,
);
