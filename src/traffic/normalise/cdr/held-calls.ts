import { CALL_OUTCOMES } from '../../../domain/call-event.ts';
import type { CallSignalling } from '../../../domain/call-signalling.ts';
import type { TelephoneNumber } from '../../../domain/telephone-number.ts';
import type { CallRow } from './call-row.ts';
import { problemBit } from './record-problem.ts';

const ANSWERED = CALL_OUTCOMES.indexOf('answered');
const UNKNOWN = CALL_OUTCOMES.indexOf('unknown');
const ABSURD = problemBit('absurd-duration');
const NEGATIVE = problemBit('negative-duration');
const ANSWER_UNKNOWN = problemBit('answer-unknown');
/** Longer than this is a wrong unit or a broken clock, not a call: 7 days. */
export const LONGEST_MS = 604_800_000;

/** How far an attempt got; the furthest of a call's rows is the call's outcome. */
const PROGRESS = ['unknown', 'dead-number', 'failed', 'busy', 'cancelled', 'no-answer', 'answered'];
const RANK = Uint8Array.from(CALL_OUTCOMES, (word) => PROGRESS.indexOf(word));

/** Calls whose rows are still being gathered, as columns; place `serial mod capacity`. */
export class HeldCalls {
  readonly mask: number;
  readonly at: Float64Array;
  readonly answerAt: Float64Array;
  readonly talkEndAt: Float64Array;
  readonly ringEndAt: Float64Array;
  readonly rank: Float64Array;
  readonly version: Float64Array;
  readonly line: Float64Array;
  readonly callerKey: Float64Array;
  readonly calleeKey: Float64Array;
  readonly callerClass: Int32Array;
  readonly calleeClass: Int32Array;
  readonly problems: Int32Array;
  readonly offsetMin: Int16Array;
  readonly outcome: Uint8Array;
  readonly ringKnown: Uint8Array;
  readonly opened: Uint8Array;
  /** Rows gathered that tell of another moment than the first; legs of a group and the same row again do not. */
  readonly rows: Uint32Array;
  /** Serial of the call this one turned out to belong to, 0 for none. */
  readonly unitedWith: Int32Array;
  /** Ids of calls that no row has opened yet: high and low lane in turn. */
  readonly unopened = new Map<number, readonly number[]>();
  /** Filled only where words are wanted. */
  readonly id: (string | undefined)[] = [];
  readonly caller: (TelephoneNumber | undefined)[] = [];
  readonly callee: (TelephoneNumber | undefined)[] = [];
  /** Filled only by formats that have them. */
  readonly imei: (string | null)[] = [];
  readonly cell: (string | null)[] = [];
  readonly signalling: (CallSignalling | null)[] = [];
  /** Of the call last measured, ms, -1 when not known; `problemsOut` with what the measuring found. */
  ringMs = -1;
  talkMs = -1;
  problemsOut = 0;

  constructor(capacity: number) {
    if (capacity < 2 || (capacity & (capacity - 1)) !== 0)
      throw new RangeError('held calls go in powers of two');
    const doubles = () => new Float64Array(capacity);
    const ints = () => new Int32Array(capacity);
    this.mask = capacity - 1;
    this.at = doubles();
    this.answerAt = doubles();
    this.talkEndAt = doubles();
    this.ringEndAt = doubles();
    this.rank = doubles();
    this.version = doubles();
    this.line = doubles();
    this.callerKey = doubles();
    this.calleeKey = doubles();
    this.callerClass = ints();
    this.calleeClass = ints();
    this.problems = ints();
    this.unitedWith = ints();
    this.rows = new Uint32Array(capacity);
    this.offsetMin = new Int16Array(capacity);
    this.outcome = new Uint8Array(capacity);
    this.ringKnown = new Uint8Array(capacity);
    this.opened = new Uint8Array(capacity);
  }

  /** Begins a call, or begins it anew when a correction replaces what was known. */
  begin(place: number, row: CallRow): void {
    this.at[place] = row.at;
    this.answerAt[place] = row.answerAt;
    this.talkEndAt[place] = row.talkEndAt;
    this.ringEndAt[place] = row.ringEndAt;
    this.rank[place] = row.rank;
    this.version[place] = row.version;
    this.line[place] = row.line;
    this.problems[place] = row.problems;
    this.offsetMin[place] = row.offsetMin;
    this.outcome[place] = row.outcome;
    this.ringKnown[place] = row.ringKnown ? 1 : 0;
    this.opened[place] = row.opens ? 1 : 0;
    this.unitedWith[place] = 0;
    this.rows[place] = 1;
    if (this.signalling.length > 0) this.signalling[place] = null;
    if (!row.opens)
      this.unopened.set(
        place,
        Array.from(
          { length: row.keyCount * 2 },
          (_, at) => (at % 2 === 0 ? row.keyHigh : row.keyLow)[at >> 1]!,
        ),
      );
  }

  /** Adds what another row of the call says. Order does not matter, and adding a row twice changes nothing. */
  join(place: number, row: CallRow): void {
    if (row.at !== this.at[place]) this.rows[place]! += 1;
    const at = this.at[place]!;
    if (row.at < at || Number.isNaN(at)) {
      this.at[place] = row.at;
      this.offsetMin[place] = row.offsetMin;
    }
    this.answerAt[place] = earlier(this.answerAt[place]!, row.answerAt);
    this.talkEndAt[place] = later(this.talkEndAt[place]!, row.talkEndAt);
    this.ringEndAt[place] = later(this.ringEndAt[place]!, row.ringEndAt);
    if (RANK[row.outcome]! > RANK[this.outcome[place]!]!) this.outcome[place] = row.outcome;
    if (!row.ringKnown) this.ringKnown[place] = 0;
    if (row.opens) this.opened[place] = 1;
    this.problems[place]! |= row.problems;
  }

  /** The same with everything another call has told. */
  absorb(place: number, other: number): void {
    this.rows[place]! += this.rows[other]!;
    const at = this.at[place]!;
    if (this.at[other]! < at || Number.isNaN(at)) {
      this.at[place] = this.at[other]!;
      this.offsetMin[place] = this.offsetMin[other]!;
    }
    this.answerAt[place] = earlier(this.answerAt[place]!, this.answerAt[other]!);
    this.talkEndAt[place] = later(this.talkEndAt[place]!, this.talkEndAt[other]!);
    this.ringEndAt[place] = later(this.ringEndAt[place]!, this.ringEndAt[other]!);
    if (RANK[this.outcome[other]!]! > RANK[this.outcome[place]!]!) this.outcome[place] = this.outcome[other]!;
    this.ringKnown[place]! &= this.ringKnown[other]!;
    this.problems[place]! |= this.problems[other]!;
    const told = this.signalling[place] ?? null;
    const toldByOther = this.signalling[other] ?? null;
    const better =
      this.opened[other] === 1 && (this.opened[place] === 0 || this.rank[other]! < this.rank[place]!);
    this.opened[place]! |= this.opened[other]!;
    if (better) this.#takeWords(place, other);
    if (told !== toldByOther) this.signalling[place] = better ? (toldByOther ?? told) : (told ?? toldByOther);
  }

  #takeWords(place: number, other: number): void {
    for (const column of [
      this.rank,
      this.line,
      this.callerKey,
      this.calleeKey,
      this.callerClass,
      this.calleeClass,
    ])
      column[place] = column[other]!;
    this.id[place] = this.id[other];
    this.caller[place] = this.caller[other];
    this.callee[place] = this.callee[other];
    if (this.imei.length > 0) {
      this.imei[place] = this.imei[other] ?? null;
      this.cell[place] = this.cell[other] ?? null;
    }
  }

  /** Works out ring and talk time of a gathered call, into `ringMs`, `talkMs` and `problemsOut`. */
  measure(place: number): void {
    const answered = this.outcome[place] === ANSWERED;
    const at = this.at[place]!;
    const answerAt = this.answerAt[place]!;
    this.problemsOut = this.problems[place]!;
    const ringEnd = answered ? answerAt : this.ringEndAt[place]!;
    if (answered && Number.isNaN(answerAt)) this.problemsOut |= ANSWER_UNKNOWN;
    if (this.outcome[place] === UNKNOWN) {
      // Whether a time was ringing or talk is not known when nobody says that the call was answered.
      this.ringMs = -1;
      this.talkMs = -1;
      return;
    }
    this.ringMs = this.ringKnown[place] === 1 ? this.#span(ringEnd - at) : -1;
    this.talkMs = answered ? this.#span(this.talkEndAt[place]! - answerAt) : 0;
  }

  #span(ms: number): number {
    if (ms >= 0 && ms <= LONGEST_MS) return Math.round(ms);
    if (ms < 0) this.problemsOut |= NEGATIVE;
    if (ms > LONGEST_MS) this.problemsOut |= ABSURD;
    return -1;
  }
}

const earlier = (one: number, other: number): number => (other < one || Number.isNaN(one) ? other : one);
const later = (one: number, other: number): number => (other > one || Number.isNaN(one) ? other : one);
