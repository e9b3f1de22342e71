import { describe, expect, it } from 'vitest';
import { classCountry, classKind, classType } from '../domain/call-facts.ts';
import { SIGN_CONFLICT, SIGN_PRIVATE, signLine, signRedirection, signRoaming } from '../domain/call-signs.ts';
import { featureIndex } from '../domain/feature-catalogue.ts';
import { writeKey } from '../domain/number-key.ts';
import { ruleVocabulary } from '../domain/rule-language.ts';
import { NUMBER_KINDS, NUMBER_TYPES } from '../domain/telephone-number.ts';
import { exampleInput } from './example-input.ts';

describe('the call of an example', () => {
  it('has what the example names, and nothing else is known', () => {
    const read = exampleInput(
      {
        'caller.calls_1h': 61,
        'caller.kind': 'service-code',
        'caller.type': 'emergency',
        'caller.country': 'CN',
        'caller.number': '110',
        'call.ring_s': 2.5,
      },
      'CN',
    );
    if (!read.ok) throw new Error(read.detail);
    const { facts, features } = read.value;
    expect(features[featureIndex('caller.calls_1h')]).toBe(61);
    expect(features.filter((value) => !Number.isNaN(value))).toHaveLength(1);
    expect(NUMBER_KINDS[classKind(facts.callerClass)]).toBe('service-code');
    expect(NUMBER_TYPES[classType(facts.callerClass)]).toBe('emergency');
    expect(classCountry(facts.callerClass)).toBe('CN');
    expect(writeKey(facts.callerKey)).toBe('110');
    expect(facts).toMatchObject({ ringMs: 2_500, talkMs: -1, trunk: 0, outcome: 0, calleeClass: 0 });
  });

  it('has what signalling told, as the words of rules read it', () => {
    const read = exampleInput(
      {
        'call.redirection': 'proved',
        'call.roaming': 'at-home',
        'call.line': 'not-allowed',
        'call.private': true,
      },
      'CN',
    );
    if (!read.ok) throw new Error(read.detail);
    const { signs } = read.value.facts;
    expect([signRedirection(signs), signRoaming(signs), signLine(signs)]).toEqual([4, 1, 2]);
    expect(signs & (SIGN_PRIVATE | SIGN_CONFLICT)).toBe(SIGN_PRIVATE);
  });

  it('can be given every word that rules may ask of a call', () => {
    for (const [field, reading] of ruleVocabulary('CN').subjects.get('call')!.fields) {
      const value = reading.type === 'word' ? reading.words.at(-1)! : reading.type === 'flag' ? true : 1;
      expect(exampleInput({ [`call.${field}`]: value }, 'CN'), field).toMatchObject({ ok: true });
    }
  });

  it.each([
    [{ 'call.private': 'yes' }, 'true or false'],
    [{ 'call.redirection': 'maybe' }, 'is none of none, claimed'],
    [{ 'caller.cals_1h': 1 }, 'no such field'],
    [{ 'nobody.calls_1h': 1 }, 'no such feature or field'],
    [{ 'caller.calls_1h': 'many' }, 'a number is needed'],
    [{ 'call.trunk': 'sea' }, 'is none of'],
    [{ 'caller.kind': 'e146' }, 'no known word'],
    [{ 'caller.number': 'abc' }, 'write "+"'],
    [{ 'call.weather': 1 }, 'no such field'],
  ])('%j is refused', (given, message) => {
    expect(exampleInput(given as never, 'CN')).toMatchObject({
      ok: false,
      detail: expect.stringContaining(message),
    });
  });
});
