import type { Reading, Subject, TextMethod, Vocabulary } from '../lib/cel/vocabulary.ts';
import { CALL_OUTCOMES } from './call-event.ts';
import { LINE_PERMISSIONS, REDIRECTION_TRUSTS, ROAMING_STATES } from './call-signalling.ts';
import {
  SIGN_ASSERTED,
  SIGN_CONFLICT,
  SIGN_OWN_FROM_OUTSIDE,
  SIGN_PRESENTED_DIFFERS,
  SIGN_PRIVATE,
  SIGN_SHOWN_CODE,
  SIGN_SHOWN_FIXED,
} from './call-signs.ts';
import { ATTESTATIONS, VERIFICATION_RESULTS } from './caller-verification.ts';
import { COUNTRIES } from './country.ts';
import { FEATURES } from './feature-catalogue.ts';
import { codeStartsWith, e164StartsWith } from './key-prefix.ts';
import { NUMBER_CONFIDENCES, NUMBER_KINDS, NUMBER_TYPES, NUMBER_VALIDITIES } from './telephone-number.ts';
import { TRUNK_KINDS } from './trunk.ts';

/**
 * The words of rule conditions, and what they read: `f` is a call's `CallFacts`, `v` its `FeatureVector`, `h` these
 * helpers. docs/policy.md describes them for authors.
 */
export const RULE_HELPERS = { e164StartsWith, codeStartsWith } as const;
export type RuleHelpers = typeof RULE_HELPERS;

/** `caller`, `callee`, `pair`, `call` and `home`. Values a rule adds (`value`, `threshold`) come on top. */
export function ruleVocabulary(home: string): Vocabulary {
  return {
    subjects: new Map([
      ['caller', party('caller')],
      ['callee', party('callee')],
      ['pair', { fields: features('pair'), methods: new Map() }],
      ['call', { fields: new Map([...CALL_FIELDS, ...SIGN_FIELDS]), methods: new Map() }],
    ]),
    names: new Map([['home', { type: 'text', text: home }]]),
  };
}

/** `fired.RULE_ID` for composites; `b` is a byte a rule, 1 when it fired. A rule that is switched off never fires. */
export function firedVocabulary(ruleIds: readonly string[], disabledIds: readonly string[]): Vocabulary {
  const fields = new Map<string, Reading>(ruleIds.map((id, index) => [id, flag(`(b[${index}]===1)`)]));
  for (const id of disabledIds) if (!fields.has(id)) fields.set(id, flag('false'));
  return { subjects: new Map([['fired', { fields, methods: new Map() }]]), names: new Map() };
}

const flag = (js: string): Reading => ({ type: 'flag', js });
const word = (js: string, words: readonly string[], unknown: number | null): Reading => ({
  type: 'word',
  js,
  words,
  unknown,
});

const sign = (bit: number): Reading => flag(`((f.signs&${bit})!==0)`);

const CALL_FIELDS: ReadonlyMap<string, Reading> = new Map([
  ['trunk', word('f.trunk', TRUNK_KINDS, TRUNK_KINDS.indexOf('unknown'))],
  ['outcome', word('f.outcome', CALL_OUTCOMES, CALL_OUTCOMES.indexOf('unknown'))],
  ['ring_s', { type: 'number', js: '(f.ringMs<0?NaN:f.ringMs/1000)' }],
  ['talk_s', { type: 'number', js: '(f.talkMs<0?NaN:f.talkMs/1000)' }],
  ['hour', { type: 'number', js: '((Math.floor((f.at+f.utcOffsetMin*60000)/3600000)%24+24)%24)' }],
]);

/** What signalling told (`call-signs.ts`); a source without signalling reads as the unknown of each. */
const SIGN_FIELDS: readonly (readonly [string, Reading])[] = [
  ['redirection', word('(f.signs&7)', REDIRECTION_TRUSTS, null)],
  ['verification', word('(f.signs>>3&3)', VERIFICATION_RESULTS, 0)],
  ['attestation', word('(f.signs>>5&3)', ATTESTATIONS, null)],
  ['line', word('(f.signs>>7&3)', LINE_PERMISSIONS, 0)],
  ['roaming', word('(f.signs>>9&3)', ROAMING_STATES, 0)],
  ['asserted', sign(SIGN_ASSERTED)],
  ['private', sign(SIGN_PRIVATE)],
  ['presented_differs', sign(SIGN_PRESENTED_DIFFERS)],
  ['identity_conflict', sign(SIGN_CONFLICT)],
  ['own_from_outside', sign(SIGN_OWN_FROM_OUTSIDE)],
  ['shows_code_from_abroad', sign(SIGN_SHOWN_CODE)],
  ['shows_fixed_from_abroad', sign(SIGN_SHOWN_FIXED)],
];

function features(role: string): Map<string, Reading> {
  const fields = new Map<string, Reading>();
  FEATURES.forEach((name, index) => {
    if (name.startsWith(`${role}.`))
      fields.set(name.slice(role.length + 1), { type: 'number', js: `v[${index}]` });
  });
  return fields;
}

function party(role: 'caller' | 'callee'): Subject {
  const packed = `f.${role}Class`;
  const key = `f.${role}Key`;
  const fields = features(role);
  fields.set('kind', word(`(${packed}&15)`, NUMBER_KINDS, null));
  fields.set('type', word(`(${packed}>>4&31)`, NUMBER_TYPES, NUMBER_TYPES.indexOf('unknown')));
  fields.set('validity', word(`(${packed}>>9&3)`, NUMBER_VALIDITIES, null));
  fields.set('confidence', word(`(${packed}>>11&3)`, NUMBER_CONFIDENCES, null));
  fields.set('country', word(`(${packed}>>13&511)`, COUNTRIES, 0));
  fields.set('keypad_word', flag(`((${packed}&4194304)!==0)`));
  fields.set('known', flag(`(${key}!==0)`));
  return { fields, methods: new Map([['prefix', prefixMethod(key)]]) };
}

/** `prefix("+86139")` asks for an E.164 number, `prefix("95")` for a service code or service number. */
function prefixMethod(key: string): TextMethod {
  return (text) => {
    if (!/^(\+[1-9]\d{0,14}|\d{1,11})$/.test(text))
      return {
        type: 'refused',
        why: 'write "+" and a country code with digits, or the first digits of a code',
      };
    const international = text.startsWith('+');
    const digits = international ? text.slice(1) : `1${text}`;
    const call = `h.${international ? 'e164StartsWith' : 'codeStartsWith'}(${key},${Number(digits)},${digits.length})`;
    return { type: 'flag', js: `(${call}===1)`, no: `(${call}===0)` };
  };
}
