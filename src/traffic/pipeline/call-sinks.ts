import { type CallColumns, callColumns } from '../../domain/call-columns.ts';
import { CALL_OUTCOMES, type CallEvent } from '../../domain/call-event.ts';
import type { CallSignalling } from '../../domain/call-signalling.ts';
import { signsOf } from '../../domain/call-signs.ts';
import { NO_KEY, textKey } from '../../domain/number-key.ts';
import { TRUNK_KINDS, type TrunkKind } from '../../domain/trunk.ts';
import { type CallSink, type HeldCalls, problemWords, RECORD_PROBLEMS } from '../normalise/index.ts';

/** A row later than this beyond the time of receipt is flagged `future-time`. */
const FUTURE_MS = 300_000;
const FUTURE = 1 << RECORD_PROBLEMS.indexOf('future-time');

/** What is the same for every call of one file. */
export interface FileFacts {
  readonly source: string;
  readonly trunk: TrunkKind;
  readonly receivedAt: number;
  /** Put before every id, so that ids of different formats and switches never meet. */
  readonly idScope: string;
}

/** Counts calls and their problems. */
export class CallCount {
  events = 0;
  readonly #problems = new Float64Array(RECORD_PROBLEMS.length);

  count(problems: number): void {
    this.events += 1;
    for (let rest = problems; rest !== 0; rest &= rest - 1)
      this.#problems[31 - Math.clz32(rest & -rest)]! += 1;
  }

  problems(): Record<string, number> {
    const entries = RECORD_PROBLEMS.map((word, index) => [word, this.#problems[index]!] as const);
    return Object.fromEntries(entries.filter(([, count]) => count > 0));
  }
}

/** Writes calls as columns. Its owner takes the columns whenever they are full. */
export class ColumnSink implements CallSink {
  readonly counted = new CallCount();
  columns: CallColumns;
  readonly #capacity: number;
  readonly #facts: FileFacts;
  readonly #trunk: number;

  constructor(capacity: number, facts: FileFacts) {
    this.#capacity = capacity;
    this.#facts = facts;
    this.#trunk = TRUNK_KINDS.indexOf(facts.trunk);
    this.columns = callColumns(capacity);
  }

  get full(): boolean {
    return this.columns.length >= this.#capacity;
  }

  take(held: HeldCalls, place: number): void {
    const { columns } = this;
    const row = columns.length;
    held.measure(place);
    const at = held.at[place]!;
    columns.at[row] = at;
    columns.receivedAt[row] = this.#facts.receivedAt;
    columns.callerKey[row] = held.callerKey[place]!;
    columns.calleeKey[row] = held.calleeKey[place]!;
    columns.callerClass[row] = held.callerClass[place]!;
    columns.calleeClass[row] = held.calleeClass[place]!;
    columns.ringMs[row] = held.ringMs;
    columns.talkMs[row] = held.talkMs;
    columns.utcOffsetMin[row] = held.offsetMin[place]!;
    columns.trunk[row] = this.#trunk;
    columns.outcome[row] = held.outcome[place]!;
    columns.imeiKey[row] = keyOf(held.imei[place]);
    columns.cellKey[row] = keyOf(held.cell[place]);
    columns.signs[row] = signsOf(held.signalling[place] ?? null);
    columns.length = row + 1;
    this.counted.count(withFuture(held.problemsOut, at, this.#facts.receivedAt));
  }

  /** Goes on with other columns; those filled so far belong to whoever took them. */
  renew(columns?: CallColumns): void {
    this.columns = columns ?? callColumns(this.#capacity);
    this.columns.length = 0;
  }
}

/** Makes calls in words. */
export class EventSink implements CallSink {
  readonly counted = new CallCount();
  #events: { event: CallEvent; line: number }[] = [];
  readonly #facts: FileFacts;

  constructor(facts: FileFacts) {
    this.#facts = facts;
  }

  get length(): number {
    return this.#events.length;
  }

  take(held: HeldCalls, place: number): void {
    held.measure(place);
    const at = held.at[place]!;
    const problems = withFuture(held.problemsOut, at, this.#facts.receivedAt);
    this.counted.count(problems);
    const event: CallEvent = {
      id: `${this.#facts.idScope}:${held.id[place]}`,
      source: this.#facts.source,
      at,
      receivedAt: this.#facts.receivedAt,
      utcOffsetMin: held.offsetMin[place]!,
      caller: held.caller[place]!,
      callee: held.callee[place]!,
      trunk: this.#facts.trunk,
      outcome: CALL_OUTCOMES[held.outcome[place]!] ?? 'unknown',
      ringMs: held.ringMs < 0 ? null : held.ringMs,
      talkMs: held.talkMs < 0 ? null : held.talkMs,
      imei: held.imei[place] ?? null,
      cell: held.cell[place] ?? null,
      signalling: named(held.signalling[place], this.#facts.source),
      problems: problemWords(problems),
    };
    this.#events.push({ event, line: held.line[place]! });
  }

  takeEvents(): readonly { event: CallEvent; line: number }[] {
    const taken = this.#events;
    this.#events = [];
    return taken;
  }
}

/** The source's own records told it. */
function named(told: CallSignalling | null | undefined, peer: string): CallSignalling | null {
  return told === null || told === undefined ? null : { ...told, peer };
}

function withFuture(problems: number, at: number, receivedAt: number): number {
  return at > receivedAt + FUTURE_MS ? problems | FUTURE : problems;
}

function keyOf(text: string | null | undefined): number {
  return text === null || text === undefined ? NO_KEY : textKey('alphanumeric', text);
}
