import { hash32, RandomStream } from '../../lib/random-stream.ts';
import { type CallSink, SLOT_MS } from '../call-sink.ts';
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

/** Everything one campaign does in five minutes: each of its lines dials, one call after another. */
export function dialSlot(
  book: LineBook,
  campaign: Campaign,
  slot: Slot,
  weight: number,
  sink: CallSink,
): void {
  const random = new RandomStream(hash32(campaign.key, 0xf0), slot.index);
  const perSlot = (campaign.callsPerLineHour * SLOT_MS) / 3_600_000;
  for (let line = 0; line < campaign.lines; line += 1) {
    const calls = random.round(perSlot * weight);
    let free = slot.startAt;
    for (let turn = 0; turn < calls; turn += 1) {
      const at = Math.max(free, slot.startAt + ((turn + random.unit()) * SLOT_MS) / calls);
      if (campaign.opening !== null && at < campaign.opening.from) continue;
      const attempt = Math.floor(slot.index * perSlot) + turn;
      const caller = shownNumber(book, campaign, turnOf(campaign, line, attempt), line);
      const target = nextTarget(book, campaign, line, attempt, slot.local.day, random);
      const call = dial(book, campaign, at, caller, target, slot, random, sink);
      free = call.at + call.ringMs + Math.min(call.talkMs, SLOT_MS) + PAUSE_MS;
    }
  }
}

const oneRingMs = (random: RandomStream): number => 700 + random.below(4_200);

const turnOf = (campaign: Campaign, line: number, attempt: number): number =>
  line + campaign.lines * Math.floor(attempt / campaign.callsPerNumber);

function dial(
  book: LineBook,
  campaign: Campaign,
  at: number,
  caller: Caller,
  target: Target,
  slot: Slot,
  random: RandomStream,
  sink: CallSink,
): SimulatedCall {
  const { kind, labels } = campaign;
  if (target.line < 0) return sink.dead(random, at, caller, target.number, labels.opening);
  const isBelieved = kind.working !== undefined && random.chance(campaign.answered * campaign.believed);
  const label =
    kind.dialling === 'one-victim' ? labels.bombing : isBelieved ? labels.working : labels.opening;
  if (kind.oneRing === true && !random.chance(campaign.answered)) {
    const call = sink.place(at, caller, target.number, 'cancelled', oneRingMs(random), 0, label);
    if (random.chance(campaign.ringsAgain)) {
      const again = call.at + call.ringMs + 15_000 + random.below(240_000);
      sink.place(again, caller, target.number, 'cancelled', oneRingMs(random), 0, label);
    }
    return returned(book, campaign, call, target, slot, random, sink);
  }
  if (isBelieved) {
    const call = sink.attempt(random, at, caller, target.number, { answered: 1, talk: TALK.private! }, label);
    work(book, campaign, call, caller, target, random, sink);
    return call;
  }
  const prospect = { answered: campaign.answered, talk: kind.talk };
  const call = sink.attempt(random, at, caller, target.number, prospect, label);
  return returned(book, campaign, call, target, slot, random, sink);
}

/** The calls that follow a first one that was believed, while the person is kept on the line. */
function work(
  book: LineBook,
  campaign: Campaign,
  first: SimulatedCall,
  caller: Caller,
  target: Target,
  random: RandomStream,
  sink: CallSink,
): void {
  const stage = campaign.kind.working!;
  const worker = stage.handsOver
    ? shownNumber(book, campaign, SECOND_LINE_TURN + random.below(3), campaign.lines + random.below(2))
    : caller;
  const calls = Math.floor(random.between(stage.calls[0], stage.calls[1] + 1));
  const latest = first.at + 9 * 3_600_000;
  let free = first.at + first.ringMs + first.talkMs;
  for (let number = 0; number < calls; number += 1) {
    const at = free + random.between(stage.gapMin[0], stage.gapMin[1]) * 60_000;
    if (at > latest) return;
    const prospect = { answered: 0.9, talk: stage.talk };
    const call = sink.attempt(random, at, worker, target.number, prospect, campaign.labels.working);
    free = call.at + call.ringMs + call.talkMs;
  }
}

/**
 * A missed call that somebody returns: with a one-ring call from abroad that is the whole point. Nobody reaches a gang
 * by returning a spoofed national number, so those calls are left out.
 */
function returned(
  book: LineBook,
  campaign: Campaign,
  missed: SimulatedCall,
  target: Target,
  slot: Slot,
  random: RandomStream,
  sink: CallSink,
): SimulatedCall {
  if (missed.outcome === 'answered' || !random.chance(campaign.calledBack)) return missed;
  if (/^(\+|00)86/.test(missed.caller)) return missed;
  const isNight = slot.local.hour < 6;
  const at = missed.at + missed.ringMs + random.between(1, isNight ? 420 : 60) * 60_000;
  const label = campaign.labels.callBack(book.census.rangeOf(target.line).persona);
  const number = missed.caller.replace('+', '00');
  const caller = book.caller(target.line, slot.local.hour);
  const talkMs =
    campaign.kind.oneRing === true ? drawMs(TALK.survey!, random) : drawMs(campaign.kind.talk, random);
  const answered = random.chance(campaign.kind.oneRing === true ? 0.96 : 0.4);
  sink.place(
    at,
    caller,
    number,
    answered ? 'answered' : 'no-answer',
    2_000 + random.below(9_000),
    answered ? talkMs : 0,
    label,
  );
  return missed;
}
