import { describe, expect, it } from 'vitest';
import { parseNumberingFiles } from './parse-numbering.ts';

const WITHHELD = `
format: jingtong-withheld/1
words: ['', Anonymous]
hosts: [anonymous.invalid]
keypadWords: { '266696687': ANONYMOUS }
`;

const COUNTRY = `country: ZZ
callingCode: '999'
main: true
trunkPrefix: '0'
exitCodes: ['00']
lengths: [8]
shape: 'x{8}'
ranges:
  - { pattern: '4x{7}', type: mobile, from: 2020-02-01 }
areas:
  North: { '21': 6 }
serviceCodes:
  - { pattern: '110', type: emergency, emergency: true, holder: police }
`;

const parse = (country: string, name = 'ZZ.yaml') =>
  parseNumberingFiles(
    [
      { name, text: country },
      { name: 'withheld.yaml', text: WITHHELD },
    ],
    'v1',
  );

describe('a country file', () => {
  it('becomes a plan, with days in Beijing and areas as ranges', () => {
    const parsed = parse(COUNTRY);
    if (!parsed.ok) throw new Error(parsed.detail);
    const plan = parsed.value.plans.get('ZZ')!;
    expect(plan.ranges).toEqual([
      { pattern: '4x{7}', type: 'mobile', from: Date.parse('2020-02-01T00:00:00+08:00'), until: null },
      { pattern: '(21)[2-8]x{5}', type: 'fixed', from: null, until: null },
    ]);
    expect(plan.areaCodes).toEqual(['21']);
    expect(plan.serviceCodes[0]).toMatchObject({ kind: 'service-code', emergency: true, holder: 'police' });
    expect(parsed.value.withheld.words).toEqual(new Set(['', 'anonymous']));
    expect(parsed.value.version).toBe('v1');
  });

  it.each([
    ["'4x{7}'", "'4y'", 'ZZ.yaml:9: ranges.0.pattern: "4y": expected a digit, x, [ or ( at character 2'],
    ['2020-02-01', '2020-02-31', 'ZZ.yaml:9: ranges.0.from: 2020-02-31 is not a day of the calendar'],
    ['2020-02-01', 'soon', 'ZZ.yaml:9: ranges.0.from: expected a day, such as 2019-12-01'],
    ['type: mobile', 'type: carrier-pigeon', 'ZZ.yaml:9: ranges.0.type: '],
    ['lengths: [8]', 'lengths: []', 'ZZ.yaml:6: lengths: '],
    ['main: true', 'main: true\nmian: true', 'ZZ.yaml:1: : '],
    ['country: ZZ', 'country: YY', 'ZZ.yaml:1: country is YY'],
    ["shape: 'x{8}'", "shape: 'x{8}", 'ZZ.yaml:'],
  ])('with %s changed to %s is refused, naming file and line', (from, to, detail) => {
    const parsed = parse(COUNTRY.replace(from, to));
    expect(parsed).toMatchObject({ ok: false, reason: 'bad-numbering-file' });
    expect(parsed.ok ? '' : parsed.detail.replace(/\s+/g, ' ')).toContain(detail);
  });

  it('replaces the generated plan of its country and no other', () => {
    const world = JSON.stringify({
      format: 'jingtong-numbering-world/1',
      plans: ['ZZ', 'YY'].map((country) => ({
        country,
        callingCode: '999',
        main: country === 'YY',
        lengths: [7],
        shape: 'x{7}',
        emergency: ['112'],
      })),
    });
    const parsed = parseNumberingFiles(
      [
        { name: 'ZZ.yaml', text: COUNTRY },
        { name: 'withheld.yaml', text: WITHHELD },
        { name: 'world.json', text: world },
      ],
      'v1',
    );
    if (!parsed.ok) throw new Error(parsed.detail);
    expect(parsed.value.plans.get('ZZ')?.lengths).toEqual([8]);
    expect(parsed.value.plans.get('YY')?.serviceCodes).toMatchObject([{ pattern: '112', emergency: true }]);
  });
});

describe('a folder', () => {
  it('without plans or without the withheld words is refused', () => {
    expect(parseNumberingFiles([], 'v1')).toMatchObject({ ok: false, reason: 'missing-numbering-file' });
    expect(parseNumberingFiles([{ name: 'ZZ.yaml', text: COUNTRY }], 'v1')).toMatchObject({
      ok: false,
      reason: 'missing-numbering-file',
    });
  });

  it('with a broken world.json is refused', () => {
    const broken = parseNumberingFiles([{ name: 'world.json', text: '{"format":' }], 'v1');
    expect(broken).toMatchObject({ ok: false, reason: 'bad-numbering-file' });
    const foreign = parseNumberingFiles([{ name: 'world.json', text: '{"format":"x","plans":[]}' }], 'v1');
    expect(foreign.ok ? '' : foreign.detail).toContain('world.json: format');
  });
});
