import { hash32, hashUnit, RandomStream } from '../../lib/random-stream.ts';
import { BLOCK_MS, BLOCK_SLOTS, type CallSink } from '../call-sink.ts';
import type { CallSource, Slot } from '../call-source.ts';
import type { Caller, LineBook } from '../line-book.ts';
import { TALK } from '../parameters/durations.ts';
import { HOURS } from '../parameters/hours.ts';
import type { WorkerKind } from '../parameters/workers.ts';
import type { Deciles } from '../quantiles.ts';
import type { CallLabel } from '../simulated-call.ts';
import { isFirstWeekOfTerm } from '../timetable.ts';
import { honest } from './honest-label.ts';

const BLOCKS_PER_HOUR = 3_600_000 / BLOCK_MS;
/** The town size for which the rates of codes (banks, call centres) are given. */
const CODE_RATE_RESIDENTS = 5_000;
/** A person needs this long between two calls. */
const PAUSE_MS = 5_000;

/** One trade: every line of it, at its hours, one call after another. */
export class Workers implements CallSource {
  readonly letter: string;
  readonly slots = BLOCK_SLOTS;
  readonly #kind: WorkerKind;
  readonly #book: LineBook;
  readonly #seed: number;
  readonly #first: number;
  readonly #lines: number;
  readonly #label: CallLabel;
  readonly #talk: Deciles;

  /** `first` is the index of the trade's first line: in the census for mobiles, among the fixed lines otherwise. */
  constructor(kind: WorkerKind, letter: string, book: LineBook, seed: number, first: number, lines: number) {
    this.#kind = kind;
    this.letter = letter;
    this.#book = book;
    this.#seed = hash32(seed, 500 + letter.charCodeAt(0));
    this.#first = first;
    this.#lines = lines;
    this.#label = honest(kind.persona);
    this.#talk = TALK[kind.talk]!;
  }

  plan(slot: Slot, sink: CallSink): void {
    const profile = HOURS[this.#kind.hours];
    const weight = (slot.local.isWeekend ? profile.weekend : profile.weekday)[slot.local.hour] ?? 0;
    if (weight === 0) return;
    const random = new RandomStream(this.#seed, slot.index);
    for (let line = 0; line < this.#lines; line += 1) {
      const expected = this.#ratePerHour(line, slot.local.day) * (weight / BLOCKS_PER_HOUR);
      const calls = random.round(expected);
      if (calls > 0) this.#work(slot, line, calls, random, sink);
    }
  }

  #ratePerHour(line: number, day: number): number {
    const { callsPerBusyHour, worksDay, termFactor, line: place } = this.#kind;
    if (hashUnit(this.#seed ^ day, line) >= worksDay) return 0;
    const [low, high] = callsPerBusyHour;
    const usual = low + (high - low) * hashUnit(this.#seed, line);
    const scale = place === 'code' ? this.#book.census.residents / CODE_RATE_RESIDENTS : 1;
    return usual * scale * (termFactor !== undefined && isFirstWeekOfTerm(day) ? termFactor : 1);
  }

  #work(slot: Slot, line: number, calls: number, random: RandomStream, sink: CallSink): void {
    const isMachine = this.#kind.line === 'code';
    const gap = BLOCK_MS / calls;
    let free = slot.startAt;
    for (let turn = 0; turn < calls; turn += 1) {
      const planned = slot.startAt + (turn + random.unit()) * gap;
      const at = isMachine ? planned : Math.max(planned, free);
      const caller = this.#caller(line, slot, random);
      const call = this.#dial(at, line, caller, random, sink);
      free = call.at + call.ringMs + call.talkMs + PAUSE_MS;
    }
  }

  #dial(at: number, line: number, caller: Caller, random: RandomStream, sink: CallSink) {
    const callee = this.#callee(line, random);
    if (callee < 0) return sink.dead(random, at, caller, this.#book.unassigned(random), this.#label);
    const number = this.#book.national(callee);
    const prospect = { answered: this.#kind.answered, talk: this.#talk };
    const call = sink.attempt(random, at, caller, number, prospect, this.#label);
    if (call.outcome !== 'answered' && random.chance(this.#kind.calledBack)) {
      const [low, high] = this.#kind.callBackAfterMin;
      const back = call.at + call.ringMs + random.between(low, high) * 60_000;
      const persona = this.#book.census.rangeOf(callee).persona;
      const answers = { answered: 0.82, talk: this.#talk };
      sink.attempt(
        random,
        back,
        this.#book.caller(callee, 12),
        this.#ownNumber(line),
        answers,
        honest(persona),
      );
    }
    return call;
  }

  /** Index of the resident to call, -1 for a number nobody has. */
  #callee(line: number, random: RandomStream): number {
    const { callees, reach, dead } = this.#kind;
    const { residents } = this.#book.census;
    if (random.chance(dead)) return -1;
    if (callees === 'random-digits') {
      const { plan } = this.#book;
      return this.#book.lineAt(random.below(plan.prefixes), random.below(plan.span));
    }
    if (callees === 'elderly') {
      const elderly = this.#book.census.range('resident-elderly')!;
      return elderly.from + random.below(elderly.to - elderly.from);
    }
    if (callees === 'anyone') return random.below(residents);
    const start = hash32(this.#seed ^ 0xd1, line) % residents;
    return (start + random.below(Math.min(reach, residents))) % residents;
  }

  #caller(line: number, slot: Slot, random: RandomStream): Caller {
    if (this.#kind.line === 'fixed') return this.#book.fixed(this.#first + line);
    if (this.#kind.line === 'code')
      return { written: this.#kind.codes![line]!, trunk: 'interconnect', imei: null, cell: null };
    const stop = this.#kind.mobileCells ? 1 + random.below(12) : 0;
    return this.#book.caller(this.#first + line, slot.local.hour, stop);
  }

  #ownNumber(line: number): string {
    if (this.#kind.line === 'fixed') return this.#book.fixed(this.#first + line).written;
    if (this.#kind.line === 'code') return this.#kind.codes![line]!;
    return this.#book.national(this.#first + line);
  }
}
