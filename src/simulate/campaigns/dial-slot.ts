import { hash32, RandomStream } from '../../lib/random-stream.ts';
import { BLOCK_MS, type CallSink } from '../call-sink.ts';
import type { Slot } from '../call-source.ts';
import type { Caller, LineBook } from '../line-book.ts';
import { TALK } from '../parameters/durations.ts';
import { drawMs } from '../quantiles.ts';
import type { SimulatedCall } from '../simulated-call.ts';
import type { Campaign } from './campaign.ts';
import { nextTarget, type Target } from './dialling.ts';
import { shownNumber } from './shown-number.ts';

const PAUSE_MS = 3_000;
/** Numbers of the second line lie in turns far from those of the first. */
const SECOND_LINE_TURN = 100_000;
/** A person is worked on for at most this long after the first call; within the horizon of the call sink. */
const WORKING_MS = 9 * 3_600_000;

/** One campaign in one slot. */
interface Shift {
  readonly book: LineBook;
  readonly campaign: Campaign;
  readonly slot: Slot;
  readonly random: RandomStream;
  readonly sink: CallSink;
}

/** Everything one campaign does in five minutes: each of its lines dials, one call after another. */
export function dialSlot(
  book: LineBook,
  campaign: Campaign,
  slot: Slot,
  weight: number,
  sink: CallSink,
): void {
  const random = new RandomStream(hash32(campaign.key, 0xf0), slot.index);
  const shift = { book, campaign, slot, random, sink };
  const perSlot = (campaign.callsPerLineHour * BLOCK_MS) / 3_600_000;
  for (let line = 0; line < campaign.lines; line += 1) {
    const calls = random.round(perSlot * weight);
    let free = slot.startAt;
    for (let turn = 0; turn < calls; turn += 1) {
      const at = Math.max(free, slot.startAt + ((turn + random.unit()) * BLOCK_MS) / calls);
      if (campaign.opening !== null && at < campaign.opening.from) continue;
      const attempt = Math.floor(slot.index * perSlot) + turn;
      const caller = shownNumber(book, campaign, turnOf(campaign, line, attempt), line);
      const target = nextTarget(book, campaign, line, attempt, slot.local.day, random);
      const call = dial(shift, at, caller, target);
      free = call.at + call.ringMs + Math.min(call.talkMs, BLOCK_MS) + PAUSE_MS;
    }
  }
}

const turnOf = (campaign: Campaign, line: number, attempt: number): number =>
  line + campaign.lines * Math.floor(attempt / campaign.callsPerNumber);

function dial(shift: Shift, at: number, caller: Caller, target: Target): SimulatedCall {
  const { campaign, random, sink } = shift;
  const { kind, labels, answered } = campaign;
  if (target.line < 0) return sink.dead(random, at, caller, target.number, labels.opening);
  if (kind.oneRing === true && !random.chance(answered)) return ringOnce(shift, at, caller, target);
  if (kind.working !== undefined && random.chance(answered * campaign.believed)) {
    const prospect = { answered: 1, talk: TALK.private! };
    const first = sink.attempt(random, at, caller, target.number, prospect, labels.working);
    work(shift, first, caller, target);
    return first;
  }
  const label = kind.dialling === 'one-victim' ? labels.bombing : labels.opening;
  const call = sink.attempt(random, at, caller, target.number, { answered, talk: kind.talk }, label);
  if (call.outcome !== 'answered') callBack(shift, call, target);
  return call;
}

function ringOnce(shift: Shift, at: number, caller: Caller, target: Target): SimulatedCall {
  const { campaign, random, sink } = shift;
  const ring = (when: number): SimulatedCall =>
    sink.place(
      when,
      caller,
      target.number,
      'cancelled',
      700 + random.below(4_200),
      0,
      campaign.labels.opening,
    );
  const call = ring(at);
  if (random.chance(campaign.ringsAgain)) ring(call.at + call.ringMs + 15_000 + random.below(240_000));
  callBack(shift, call, target);
  return call;
}

/** The calls that follow a first one that was believed, while the person is kept on the line. */
function work(
  { book, campaign, random, sink }: Shift,
  first: SimulatedCall,
  caller: Caller,
  target: Target,
): void {
  const stage = campaign.kind.working!;
  const worker = stage.handsOver
    ? shownNumber(book, campaign, SECOND_LINE_TURN + random.below(3), campaign.lines + random.below(2))
    : caller;
  const calls = Math.floor(random.between(stage.calls[0], stage.calls[1] + 1));
  const prospect = { answered: 0.9, talk: stage.talk };
  let free = first.at + first.ringMs + first.talkMs;
  for (let number = 0; number < calls; number += 1) {
    const at = free + random.between(stage.gapMin[0], stage.gapMin[1]) * 60_000;
    if (at > first.at + WORKING_MS) return;
    const call = sink.attempt(random, at, worker, target.number, prospect, campaign.labels.working);
    free = call.at + call.ringMs + call.talkMs;
  }
}

/**
 * A missed call that somebody returns: with a one-ring call from abroad that is the whole point. Nobody reaches a gang
 * by returning a spoofed national number, so those calls are left out.
 */
function callBack(shift: Shift, missed: SimulatedCall, target: Target): void {
  const { book, campaign, slot, random, sink } = shift;
  if (!random.chance(campaign.calledBack) || /^(\+|00)86/.test(missed.caller)) return;
  const { oneRing, talk } = campaign.kind;
  const isNight = slot.local.hour < 6;
  const at = missed.at + missed.ringMs + random.between(1, isNight ? 420 : 60) * 60_000;
  const label = campaign.labels.callBack(book.census.rangeOf(target.line).persona);
  const isAnswered = random.chance(oneRing === true ? 0.96 : 0.4);
  const talkMs = isAnswered ? 1 + drawMs(oneRing === true ? TALK.survey! : talk, random) : 0;
  const ringMs = 2_000 + random.below(9_000);
  const caller = book.caller(target.line, slot.local.hour);
  const number = missed.caller.replace('+', '00');
  sink.place(at, caller, number, isAnswered ? 'answered' : 'no-answer', ringMs, talkMs, label);
}
