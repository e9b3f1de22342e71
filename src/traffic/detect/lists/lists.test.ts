import { beforeAll, describe, expect, it } from 'vitest';
import {
  callFacts,
  featureVector,
  listEntry,
  NOON,
  realReader,
  shippedPolicy,
} from '../../../../test/kit/policy-kit.ts';
import type { ListEntry, Policy } from '../../../domain/policy.ts';
import { compileDetector } from '../compile-detector.ts';

let policy: Policy;
let read: Awaited<ReturnType<typeof realReader>>;
beforeAll(async () => {
  policy = await shippedPolicy();
  read = await realReader();
});

const detectorWith = (...lists: ListEntry[]) =>
  compileDetector({ ...policy, lists: [...policy.lists, ...lists] }, read);

/** What the lists say of a call from `caller` (as written on a call) to some ordinary mobile. */
function listed(lists: readonly ListEntry[], caller: string, callee = '+8613800000001', at = NOON) {
  const facts = callFacts(read(caller, 'CN'), read(callee, 'CN'), 'interconnect', at);
  const { allow, deny, protection } = detectorWith(...lists).detect(facts, featureVector());
  return { allow: allow?.entry ?? null, deny: deny?.entry ?? null, protection };
}

describe('list entries', () => {
  it('match whatever form either side is written in (O-29)', () => {
    const entry = listEntry({ list: 'allow', number: '0086 138 0000 0000' });
    for (const form of ['+8613800000000', '13800000000', '008613800000000', '+86 (138) 0000-0000'])
      expect(listed([entry], form).allow, form).toBe('0086 138 0000 0000');
    expect(listed([entry], '+8613800000002').allow).toBeNull();
  });

  it('match codes on digit boundaries (955880 is not 95588)', () => {
    const entry = listEntry({ list: 'deny', number: '95588' });
    expect(listed([entry], '95588').deny).toBe('95588');
    expect(listed([entry], '955880').deny).toBeNull();
    expect(listed([entry], '9558').deny).toBeNull();
  });

  it('match prefixes on digits: of E.164 numbers and of codes, never across the two', () => {
    const mobile = listEntry({ list: 'deny', number: '+86 170 00', match: 'prefix' });
    expect(listed([mobile], '17000123456').deny).toBe('+86 170 00');
    expect(listed([mobile], '17001123456').deny).toBeNull();
    const code = listEntry({ list: 'deny', number: '9501', match: 'prefix' });
    expect(listed([code], '950123').deny).toBe('9501');
    expect(listed([code], '95023').deny).toBeNull();
  });

  it('take the longest match, and any allow before any deny', () => {
    const wide = listEntry({ list: 'deny', number: '+8617000', match: 'prefix', measure: 'warn' });
    const exact = listEntry({ list: 'deny', number: '17000123456' });
    expect(listed([wide, exact], '17000123456').deny).toBe('17000123456');
    const both = listed([wide, exact, listEntry({ list: 'allow', number: '17000123456' })], '17000123456');
    expect(both.allow).toBe('17000123456');
  });

  it('count until they expire, by the time of the call and not of the reading', () => {
    const entry = listEntry({ list: 'deny', number: '17000123456', expiresAt: NOON });
    expect(listed([entry], '17000123456', undefined, NOON - 1).deny).toBe('17000123456');
    expect(listed([entry], '17000123456', undefined, NOON).deny).toBeNull();
    const longer = listEntry({ list: 'deny', number: '+8617000', match: 'prefix', expiresAt: NOON + 1 });
    expect(listed([entry, longer], '17000123456', undefined, NOON).deny).toBe('+8617000');
  });

  it('apply to the party they name', () => {
    const entry = listEntry({ list: 'deny', number: '17000123456', party: 'callee' });
    expect(listed([entry], '17000123456').deny).toBeNull();
    expect(listed([entry], '13800000002', '17000123456').deny).toBe('17000123456');
  });

  it('say nothing of withheld callers and ambiguous readings', () => {
    const entry = listEntry({ list: 'deny', number: '+12025550143' });
    expect(listed([entry], 'anonymous').deny).toBeNull();
    const ambiguous = read('+2025550143', 'US');
    expect(ambiguous.confidence).toBe('ambiguous');
    expect(listed([entry], '+2025550143').deny).toBeNull();
  });
});

describe('refused entries', () => {
  it.each([
    ['a bare country code', '+86'],
    ['a bare country code, dialled', '0043'],
    ['an area code', '030'],
    ['an exit code', '00'],
    ['one digit', '1'],
    ['two digits of a code family', '95'],
    ['ANONYMOUS in keypad digits', '+266696687'],
    ['the word anonymous', 'anonymous'],
    ['a name', 'ExampleBK'],
    ['an ambiguous plus', '+2025550143'],
    ['nothing readable', '#####'],
  ])('%s', (_what, number) => {
    const before = detectorWith();
    for (const list of ['deny', 'allow'] as const) {
      const after = detectorWith(
        listEntry({ list, number, country: number.startsWith('+202') ? 'US' : 'CN' }),
      );
      expect(after.refused.map(({ entry }) => entry.number)).toEqual([number]);
      expect(after.refused[0]!.detail.length).toBeGreaterThan(10);
      expect(after.listed).toBe(before.listed);
    }
  });

  it.each([
    ['a country', '+86', 'too-wide'],
    ['a mobile network', '+86138', 'too-wide'],
    ['a city', '+8610', 'too-wide'],
    ['a family of codes', '95', 'too-wide'],
    ['no number of any plan', '+999', 'no-such-range'],
    ['a star', '138*', 'unparsable'],
  ])('as a prefix: %s', (_what, number, reason) => {
    const { refused } = detectorWith(listEntry({ list: 'deny', number, match: 'prefix' }));
    expect(refused.map((one) => one.reason)).toEqual([reason]);
  });

  it('a protected number cannot be denied, in any form', () => {
    for (const number of ['110', '10086', '+8610086', '96110', '010 12345']) {
      const { refused } = detectorWith(listEntry({ list: 'deny', number }));
      expect(
        refused.map((one) => one.reason),
        number,
      ).toEqual(['protected']);
    }
  });

  it('every shipped entry takes effect', () => {
    const detector = detectorWith();
    expect(detector.refused).toEqual([]);
    expect(detector.listed).toBe(policy.lists.length);
  });
});
