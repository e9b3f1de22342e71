import { hash32, hashUnit, RandomStream } from '../../lib/random-stream.ts';
import { writeFixed, writeRelativeAbroad } from '../artificial-numbers.ts';
import { type CallSink, SLOT_MS } from '../call-sink.ts';
import type { CallSource, Slot } from '../call-source.ts';
import type { LineRange } from '../census.ts';
import type { Caller, LineBook } from '../line-book.ts';
import { TALK } from '../parameters/durations.ts';
import { HOURS } from '../parameters/hours.ts';
import {
  FRIEND_WEIGHTS,
  RESIDENT_CLASSES,
  RESIDENT_DIALS,
  RESIDENT_HABITS,
  SERVICES_DIALLED,
} from '../parameters/residents.ts';
import type { Deciles } from '../quantiles.ts';
import type { CallLabel } from '../simulated-call.ts';
import { honest } from './honest-label.ts';
import { WeightedChoice } from './weighted-choice.ts';

const PROFILE = HOURS.residents;
const WEEKDAY_SUM = PROFILE.weekday.reduce((sum, weight) => sum + weight, 0);
const SLOTS_PER_HOUR = 3_600_000 / SLOT_MS;
const WITHHELD = ['anonymous', 'anonymous', '', 'Unavailable', 'Restricted'] as const;
const FRIENDS: readonly WeightedChoice[] = RESIDENT_CLASSES.map(
  ({ friends }) => new WeightedChoice(FRIEND_WEIGHTS.slice(0, friends)),
);
/** Upper ends of the shares of `RESIDENT_DIALS` on one line from 0 to 1. */
const UP_TO = (() => {
  const service = RESIDENT_DIALS.service;
  const firm = service + RESIDENT_DIALS.firm;
  const misdialled = firm + RESIDENT_DIALS.misdialled;
  const abroad = misdialled + RESIDENT_DIALS.abroad;
  return { service, firm, misdialled, abroad, stranger: abroad + RESIDENT_DIALS.stranger };
})();
const SERVICE = new WeightedChoice(SERVICES_DIALLED.map(([, weight]) => weight));

/** Friends closer than this are family: longer calls. */
const FAMILY = 3;

/** Somebody about to call. */
interface Occasion {
  readonly slot: Slot;
  readonly random: RandomStream;
  readonly sink: CallSink;
  readonly at: number;
  readonly line: number;
  readonly caller: Caller;
  readonly label: CallLabel;
}

/** Private life: friends and family, firms, services, wrong numbers, missed calls returned, relatives abroad. */
export class Residents implements CallSource {
  readonly letter = 'r';
  readonly slots = 1;
  readonly #book: LineBook;
  readonly #seed: number;
  readonly #ranges: readonly LineRange[];
  readonly #who: WeightedChoice;
  readonly #callsPerDay: number;
  readonly #firstDay: number;

  constructor(book: LineBook, seed: number, firstDay: number) {
    this.#book = book;
    this.#seed = hash32(seed, 101);
    this.#firstDay = firstDay;
    this.#ranges = book.census.ranges;
    const volumes = this.#ranges.map(
      ({ from, to, residentClass }) => (to - from) * RESIDENT_CLASSES[residentClass]!.callsPerDay,
    );
    this.#who = new WeightedChoice(volumes);
    this.#callsPerDay = volumes.reduce((sum, volume) => sum + volume, 0);
  }

  plan(slot: Slot, sink: CallSink): void {
    const random = new RandomStream(this.#seed, slot.index);
    const hours = slot.local.isWeekend ? PROFILE.weekend : PROFILE.weekday;
    const weight = (hours[slot.local.hour] ?? 0) / WEEKDAY_SUM / SLOTS_PER_HOUR;
    const calls = random.round(this.#callsPerDay * weight * random.between(0.9, 1.1));
    for (let call = 0; call < calls; call += 1) this.#privateCall(slot, random, sink);
    const fromAbroad = random.round(
      (this.#book.census.residents * RESIDENT_HABITS.fromAbroadPerLineDay) / (24 * SLOTS_PER_HOUR),
    );
    for (let call = 0; call < fromAbroad; call += 1) this.#callFromAbroad(slot, random, sink);
  }

  #privateCall(slot: Slot, random: RandomStream, sink: CallSink): void {
    const range = this.#ranges[this.#who.pick(random)]!;
    const line = range.from + random.below(range.to - range.from);
    if (range.persona === 'new-line' && slot.local.day < this.#startsOn(line)) return;
    const at = slot.startAt + random.unit() * SLOT_MS;
    const caller = this.#callerOf(range, line, slot, random);
    const occasion = { slot, random, sink, at, line, caller, label: honest(range.persona) };
    const dial = random.unit();
    if (dial < UP_TO.service) this.#callService(occasion);
    else if (dial < UP_TO.firm) this.#callFirm(occasion);
    else if (dial < UP_TO.misdialled)
      sink.dead(random, at, caller, this.#book.unassigned(random), occasion.label);
    else if (dial < UP_TO.abroad) this.#callAbroad(occasion);
    else if (dial < UP_TO.stranger) this.#callPerson(occasion, this.#stranger(random), TALK.private!);
    else {
      const closeness = FRIENDS[range.residentClass]!.pick(random);
      const talk = closeness < FAMILY ? TALK.family! : TALK.private!;
      this.#callPerson(occasion, this.#book.census.friendOf(line, closeness), talk);
    }
  }

  #callerOf(range: LineRange, line: number, slot: Slot, random: RandomStream): Caller {
    const caller =
      range.persona === 'traveller' && this.#isAbroad(line, slot.local.day)
        ? this.#book.roaming(line)
        : this.#book.caller(line, slot.local.hour);
    if (random.unit() >= RESIDENT_HABITS.withheld) return caller;
    return { ...caller, written: WITHHELD[random.below(WITHHELD.length)]! };
  }

  #callPerson(
    { slot, random, sink, at, line, caller, label }: Occasion,
    friend: number,
    talk: Deciles,
  ): void {
    const range = this.#book.census.rangeOf(friend);
    const prospect = { answered: RESIDENT_CLASSES[range.residentClass]!.answers, talk };
    const number = this.#book.national(friend);
    const call = sink.attempt(random, at, caller, number, prospect, label);
    if (call.outcome === 'answered') return;
    const after = ([low, high]: readonly [number, number]): number =>
      call.at + call.ringMs + random.between(low, high) * 60_000;
    if (random.chance(RESIDENT_HABITS.retries)) {
      sink.attempt(random, after(RESIDENT_HABITS.retryAfterMin), caller, number, prospect, label);
    } else if (isShown(caller) && random.chance(RESIDENT_HABITS.callsBack)) {
      const back = after(RESIDENT_HABITS.callBackAfterMin);
      const returning = this.#book.caller(friend, slot.local.hour);
      const answers = { answered: RESIDENT_HABITS.callBackAnswered, talk };
      sink.attempt(random, back, returning, this.#book.national(line), answers, honest(range.persona));
    }
  }

  /** Anybody, or one of the few old people whom everybody rings: neighbours, carers, shops, clubs. */
  #stranger(random: RandomStream): number {
    const elderly = this.#book.census.range('resident-elderly');
    if (elderly === undefined || !random.chance(RESIDENT_HABITS.popular.share))
      return random.below(this.#book.census.residents);
    const popular = Math.max(1, Math.floor((elderly.to - elderly.from) * RESIDENT_HABITS.popular.ofElderly));
    return elderly.from + random.below(popular);
  }

  #callService({ random, sink, at, caller, label }: Occasion): void {
    const code = SERVICES_DIALLED[SERVICE.pick(random)]![0];
    sink.attempt(random, at, caller, code, { answered: 0.93, talk: TALK.desk! }, label);
  }

  #callFirm({ random, sink, at, line, caller, label }: Occasion): void {
    const { fixedLines } = this.#book.census;
    const isUsual = random.chance(0.5);
    const firm = isUsual
      ? hash32(this.#seed, line * 4 + random.below(4)) % fixedLines
      : random.below(fixedLines);
    sink.attempt(random, at, caller, writeFixed(firm), { answered: 0.8, talk: TALK.desk! }, label);
  }

  #callAbroad({ random, sink, at, line, caller, label }: Occasion): void {
    const number = writeRelativeAbroad(hash32(this.#seed, line)).replace('+', '00');
    sink.attempt(random, at, caller, number, { answered: 0.62, talk: TALK.family! }, label);
  }

  #callFromAbroad(slot: Slot, random: RandomStream, sink: CallSink): void {
    const line = random.below(this.#book.census.residents);
    const written = writeRelativeAbroad(hash32(this.#seed, line));
    const caller: Caller = { written, trunk: 'international', imei: null, cell: null };
    const at = slot.startAt + random.unit() * SLOT_MS;
    const prospect = { answered: slot.local.hour < 7 ? 0.3 : 0.7, talk: TALK.family! };
    sink.attempt(random, at, caller, this.#book.national(line), prospect, honest('relative-abroad'));
  }

  #isAbroad(line: number, day: number): boolean {
    const trip = Math.floor((day + (hash32(this.#seed, line) % 6)) / 6);
    return hashUnit(this.#seed ^ trip, line) < 0.35;
  }

  #startsOn(line: number): number {
    return this.#firstDay + (hash32(this.#seed ^ 0x4e, line) % 21) - 7;
  }
}

/** A withheld number cannot be called back. */
const isShown = ({ written }: Caller): boolean => /^[+0-9]/.test(written);
