import { CALL_OUTCOMES, type CallEvent } from '../../domain/call-event.ts';
import { TRUNK_KINDS } from '../../domain/trunk.ts';
import { readNumber, type WrittenNumber, writeNumber } from './number-text.ts';
import {
  readSignalling,
  signallingUnits,
  type WrittenSignalling,
  writeSignalling,
} from './signalling-text.ts';

/** An event as the journal writes it. Field order is part of the format: equal events give equal bytes. */
export interface WrittenEvent {
  id: string;
  source: string;
  at: number;
  receivedAt: number;
  utcOffsetMin: number;
  caller: WrittenNumber;
  callee: WrittenNumber;
  trunk?: CallEvent['trunk'];
  outcome?: CallEvent['outcome'];
  ringMs?: number;
  talkMs?: number;
  imei?: string;
  cell?: string;
  signalling?: WrittenSignalling;
  problems?: readonly string[];
}

/** Most UTF-16 units that the texts of one event may have together; real ones have a few hundred. */
export const MAX_EVENT_UNITS = 32_768;

/** True when an event's texts are too long for the journal: no call has such, somebody is trying something. */
export function isOversized(event: CallEvent): boolean {
  const { id, source, caller, callee, imei, cell, problems } = event;
  let units = id.length + source.length + (imei?.length ?? 0) + (cell?.length ?? 0) + problems.length * 32;
  for (const { raw, canonical, candidates, notes } of [caller, callee]) {
    units += raw.length + canonical.length + notes.length * 32;
    for (const candidate of candidates) units += candidate.length;
  }
  return units + signallingUnits(event.signalling) > MAX_EVENT_UNITS;
}

/** The journal form of an event. Nothing is lost: `readEvent` gives back an equal event. */
export function writeEvent(event: CallEvent): WrittenEvent {
  const written: WrittenEvent = {
    id: event.id,
    source: event.source,
    at: event.at,
    receivedAt: event.receivedAt,
    utcOffsetMin: event.utcOffsetMin,
    caller: writeNumber(event.caller),
    callee: writeNumber(event.callee),
  };
  if (event.trunk !== 'unknown') written.trunk = event.trunk;
  if (event.outcome !== 'unknown') written.outcome = event.outcome;
  if (event.ringMs !== null) written.ringMs = event.ringMs;
  if (event.talkMs !== null) written.talkMs = event.talkMs;
  if (event.imei !== null) written.imei = event.imei;
  if (event.cell !== null) written.cell = event.cell;
  if (event.signalling !== null) written.signalling = writeSignalling(event.signalling);
  if (event.problems.length > 0) written.problems = event.problems;
  return written;
}

/** The event again, or `null` when the object is not one that `writeEvent` makes. */
export function readEvent(written: unknown): CallEvent | null {
  const event = written as Partial<WrittenEvent> | null;
  if (typeof event !== 'object' || event === null) return null;
  const caller = readNumber(event.caller);
  const callee = readNumber(event.callee);
  const { id, source, at, receivedAt, utcOffsetMin, trunk = 'unknown', outcome = 'unknown' } = event;
  const whole =
    typeof id === 'string' &&
    typeof source === 'string' &&
    typeof at === 'number' &&
    typeof receivedAt === 'number' &&
    typeof utcOffsetMin === 'number' &&
    TRUNK_KINDS.includes(trunk) &&
    CALL_OUTCOMES.includes(outcome);
  const signalling = event.signalling === undefined ? null : readSignalling(event.signalling);
  if (!whole || caller === null || callee === null || signalling === undefined) return null;
  return {
    id,
    source,
    at,
    receivedAt,
    utcOffsetMin,
    caller,
    callee,
    trunk,
    outcome,
    ringMs: event.ringMs ?? null,
    talkMs: event.talkMs ?? null,
    imei: event.imei ?? null,
    cell: event.cell ?? null,
    signalling,
    problems: event.problems ?? [],
  };
}
