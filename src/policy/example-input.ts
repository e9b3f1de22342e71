import { CALL_OUTCOMES } from '../domain/call-event.ts';
import type { CallFacts } from '../domain/call-facts.ts';
import { LINE_PERMISSIONS, REDIRECTION_TRUSTS, ROAMING_STATES } from '../domain/call-signalling.ts';
import {
  SIGN_ASSERTED,
  SIGN_CONFLICT,
  SIGN_OWN_FROM_OUTSIDE,
  SIGN_PRESENTED_DIFFERS,
  SIGN_PRIVATE,
  SIGN_SHOWN_CODE,
  SIGN_SHOWN_FIXED,
} from '../domain/call-signs.ts';
import { ATTESTATIONS, VERIFICATION_RESULTS } from '../domain/caller-verification.ts';
import { COUNTRIES, countryIndex } from '../domain/country.ts';
import { FEATURES, type FeatureVector, featureIndex } from '../domain/feature-catalogue.ts';
import { digitsKey, e164Key, NO_KEY } from '../domain/number-key.ts';
import type { RuleExample } from '../domain/policy.ts';
import { bad, ok, type Result } from '../domain/result.ts';
import {
  NUMBER_CONFIDENCES,
  NUMBER_KINDS,
  NUMBER_TYPES,
  NUMBER_VALIDITIES,
} from '../domain/telephone-number.ts';
import { TRUNK_KINDS } from '../domain/trunk.ts';

export interface ExampleInput {
  readonly facts: CallFacts;
  readonly features: FeatureVector;
}

type Given = RuleExample['given'];
type ReadGiven = Result<ExampleInput, 'bad-example'>;

/** Some call on 1 January 2026, so that an hour of day can be given. */
const EXAMPLE_DAY = 1_767_225_600_000;
const EXAMPLE_KEY = 8_600_000_000_000;

const CLASS_FIELDS = new Map<string, { words: readonly string[]; shift: number }>([
  ['kind', { words: NUMBER_KINDS, shift: 0 }],
  ['type', { words: NUMBER_TYPES, shift: 4 }],
  ['validity', { words: NUMBER_VALIDITIES, shift: 9 }],
  ['confidence', { words: NUMBER_CONFIDENCES, shift: 11 }],
  ['country', { words: COUNTRIES, shift: 13 }],
]);

/** Words and flags of what signalling told, by their place in `CallSigns`. */
const SIGN_WORDS = new Map<string, { words: readonly string[]; shift: number }>([
  ['redirection', { words: REDIRECTION_TRUSTS, shift: 0 }],
  ['verification', { words: VERIFICATION_RESULTS, shift: 3 }],
  ['attestation', { words: ATTESTATIONS, shift: 5 }],
  ['line', { words: LINE_PERMISSIONS, shift: 7 }],
  ['roaming', { words: ROAMING_STATES, shift: 9 }],
]);
const SIGN_FLAGS = new Map<string, number>([
  ['asserted', SIGN_ASSERTED],
  ['private', SIGN_PRIVATE],
  ['presented_differs', SIGN_PRESENTED_DIFFERS],
  ['identity_conflict', SIGN_CONFLICT],
  ['own_from_outside', SIGN_OWN_FROM_OUTSIDE],
  ['shows_code_from_abroad', SIGN_SHOWN_CODE],
  ['shows_fixed_from_abroad', SIGN_SHOWN_FIXED],
]);

/** Builds the call an example describes. What it does not name is unknown. */
export function exampleInput(given: Given, home: string): ReadGiven {
  const features = new Float64Array(FEATURES.length).fill(Number.NaN);
  const facts = blankFacts();
  for (const [name, value] of Object.entries(given)) {
    const wrong = setOne(name, value, given, home, facts, features);
    if (wrong !== null) return bad('bad-example', `${name}: ${wrong}`);
  }
  return ok({ facts, features });
}

function blankFacts(): CallFacts {
  return {
    at: EXAMPLE_DAY,
    receivedAt: EXAMPLE_DAY,
    utcOffsetMin: 0,
    callerKey: EXAMPLE_KEY,
    callerClass: 0,
    calleeKey: EXAMPLE_KEY + 1,
    calleeClass: 0,
    trunk: 0,
    outcome: 0,
    ringMs: -1,
    talkMs: -1,
    imeiKey: NO_KEY,
    cellKey: NO_KEY,
    signs: 0,
  };
}

/** Sets one given value; returns what is wrong with it, or `null`. */
function setOne(
  name: string,
  value: number | string | boolean,
  given: Given,
  home: string,
  facts: CallFacts,
  features: FeatureVector,
): string | null {
  const index = featureIndex(name);
  if (index >= 0) {
    if (typeof value !== 'number') return 'a number is needed';
    features[index] = value;
    return null;
  }
  const [subject, field = ''] = name.split('.', 2);
  if (subject === 'call') return setCall(field, value, facts);
  if (subject === 'caller' || subject === 'callee')
    return setParty(subject, field, value, given, home, facts);
  return 'there is no such feature or field';
}

function setCall(field: string, value: number | string | boolean, facts: CallFacts): string | null {
  if (field === 'trunk' || field === 'outcome') {
    const words: readonly string[] = field === 'trunk' ? TRUNK_KINDS : CALL_OUTCOMES;
    const place = words.indexOf(String(value));
    if (place < 0) return `"${value}" is none of ${words.join(', ')}`;
    facts[field] = place;
    return null;
  }
  const word = SIGN_WORDS.get(field);
  if (word !== undefined) {
    const place = word.words.indexOf(String(value));
    if (place < 0) return `"${value}" is none of ${word.words.join(', ')}`;
    facts.signs |= place << word.shift;
    return null;
  }
  const flag = SIGN_FLAGS.get(field);
  if (flag !== undefined) {
    if (typeof value !== 'boolean') return 'true or false is needed';
    if (value) facts.signs |= flag;
    return null;
  }
  if (typeof value !== 'number') return 'a number is needed';
  if (field === 'ring_s') facts.ringMs = Math.round(value * 1000);
  else if (field === 'talk_s') facts.talkMs = Math.round(value * 1000);
  else if (field === 'hour') facts.at = EXAMPLE_DAY + Math.floor(value) * 3_600_000;
  else return 'there is no such field';
  return null;
}

function setParty(
  party: 'caller' | 'callee',
  field: string,
  value: number | string | boolean,
  given: Given,
  home: string,
  facts: CallFacts,
): string | null {
  const bits = CLASS_FIELDS.get(field);
  if (bits) {
    const place = bits.words.indexOf(String(value));
    if (place < 0) return `"${value}" is no known word here`;
    facts[`${party}Class`] |= place << bits.shift;
    return null;
  }
  if (field === 'keypad_word' && typeof value === 'boolean') {
    if (value) facts[`${party}Class`] |= 1 << 22;
    return null;
  }
  if (field === 'known' && typeof value === 'boolean') {
    if (!value) facts[`${party}Key`] = NO_KEY;
    return null;
  }
  if (field !== 'number' || typeof value !== 'string')
    return 'there is no such field, or not with such a value';
  if (/^\+[1-9]\d{0,14}$/.test(value)) facts[`${party}Key`] = e164Key(value.slice(1));
  else if (/^\d{1,11}$/.test(value)) {
    const kind = given[`${party}.kind`] === 'service-number' ? 'service-number' : 'service-code';
    facts[`${party}Key`] = digitsKey(kind, countryIndex(home), value);
  } else return 'write "+" with country code, or the digits of a code';
  return null;
}
