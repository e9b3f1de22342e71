import { type CallColumns, readFacts } from '../../domain/call-columns.ts';
import { type CallFacts, classCountry, classKind } from '../../domain/call-facts.ts';
import type { Measure } from '../../domain/measure.ts';
import { NO_KEY, type NumberKey } from '../../domain/number-key.ts';
import { NUMBER_KINDS } from '../../domain/telephone-number.ts';
import type { Decision, Degradation } from '../../domain/verdict.ts';
import { byScore, type ScannedNumber, type ScanResult } from '../../report/index.ts';
import type { Judgement } from '../../traffic/pipeline/index.ts';
import type { CallerTable } from './caller-table.ts';
import { HourHistory } from './hour-history.ts';
import { HourTotals } from './hour-totals.ts';
import { SCAN_LIMITS, type ScanLimits } from './scan-limits.ts';
import { isStronger, type Suspect, Suspects } from './suspects.ts';

export interface ScanJudgeParts {
  /** `caller` is its dense number, -1 for none. */
  readonly judge: (facts: CallFacts, caller: number) => Judgement;
  /** From now on every call of this caller has to be looked at. */
  readonly watch: (caller: number) => void;
  /** The whole decision on the call judged last. */
  readonly decision: (facts: CallFacts) => Decision;
  /** Distinct callees within 7 days of the caller of the call judged last, if it was looked at; NaN when not known. */
  readonly lastCallees: () => number;
  /** Whether timelines are wanted. */
  readonly timelines: boolean;
  readonly limits?: ScanLimits;
}

/** What the result tells beside what was judged. */
export type Scanned = Pick<ScanResult, 'files' | 'readAs' | 'warnings' | 'policy'> & {
  /** Everybody's totals. */
  readonly callers: CallerTable;
};

const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;

/** Judges calls in the order they come and gathers what a scan tells. */
export class ScanJudge {
  readonly #parts: ScanJudgeParts;
  readonly #suspects: Suspects;
  readonly #hours: HourTotals;
  readonly #history: HourHistory | null;
  readonly #facts: CallFacts = blankFacts();
  readonly #degraded = new Map<string, Degradation & { calls: number }>();
  #lastParts: readonly Degradation[] = [];
  #again = 0;
  #calls = 0;
  #suspicious = 0;
  #unnamed = 0;

  constructor(parts: ScanJudgeParts) {
    const limits = parts.limits ?? SCAN_LIMITS;
    this.#parts = parts;
    this.#suspects = new Suspects(limits.suspects);
    this.#hours = new HourTotals(limits.hours);
    this.#history = parts.timelines ? new HourHistory(limits.callerHours) : null;
  }

  get calls(): number {
    return this.#calls;
  }

  /** Judges a batch; `ids` are the callers' dense numbers as the reading side counted them. */
  judge(columns: CallColumns, ids: Int32Array): void {
    const { length } = columns;
    for (let row = 0; row < length; row += 1)
      this.#judgeCall(readFacts(columns, row, this.#facts), ids[row]!);
  }

  #judgeCall(facts: CallFacts, id: number): void {
    const { measure, score, degraded, looked } = this.#parts.judge(facts, id);
    const hour = Math.floor((facts.at + facts.utcOffsetMin * MS_PER_MINUTE) / MS_PER_HOUR);
    const suspicious = measure !== 'none';
    this.#calls += 1;
    this.#hours.count(hour, suspicious);
    if (degraded.length > 0) this.#noteDegraded(degraded);
    if (id >= 0) this.#history?.count(id, hour);
    // Suspects are watched, so a call that needed no look is of none.
    if (!looked) return;
    if (suspicious) this.#suspicious += 1;
    if (facts.callerKey !== NO_KEY) this.#suspect(facts, id, suspicious, measure, score);
    else if (suspicious) this.#unnamed += 1;
  }

  #suspect(facts: CallFacts, id: number, suspicious: boolean, measure: Measure, score: number | null): void {
    let suspect = this.#suspects.get(id, facts.callerKey);
    if (suspicious && isStronger(measure, score, suspect)) {
      suspect = this.#suspects.note(id, facts, this.#parts.decision(facts));
      this.#parts.watch(id);
    }
    if (suspect !== null) this.#follow(suspect, facts);
  }

  #follow(suspect: Suspect, facts: CallFacts): void {
    const callees = this.#parts.lastCallees();
    if (!(callees <= suspect.callees)) suspect.callees = callees;
    // The others are followed in the table of totals.
    if (suspect.id >= 0) return;
    suspect.calls += 1;
    if (facts.at < suspect.firstAt) suspect.firstAt = facts.at;
    if (facts.at > suspect.lastAt) suspect.lastAt = facts.at;
  }

  #noteDegraded(parts: readonly Degradation[]): void {
    // Most say the same as the one before, in the same words.
    if (parts === this.#lastParts) {
      this.#again += 1;
      return;
    }
    this.#settleDegraded();
    this.#lastParts = parts;
    this.#again = 1;
  }

  #settleDegraded(): void {
    for (const { what, why } of this.#lastParts) {
      const known = this.#degraded.get(`${what} ${why}`);
      if (known !== undefined) known.calls += this.#again;
      else if (this.#degraded.size < 100)
        this.#degraded.set(`${what} ${why}`, { what, why, calls: this.#again });
    }
    this.#again = 0;
  }

  /** Everything found so far; `numberText` writes a key as people read it. */
  result({ callers, ...scanned }: Scanned, numberText: (key: NumberKey) => string): ScanResult {
    this.#settleDegraded();
    const numbers = [...this.#suspects.all()].map((suspect) => this.#number(suspect, callers, numberText));
    return {
      ...scanned,
      numbers: numbers.sort(byScore),
      hours: this.#hours.all(),
      calls: this.#calls,
      suspiciousCalls: this.#suspicious,
      unnamedCalls: this.#unnamed,
      callers: callers.callers,
      uncountedCalls: callers.uncounted,
      degraded: [...this.#degraded.values(), ...this.#limitsMet()],
    };
  }

  #limitsMet(): readonly (Degradation & { readonly calls: number })[] {
    const met = [
      { what: 'scan.numbers', why: 'weaker-numbers-forgotten', calls: this.#suspects.forgotten },
      { what: 'scan.hours', why: 'too-many-hours', calls: this.#hours.beyond },
      { what: 'scan.timelines', why: 'too-many-hours', calls: this.#history?.incomplete ? 1 : 0 },
    ];
    return met.filter(({ calls }) => calls > 0);
  }

  #number(suspect: Suspect, callers: CallerTable, numberText: (key: NumberKey) => string): ScannedNumber {
    const { decision } = suspect;
    const totals = callers.totals(suspect.key);
    const calls = totals?.calls ?? suspect.calls;
    return {
      number: numberText(suspect.key),
      kind: NUMBER_KINDS[classKind(suspect.callerClass)]!,
      country: classCountry(suspect.callerClass),
      score: decision.score,
      measure: decision.measure,
      signals: [...decision.signals, ...decision.composites],
      capped: decision.capped,
      list: decision.list,
      protection: decision.protection,
      degraded: decision.degraded,
      appliesTo: decision.appliesTo,
      decidedAt: suspect.decidedAt,
      calls,
      firstAt: totals?.firstAt ?? suspect.firstAt,
      lastAt: totals?.lastAt ?? suspect.lastAt,
      answered: totals?.answered ?? 0,
      outcomes: totals?.outcomes ?? 0,
      // A sketch may overshoot; nobody reaches more people than he calls.
      callees: Number.isNaN(suspect.callees) ? null : Math.min(suspect.callees, calls),
      utcOffsetMin: suspect.utcOffsetMin,
      hours: totals === null || this.#history === null ? [] : this.#history.of(totals.id),
    };
  }
}

function blankFacts(): CallFacts {
  return {
    at: 0,
    receivedAt: 0,
    utcOffsetMin: 0,
    callerKey: NO_KEY,
    callerClass: 0,
    calleeKey: NO_KEY,
    calleeClass: 0,
    trunk: 0,
    outcome: 0,
    ringMs: -1,
    talkMs: -1,
    imeiKey: 0,
    cellKey: 0,
    signs: 0,
  };
}
