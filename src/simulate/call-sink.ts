import type { CallOutcome } from '../domain/call-event.ts';
import type { RandomStream } from '../lib/random-stream.ts';
import type { Caller } from './line-book.ts';
import { RING } from './parameters/durations.ts';
import { UNANSWERED } from './parameters/residents.ts';
import { type Deciles, drawMs } from './quantiles.ts';
import type { CallLabel, SimulatedCall } from './simulated-call.ts';

/** Time is planned in slots of a minute: short, so that few calls are held at once even in a town of millions. */
export const SLOT_MS = 60_000;

/** Whoever calls one after another plans five minutes at once. */
export const BLOCK_SLOTS = 5;
export const BLOCK_MS = BLOCK_SLOTS * SLOT_MS;

/**
 * Calls planned ahead, by slot. A source may place a call at most `HORIZON_MS` after the start of the slot it plans,
 * so whoever wants the calls from a moment on needs to plan that many earlier slots and no more.
 */
export const HORIZON_MS = 12 * 3_600_000;

const TOTAL_UNANSWERED = UNANSWERED.noAnswer + UNANSWERED.busy + UNANSWERED.cancelled + UNANSWERED.failed;

/** How an attempt should go. `answered` is a probability. */
export interface Prospect {
  readonly answered: number;
  readonly talk: Deciles;
}

/** Collects the calls of all sources and hands them out slot by slot, in order of start. */
export class CallSink {
  readonly #origin: number;
  readonly #slots = new Map<number, SimulatedCall[]>();
  #prefix = '';
  #count = 0;

  constructor(origin: number) {
    this.#origin = origin;
  }

  /** Begins the numbering of what one source plans in one slot, so that ids do not depend on where a run began. */
  begin(source: string, slot: number): void {
    this.#prefix = `${source}${slot.toString(36)}-`;
    this.#count = 0;
  }

  /** Places one attempt, drawing how it ends. */
  attempt(
    random: RandomStream,
    at: number,
    caller: Caller,
    callee: string,
    prospect: Prospect,
    label: CallLabel,
  ): SimulatedCall {
    if (random.unit() < prospect.answered) {
      const ringMs = drawMs(RING.answered, random);
      return this.place(at, caller, callee, 'answered', ringMs, 1 + drawMs(prospect.talk, random), label);
    }
    let weight = random.unit() * TOTAL_UNANSWERED;
    weight -= UNANSWERED.noAnswer;
    if (weight < 0)
      return this.place(at, caller, callee, 'no-answer', drawMs(RING.noAnswer, random), 0, label);
    weight -= UNANSWERED.busy;
    if (weight < 0) return this.place(at, caller, callee, 'busy', drawMs(RING.busy, random), 0, label);
    weight -= UNANSWERED.cancelled;
    if (weight < 0)
      return this.place(at, caller, callee, 'cancelled', drawMs(RING.cancelled, random), 0, label);
    return this.place(at, caller, callee, 'failed', drawMs(RING.busy, random), 0, label);
  }

  /** Places an attempt to a number that nobody has. */
  dead(random: RandomStream, at: number, caller: Caller, callee: string, label: CallLabel): SimulatedCall {
    return this.place(at, caller, callee, 'dead-number', drawMs(RING.dead, random), 0, label);
  }

  place(
    at: number,
    caller: Caller,
    callee: string,
    outcome: CallOutcome,
    ringMs: number,
    talkMs: number,
    label: CallLabel,
  ): SimulatedCall {
    const start = Math.floor(at);
    const { written, trunk, imei, cell } = caller;
    const call: SimulatedCall = {
      id: this.#prefix + this.#count,
      at: start,
      caller: written,
      callee:
        trunk === 'international' && callee.length === 11 && callee.startsWith('1') ? `+86${callee}` : callee,
      trunk,
      outcome,
      ringMs,
      talkMs,
      imei,
      cell,
      label,
    };
    this.#count += 1;
    const slot = Math.floor((start - this.#origin) / SLOT_MS);
    const bucket = this.#slots.get(slot);
    if (bucket === undefined) this.#slots.set(slot, [call]);
    else bucket.push(call);
    return call;
  }

  /** The calls that start in a slot, in order; the slot is then forgotten. */
  take(slot: number): readonly SimulatedCall[] {
    const calls = this.#slots.get(slot) ?? [];
    this.#slots.delete(slot);
    return calls.sort((one, other) => one.at - other.at || compare(one.id, other.id));
  }
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
