import { CALL_OUTCOMES, type CallEvent } from '../../domain/call-event.ts';
import { e164Key } from '../../domain/number-key.ts';
import type { TelephoneNumber } from '../../domain/telephone-number.ts';
import { TRUNK_KINDS } from '../../domain/trunk.ts';

/** A number as the journal writes it: usual values are left out, in one fixed order. */
interface WrittenNumber {
  kind?: TelephoneNumber['kind'];
  raw?: string;
  canonical: string;
  key?: number;
  country?: string | null;
  type?: TelephoneNumber['type'];
  validity?: TelephoneNumber['validity'];
  confidence?: TelephoneNumber['confidence'];
  extension?: string;
  candidates?: readonly string[];
  notes?: readonly string[];
}

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
  return units > MAX_EVENT_UNITS;
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
  if (!whole || caller === null || callee === null) return null;
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
    problems: event.problems ?? [],
  };
}

const E164 = /^\+[1-9][0-9]{0,14}$/;

/** True when the key is what the canonical form says and need not be written beside it. */
const keyFollows = (number: TelephoneNumber): boolean =>
  number.kind === 'e164' && E164.test(number.canonical) && e164Key(number.canonical.slice(1)) === number.key;

function writeNumber(number: TelephoneNumber): WrittenNumber {
  const written: WrittenNumber = { canonical: number.canonical };
  if (number.kind !== 'e164') written.kind = number.kind;
  if (number.raw !== number.canonical) written.raw = number.raw;
  if (!keyFollows(number)) written.key = number.key;
  if (number.country !== null) written.country = number.country;
  if (number.type !== 'unknown') written.type = number.type;
  if (number.validity !== 'valid') written.validity = number.validity;
  if (number.confidence !== 'certain') written.confidence = number.confidence;
  if (number.extension !== null) written.extension = number.extension;
  if (number.candidates.length > 0) written.candidates = number.candidates;
  if (number.notes.length > 0) written.notes = number.notes;
  return written;
}

function readNumber(written: WrittenNumber | undefined): TelephoneNumber | null {
  if (typeof written !== 'object' || written === null || typeof written.canonical !== 'string') return null;
  const { canonical, kind = 'e164' } = written;
  if (written.key === undefined && !(kind === 'e164' && E164.test(canonical))) return null;
  return {
    kind,
    raw: written.raw ?? canonical,
    canonical,
    key: written.key ?? e164Key(canonical.slice(1)),
    country: written.country ?? null,
    type: written.type ?? 'unknown',
    validity: written.validity ?? 'valid',
    confidence: written.confidence ?? 'certain',
    extension: written.extension ?? null,
    candidates: written.candidates ?? [],
    notes: written.notes ?? [],
  };
}
