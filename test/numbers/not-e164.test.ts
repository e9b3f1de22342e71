import { describe, expect, it } from 'vitest';
import { classIsKeypadWord, classOf } from '../../src/domain/call-facts.ts';
import { NO_KEY } from '../../src/domain/number-key.ts';
import { inChina, JUNE_2026, normaliser, shippedPlans } from './shipped-plans.ts';

const read = (text: string, context = inChina) => normaliser.normalise(text, context);
const inBritain = { country: 'GB', trunk: 'unknown', at: JUNE_2026 } as const;

describe('national codes', () => {
  it.each([
    ['110', 'emergency'],
    ['119', 'emergency'],
    ['120', 'emergency'],
    ['122', 'emergency'],
    ['12395', 'emergency'],
    ['95110', 'emergency'],
    ['114', 'service'],
    ['12345', 'service'],
    ['12306', 'service'],
    ['96110', 'service'],
    ['962288', 'service'],
    ['10000', 'service'],
    ['10010', 'service'],
    ['10086', 'service'],
    ['10099', 'service'],
    ['10018', 'service'],
    ['1008611', 'service'],
    ['95588', 'service'],
    ['955880', 'service'],
    ['953123', 'service'],
    ['95013', 'service'],
    ['95105', 'service'],
    ['106575112345', 'service'],
    ['1069012345678901234', 'service'],
  ])('%s is a service code, type %s', (text, type) => {
    expect(read(text)).toMatchObject({ kind: 'service-code', canonical: text, country: 'CN', type });
  });

  it.each([
    ['4008001234', 'shared-cost'],
    ['400-800-1234', 'shared-cost'],
    ['+86 400 800 1234', 'shared-cost'],
    ['8008101234', 'toll-free'],
    ['70012345678', 'privacy'],
    ['700123456789012', 'privacy'],
  ])('%s is a service number, type %s', (text, type) => {
    expect(read(text)).toMatchObject({ kind: 'service-number', country: 'CN', type, confidence: 'certain' });
  });

  it('tells two codes apart that differ by a digit behind', () => {
    expect(read('955880').key).not.toBe(read('95588').key);
    expect(read('110110').key).not.toBe(read('110').key);
  });

  it.each(['+8695588', '008695588', '8695588', '+86-95588', 'tel:+8695588'])(
    '%s is that code in the dress of an international number, and says so',
    (text) => {
      const number = read(text, { ...inChina, trunk: 'international' });
      expect(number).toMatchObject({ kind: 'service-code', canonical: '95588', key: read('95588').key });
      expect(number.notes).toContain('service-code-with-country-code');
    },
  );

  it.each([
    ['010 12345', '01012345', '12345'],
    ['+86 10 12345', '01012345', '12345'],
    ['023-96110', '02396110', '96110'],
    ['0571 12345', '057112345', '12345'],
    ['023 110', '023110', '110'],
  ])("%s is the city's own line and keeps its area code", (text, canonical, code) => {
    const number = read(text);
    expect(number).toMatchObject({ kind: 'service-code', canonical, country: 'CN' });
    expect(number.key).not.toBe(read(code).key);
    expect(number.notes).toContain('service-code-with-area-code');
  });

  it('leaves a subscriber number that looks like a code behind an area code', () => {
    expect(read('2396110')).toMatchObject({ kind: 'local', canonical: '2396110', candidates: ['02396110'] });
    expect(read('62396110')).toMatchObject({ kind: 'local', candidates: [] });
  });

  it('takes no area code that does not exist', () => {
    expect(read('02612345').kind).toBe('local');
    expect(read('0999912345').kind).not.toBe('service-code');
  });

  it('knows a code of another country by its context only', () => {
    expect(read('999', inBritain)).toMatchObject({ country: 'GB', type: 'emergency' });
    expect(read('911', { ...inBritain, country: 'US' })).toMatchObject({ country: 'US', type: 'emergency' });
    expect(read('+8696110', inBritain)).toMatchObject({
      country: 'CN',
      canonical: '96110;phone-context=+86',
    });
    expect(read('+8696110', inBritain).key).toBe(read('96110').key);
  });

  it('has emergency codes for nearly every country', async () => {
    const { plans } = await shippedPlans();
    const without = [...plans.values()].filter(
      (plan) => plan.country !== '001' && !plan.serviceCodes.some((code) => code.emergency),
    );
    expect(without.length).toBeLessThan(10);
  });
});

describe('machines, satellites and new ranges of China', () => {
  it.each([
    ['1064812345678', 'iot', '+861064812345678'],
    ['14812345678', 'iot', '+8614812345678'],
    ['13491234567', 'satellite', '+8613491234567'],
    ['17401234567', 'satellite', '+8617401234567'],
    ['16712345678', 'mobile', '+8616712345678'],
  ])('%s has type %s', (text, type, canonical) => {
    expect(read(text)).toMatchObject({ kind: 'e164', type, canonical, validity: 'valid' });
  });
});

describe('extensions and tones', () => {
  it.each([
    '+12025550143 x136',
    '+12025550143x136',
    '+12025550143 ext. 136',
    '+1 (202) 555-0143 Extension 136',
    '+12025550143;ext=136',
    'tel:+1-202-555-0143;ext=136',
    '+12025550143转136',
    '+12025550143 分机 136',
    '+12025550143#136',
    '+12025550143,,136#',
    '+12025550143p136',
    '+12025550143 доб. 136',
  ])('%s is the number and extension 136', (text) => {
    expect(read(text)).toMatchObject({
      canonical: '+12025550143',
      extension: '136',
      key: 12025550143,
      raw: text,
    });
  });

  it('splits them from codes and national numbers as well', () => {
    expect(read('95588转9')).toMatchObject({ canonical: '95588', extension: '9' });
    expect(read('010-62345678转801')).toMatchObject({ canonical: '+861062345678', extension: '801' });
    expect(read('010-62345678-转-801')).toMatchObject({ canonical: '+861062345678', extension: '801' });
    expect(read('13812345678#')).toMatchObject({ canonical: '+8613812345678', extension: null });
  });
});

describe('no number', () => {
  it.each([
    'anonymous',
    'Anonymous',
    'ANONYMOUS',
    '"Anonymous" <sip:anonymous@anonymous.invalid>',
    'sip:anonymous@anonymous.invalid',
    'sip:13812345678@anonymous.invalid',
    'anonymous@anonymous.invalid',
    'sip:gateway.example',
    'Restricted',
    'unavailable',
    'Unknown',
    'PRIVATE',
    'Out of Area',
    '',
    '   ',
    '""',
    '<>',
    '0',
    '+',
    '匿名',
    '未知号码',
    'неизвестный',
    '<null>',
  ])('%j is withheld', (text) => {
    expect(read(text)).toMatchObject({ kind: 'withheld', canonical: 'withheld', key: NO_KEY, country: null });
  });

  it.each([
    '266696687',
    '+266696687',
    '00266696687',
    '+86266696687',
    '7378742833',
    '+7378742833',
    '+17378742833',
    '8656696',
    '+8656696',
    '86282452253',
    '+86282452253',
  ])('%s is a word typed on a keypad, not a number of Lesotho, Russia or China', (text) => {
    for (const trunk of ['unknown', 'international', 'subscriber'] as const) {
      const number = read(text, { ...inChina, trunk });
      expect(number).toMatchObject({ kind: 'withheld', key: NO_KEY, notes: ['keypad-word'] });
      expect(classIsKeypadWord(classOf(number))).toBe(true);
    }
  });

  it('does not see words inside longer numbers', () => {
    expect(read('+86138266696687').kind).toBe('e164');
  });
});

describe('names', () => {
  it.each(['EXAMPLEBK', 'ExampleBk', '示例银行', '1-800-FLOWERS', 'A1', '【示例】', 'Bank of Example'])(
    '%s is kept letter for letter',
    (text) => {
      expect(read(text)).toMatchObject({ kind: 'alphanumeric', canonical: text, country: null });
    },
  );

  it('keeps upper and lower case apart', () => {
    expect(read('ExampleBk').key).not.toBe(read('EXAMPLEBK').key);
  });

  it('is not made of signs alone, and not of a whole paragraph', () => {
    expect(read('!!!').kind).toBe('unparsable');
    expect(read('word '.repeat(20)).notes).toContain('name-too-long');
  });
});

describe('requests to the switch', () => {
  it('are kept as dialled, a number inside is a candidate', () => {
    expect(read('*21#')).toMatchObject({ kind: 'private', canonical: '*21#', notes: ['service-string'] });
    expect(read('#31#13812345678')).toMatchObject({ kind: 'private', candidates: ['+8613812345678'] });
    expect(read('*67').key).not.toBe(read('*68').key);
  });
});
