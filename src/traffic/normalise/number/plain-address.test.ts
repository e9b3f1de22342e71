import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NumberingPlans } from '../../../domain/numbering-plan.ts';
import { TRUNK_KINDS } from '../../../domain/trunk.ts';
import { loadNumberingPlans } from '../../../main/load-numbering-plans.ts';
import { createNumberNormaliser } from './create-number-normaliser.ts';
import { plainUser } from './plain-address.ts';

const HOSTS: ReadonlySet<string> = new Set(['anonymous.invalid']);

describe('the number of a plain address', () => {
  it.each([
    ['sip:+8613800000001@gw.example;user=phone', '+8613800000001'],
    ['sips:02360000001@192.0.2.1:5061', '02360000001'],
    ['tel:+8613800000001', '+8613800000001'],
    ['tel:4000000000', '4000000000'],
    ['sip:+8613800000001@anonymous.invalid', null],
    ['sip:+8613800000001@anonymous.invalid:5060', null],
    ['sip:+8613800000001', null],
    ['sip:+8613800000001@', null],
    ['sip:8001@pbx.example', null],
    ['tel:+86-138-0000-0001', null],
    ['tel:0900000000;phone-context=+86', null],
    ['sip:+8613800000001;npdi@gw.example', null],
    ['sip:+8613800000001@gw.example;user=phone;x=1', null],
    ['sip:+8613800000001@GW.example', null],
    ['+8613800000001', null],
    ['tel:', null],
    ['', null],
  ])('%s', (text, user) => {
    expect(plainUser(text, HOSTS)).toBe(user);
  });
});

describe('reading the number alone', () => {
  let plans: NumberingPlans;
  beforeAll(async () => {
    const loaded = await loadNumberingPlans();
    if (!loaded.ok) throw new Error(loaded.detail);
    plans = loaded.value;
  });

  it('gives what reading the whole address the long way gives', () => {
    const normaliser = createNumberNormaliser(plans);
    const digits = fc.oneof(
      fc.stringMatching(/^\d{7,15}$/),
      fc.stringMatching(/^(86|\+86|0|00|\+)?(1[3-9]\d{9}|23\d{8}|955\d{2,3}|400\d{7}|10010|110|44\d{10})$/),
      fc.constantFrom('+266696687', '7378742833', '86282452253'),
    );
    fc.assert(
      fc.property(digits, fc.constantFrom(...TRUNK_KINDS), fc.boolean(), (user, trunk, isPhone) => {
        const context = { country: 'CN', trunk, at: 1_780_000_000_000 };
        const plain = `sip:${user}@gw.example${isPhone ? ';user=phone' : ''}`;
        // A header behind the address changes nothing of the number and is never plain.
        const long = normaliser.normalise(`${plain}?x=1`, context);
        expect({ ...normaliser.normalise(plain, context), raw: '' }).toEqual({ ...long, raw: '' });
        const bare = normaliser.normalise(` ${user}`, context);
        expect({ ...normaliser.normalise(user, context), raw: '' }).toEqual({ ...bare, raw: '' });
      }),
      { numRuns: 600 },
    );
  });
});
