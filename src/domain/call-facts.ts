import type { CallEvent } from './call-event.ts';
import { CALL_OUTCOMES } from './call-event.ts';
import { type CallSigns, signsOf } from './call-signs.ts';
import { countryAt, countryIndex } from './country.ts';
import { NO_KEY, type NumberKey, textKey } from './number-key.ts';
import {
  NUMBER_CONFIDENCES,
  NUMBER_KINDS,
  NUMBER_TYPES,
  NUMBER_VALIDITIES,
  type TelephoneNumber,
} from './telephone-number.ts';
import { TRUNK_KINDS } from './trunk.ts';

/**
 * The packed form of a call: numbers only, so that it can cross threads in columns and be judged without allocation.
 * Features, detect and decide read nothing else of the event; two events with equal facts get equal verdicts.
 */
export interface CallFacts {
  /** Epoch milliseconds of the attempt. */
  at: number;
  /** Epoch milliseconds when we were told. */
  receivedAt: number;
  utcOffsetMin: number;
  callerKey: NumberKey;
  callerClass: NumberClass;
  calleeKey: NumberKey;
  calleeClass: NumberClass;
  /** Index into `TRUNK_KINDS`. */
  trunk: number;
  /** Index into `CALL_OUTCOMES`. */
  outcome: number;
  /** Milliseconds, -1 when the source does not tell. */
  ringMs: number;
  /** Milliseconds, -1 when the source does not tell. */
  talkMs: number;
  /** Identity of the device and of the cell, 0 when absent. */
  imeiKey: number;
  cellKey: number;
  /** What signalling told; 0 when the source carries none. */
  signs: CallSigns;
}

/**
 * Kind, type, validity, confidence and country of a number in one 31-bit integer:
 * bits 0-3 kind, 4-8 type, 9-10 validity, 11-12 confidence, 13-21 country index, bit 22 keypad word
 * (a withheld caller whose digits spell a word).
 */
export type NumberClass = number;

const KIND: ReadonlyMap<string, number> = new Map(NUMBER_KINDS.map((word, index) => [word, index]));
const TYPE: ReadonlyMap<string, number> = new Map(NUMBER_TYPES.map((word, index) => [word, index]));
const VALIDITY: ReadonlyMap<string, number> = new Map(NUMBER_VALIDITIES.map((word, index) => [word, index]));
const CONFIDENCE: ReadonlyMap<string, number> = new Map(
  NUMBER_CONFIDENCES.map((word, index) => [word, index]),
);

export function classOf(number: TelephoneNumber): NumberClass {
  return (
    (KIND.get(number.kind) ?? 0) |
    ((TYPE.get(number.type) ?? 0) << 4) |
    ((VALIDITY.get(number.validity) ?? 0) << 9) |
    ((CONFIDENCE.get(number.confidence) ?? 0) << 11) |
    (countryIndex(number.country) << 13) |
    (number.notes.includes('keypad-word') ? 1 << 22 : 0)
  );
}

export const classKind = (packed: NumberClass): number => packed & 15;
export const classType = (packed: NumberClass): number => (packed >> 4) & 31;
export const classConfidence = (packed: NumberClass): number => (packed >> 11) & 3;
export const classCountryIndex = (packed: NumberClass): number => (packed >> 13) & 511;
export const classCountry = (packed: NumberClass): string | null => countryAt(classCountryIndex(packed));
export const classIsKeypadWord = (packed: NumberClass): boolean => (packed & (1 << 22)) !== 0;

/** Packs an event. Pure; the id, the texts and the problems stay behind with the event. */
export function factsOf(event: CallEvent): CallFacts {
  return {
    at: event.at,
    receivedAt: event.receivedAt,
    utcOffsetMin: event.utcOffsetMin,
    callerKey: event.caller.key,
    callerClass: classOf(event.caller),
    calleeKey: event.callee.key,
    calleeClass: classOf(event.callee),
    trunk: TRUNK_KINDS.indexOf(event.trunk),
    outcome: CALL_OUTCOMES.indexOf(event.outcome),
    ringMs: event.ringMs ?? -1,
    talkMs: event.talkMs ?? -1,
    imeiKey: event.imei === null ? NO_KEY : textKey('alphanumeric', event.imei),
    cellKey: event.cell === null ? NO_KEY : textKey('alphanumeric', event.cell),
    signs: signsOf(event.signalling),
  };
}
