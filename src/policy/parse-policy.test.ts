import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf } from './digest.ts';
import { parsePolicy } from './parse-policy.ts';
import type { PolicyFile, PolicyLayer } from './policy-file.ts';

const TEXTS = 'title: { zh: 标题, en: title }\n    reason: { zh: 原因, en: reason }';
const BASIS = 'basis: { kind: practice, text: { zh: 依据, en: basis }, source: a test }';

const SETTINGS = `version: 2026.1.0
home: CN
suspectFrom: warn
measures:
  - { measure: observe, score: 10, minGroups: 1 }
  - { measure: warn, score: 50, minGroups: 2 }
  - { measure: block, score: 90, minGroups: 2 }
groups:
  - { id: volume, cap: 30, title: { zh: 量, en: volume } }
  - { id: other, cap: 30, title: { zh: 他, en: other } }
`;

const rule = (id: string, extra = '', when = 'value > threshold', value = 'caller.calls_1h') => `
  - id: ${id}
    version: 1
    ${TEXTS}
    group: volume
    weight: 10
    ${BASIS}
    value: ${value}
    threshold: 60
    when: ${when}
    examples:
      - { name: much, given: { caller.calls_1h: 61 }, fires: true }
      - { name: less, given: { caller.calls_1h: 60 }, fires: false }
${extra}`;

const file = (path: string, text: string, layer: PolicyLayer = 'shipped'): PolicyFile => ({
  path,
  layer,
  text,
});
const base = (...more: PolicyFile[]) => [
  file('policy.yaml', SETTINGS),
  file('rules/a.yaml', `rules:${rule('BUSY')}${rule('BUSIER')}`),
  ...more,
];
/** `rules/a.yaml` with one rule changed. */
const withRule = (text: string) => [file('policy.yaml', SETTINGS), file('rules/a.yaml', `rules:${text}`)];

function sound(files: readonly PolicyFile[]) {
  const parsed = parsePolicy(files);
  if (!parsed.ok) throw new Error(parsed.detail);
  return parsed.value;
}
function detail(files: readonly PolicyFile[]): string {
  const parsed = parsePolicy(files);
  if (parsed.ok) throw new Error('was accepted');
  return parsed.detail;
}

describe('a policy', () => {
  it('is read whole and stamped', () => {
    const policy = sound(base());
    expect(policy.rules.map(({ id }) => id)).toEqual(['BUSY', 'BUSIER']);
    expect(policy.stamp.version).toBe('2026.1.0');
    expect(policy.stamp.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(policy.groups[0]).toMatchObject({ id: 'volume', about: 'number' });
  });

  it('has one digest whatever the order of its files, comments and spacing, and another when it decides otherwise', () => {
    const { digest } = sound(base()).stamp;
    expect(sound([...base()].reverse()).stamp.digest).toBe(digest);
    expect(sound([file('policy.yaml', `# a remark\n\n${SETTINGS}`), base()[1]!]).stamp.digest).toBe(digest);
    const changed = SETTINGS.replace('score: 50', 'score: 51');
    expect(sound([file('policy.yaml', changed), base()[1]!]).stamp.digest).not.toBe(digest);
    expect(digestOf({ b: 1, a: [1, { place: 'x', c: 2 }] })).toBe(digestOf({ a: [1, { c: 2 }], b: 1 }));
  });
});

describe('what a switch and a display are told', () => {
  const group = (extra: string) =>
    SETTINGS.replace('{ id: volume, cap: 30,', `{ id: volume, cap: 30, ${extra},`);
  const having = (settings: string) => [file('policy.yaml', settings), base()[1]!];

  it('is kept with a group and with the policy, and changes the digest', () => {
    const policy = sound(
      having(`${group('blocksAs: law, label: { zh: 假号, en: fake }')}label: { zh: 注意, en: Take care }\n`),
    );
    expect(policy.groups[0]).toMatchObject({ blocksAs: 'law', label: { zh: '假号', en: 'fake' } });
    expect(policy.label).toEqual({ zh: '注意', en: 'Take care' });
    expect(policy.stamp.digest).not.toBe(sound(base()).stamp.digest);
    expect(sound(base())).not.toHaveProperty('label');
  });

  it('is refused when no display shows it, or no switch knows it', () => {
    expect(detail(having(group('label: { zh: 很长, en: much longer than any display shows }')))).toContain(
      'at most 32 characters',
    );
    expect(detail(having(group('blocksAs: mood')))).toContain('blocksAs');
  });
});

describe('layers', () => {
  it('local.d is merged over the shipped items field by field', () => {
    const policy = sound(
      base(
        file('rules/a.yaml', 'rules:\n  - { id: BUSY, threshold: 80 }', 'local'),
        file('policy.yaml', 'suspectFrom: observe\nmeasures:\n  - { measure: warn, score: 60 }', 'local'),
      ),
    );
    expect(policy.rules[0]).toMatchObject({ id: 'BUSY', threshold: 80, weight: 10 });
    expect(policy.suspectFrom).toBe('observe');
    expect(policy.thresholds.map(({ score }) => score)).toEqual([10, 60, 90]);
    expect(policy.stamp.version).toBe('2026.1.0+local');
  });

  it('local.d may add rules and switch some off, with a reason', () => {
    const policy = sound(
      base(
        file('rules/ours.yaml', `rules:${rule('OURS')}`, 'local'),
        file(
          'rules/off.yaml',
          'rules:\n  - { id: BUSY, disabled: { reason: too many couriers here } }',
          'local',
        ),
        file(
          'composites.yaml',
          `composites:\n  - id: BOTH\n    version: 1\n    ${TEXTS}\n    weight: 5\n    when: fired.BUSY && fired.BUSIER\n    ${BASIS}`,
        ),
      ),
    );
    expect(policy.rules.map(({ id }) => id)).toEqual(['BUSIER', 'OURS']);
    expect(policy.disabled).toEqual([{ id: 'BUSY', reason: 'too many couriers here' }]);
    expect(policy.composites).toHaveLength(1);
  });

  it('override.d replaces whole items: nothing of the old one is left', () => {
    const replaced = rule('BUSY').replace('weight: 10', 'weight: 20');
    expect(sound(base(file('rules/x.yaml', `rules:${replaced}`, 'override'))).rules[0]).toMatchObject({
      weight: 20,
    });
    const partial = detail(base(file('rules/x.yaml', 'rules:\n  - { id: BUSY, weight: 20 }', 'override')));
    expect(partial).toContain('override.d/rules/x.yaml:2:');
  });

  it('override.d replaces a list file whole, but never the protected one', () => {
    const list = (name: string, number: string, layer: PolicyLayer) =>
      file(
        `lists/${name}.yaml`,
        `list: ${name}\nentries:\n  - { number: "${number}", source: s, reason: { zh: 因, en: why }${name === 'protected' ? '' : ', expires: "2027-01-01T00:00:00+08:00"'} }`,
        layer,
      );
    const numbers = (...files: PolicyFile[]) => sound(base(...files)).lists.map(({ number }) => number);
    expect(numbers(list('allow', '1', 'shipped'), list('allow', '2', 'local'))).toEqual(['1', '2']);
    expect(numbers(list('allow', '1', 'shipped'), list('allow', '3', 'override'))).toEqual(['3']);
    expect(numbers(list('protected', '110', 'shipped'), list('protected', '111', 'local'))).toEqual([
      '110',
      '111',
    ]);
    expect(detail(base(list('protected', '110', 'shipped'), list('protected', '1', 'override')))).toContain(
      'override.d/lists/protected.yaml:3:3: protected numbers can be added (local.d), never replaced or taken away',
    );
  });
});

describe('a refusal says file, line, column and what to do', () => {
  it.each([
    [
      'an unknown word',
      rule('BUSY', '', 'call.trunk == "internatonal"'),
      'rules/a.yaml:11:25: BUSY, when: "internatonal" is no known word here; did you mean "international"?',
    ],
    [
      'an unknown feature',
      rule('BUSY', '', 'caller.call_1h > 1'),
      'rules/a.yaml:11:11: BUSY, when: caller has no "call_1h"; did you mean "calls_1h"?',
    ],
    [
      'a condition that is a number',
      rule('BUSY', '', 'caller.calls_1h'),
      'a condition must be true or false',
    ],
    [
      'a value that uses itself',
      rule('BUSY', '', 'true', 'value + 1'),
      'rules/a.yaml:9:12: BUSY, value: there is no "value"',
    ],
    [
      'a folded condition',
      rule('BUSY', '', '>-\n      caller.calls_1h > 1\n      && caller.calls_1x > 1'),
      'rules/a.yaml:13:10: BUSY, when: caller has no "calls_1x"',
    ],
    [
      'a quoted condition',
      rule('BUSY', '', `'caller.calls_1h > 1 && calls > 1'`),
      'rules/a.yaml:11:35: BUSY, when: there is no "calls"',
    ],
    [
      'a missing key',
      rule('BUSY').replace('weight: 10', ''),
      'rules/a.yaml:2:5: "weight" is missing; write a number',
    ],
    [
      'a text for a number',
      rule('BUSY').replace('weight: 10', 'weight: ten'),
      'rules/a.yaml:7:13: weight: write a number',
    ],
    [
      'a word of another list',
      rule('BUSY').replace('kind: practice', 'kind: rumour'),
      'basis.kind: write one of law, standard',
    ],
    ['a bracket left open', rule('BUSY').replace('{ zh: 标题', '{{ zh: 标题'), 'mend the YAML here'],
    ['a misspelt key', rule('BUSY').replace('weight:', 'wieght:'), 'rules/a.yaml:7:13: unknown key "wieght"'],
    [
      'an unknown group',
      rule('BUSY').replace('group: volume', 'group: volum'),
      'there is no group "volum" in policy.yaml',
    ],
    ['a small id', rule('busy'), 'an id is written in capitals'],
    ['no near miss', rule('BUSY').replace('fires: false', 'fires: true'), 'a near miss that does not'],
    [
      'a placeholder',
      rule('BUSY').replace('reason }', '"{count} calls" }'),
      'use {value}, {threshold} or {value|call|calls}',
    ],
    [
      'a condition with one sign too few',
      rule('BUSY', '', 'value = threshold'),
      'rules/a.yaml:11:17: BUSY, when: "=" means nothing here; write ==',
    ],
    [
      'a condition with one sign too many',
      rule('BUSY', '', 'value >> threshold'),
      '">" is out of place; a word or a number is needed here',
    ],
    [
      'a bracket left open',
      rule('BUSY', '', 'value > (threshold'),
      'rules/a.yaml:11:28: BUSY, when: ")" is missing before the end; write it',
    ],
    [
      'a key written wrong',
      rule('BUSY').replace('weight', 'weigth'),
      'unknown key "weigth"; did you mean "weight"?',
    ],
    [
      'a unit that is none',
      rule('BUSY').replace('threshold: 60', 'threshold: 60\n    unit: percent'),
      'unit: write one of count, share, ratio, seconds, hours, fact',
    ],
    [
      'a limit that is no count',
      rule('BUSY').replace('threshold: 60', 'threshold: 0.6'),
      'rules/a.yaml:10:16: 0.6 is no count; say what it is: "unit: share"',
    ],
    [
      'a share above all',
      rule('BUSY').replace('threshold: 60', 'threshold: 30\n    unit: share'),
      'a share is 0 to 1; write 0.3 for 30 %',
    ],
    [
      'a figure where there is none',
      rule('BUSY')
        .replace('threshold: 60', 'threshold: 1\n    unit: fact')
        .replace('zh: 原因', 'zh: "{value} 次"'),
      'there is no figure to fill in here',
    ],
    [
      'an example that names nothing',
      rule('BUSY').replace('caller.calls_1h: 61', 'caller.cals_1h: 61'),
      'rules/a.yaml:13:30: caller.cals_1h: there is no such field',
    ],
    [
      'an id given twice',
      rule('BUSY') + rule('BUSY'),
      '"BUSY" is given twice in this layer, first at rules/a.yaml:2:5',
    ],
    [
      'a key given twice',
      rule('BUSY').replace('version: 1', 'version: 1\n    version: 2'),
      'rules/a.yaml:4:5: this key is given twice',
    ],
    [
      'an alias',
      `${rule('BUSY').replace('version: 1', 'version: &one 1')}`,
      'aliases and anchors are not read',
    ],
    ['a tag', rule('BUSY').replace('version: 1', 'version: !!js/function "x"'), 'tags (!...) are not read'],
    ['code in a condition', rule('BUSY', '', 'caller.constructor.constructor("x")()'), 'rules/a.yaml:11:'],
  ])('%s', (_what, text, message) => {
    expect(detail(withRule(text))).toContain(message);
  });

  it.each([
    ['no settings', [base()[1]!], 'policy.yaml: the file is missing'],
    [
      'a single group that could stop a call',
      [file('policy.yaml', SETTINGS.replace('cap: 30', 'cap: 90')), base()[1]!],
      'the group alone would reach "block" (90)',
    ],
    [
      'a measure that touches calls on one group',
      [file('policy.yaml', SETTINGS.replace('90, minGroups: 2', '90, minGroups: 1')), base()[1]!],
      '"block" touches a call and needs at least 2 groups',
    ],
    [
      'a ladder that falls',
      [file('policy.yaml', SETTINGS.replace('score: 50', 'score: 5')), base()[1]!],
      '"warn" must need a higher score',
    ],
    [
      'a number without quotes',
      base(
        file(
          'lists/deny.yaml',
          'list: deny\nentries:\n  - { number: +8613800000000, source: s, reason: { zh: a, en: b } }',
        ),
      ),
      'lists/deny.yaml:3:15: number: write the number in quotes',
    ],
    [
      'a deny entry for ever',
      base(
        file(
          'lists/deny.yaml',
          'list: deny\nentries:\n  - { number: "+8613800000000", source: s, reason: { zh: a, en: b } }',
        ),
      ),
      'an entry needs "expires"',
    ],
    [
      'an expiry without offset',
      base(
        file(
          'lists/deny.yaml',
          'list: deny\nentries:\n  - { number: "1", source: s, reason: { zh: a, en: b }, expires: "2027-01-01" }',
        ),
      ),
      'write the moment with its offset',
    ],
    [
      'a block nobody approved',
      base(
        file(
          'lists/deny.yaml',
          'list: deny\nentries:\n  - { number: "1", source: s, reason: { zh: a, en: b }, expires: "2027-01-01T00:00:00Z", measure: block }',
        ),
      ),
      '"block" needs "approvedBy"',
    ],
    [
      'a prefix nobody approved',
      base(
        file(
          'lists/deny.yaml',
          'list: deny\nentries:\n  - { number: "1", match: prefix, source: s, reason: { zh: a, en: b }, expires: "2027-01-01T00:00:00Z" }',
        ),
      ),
      'it needs "approvedBy"',
    ],
    [
      'a star for everybody',
      base(
        file(
          'lists/allow.yaml',
          'list: allow\nentries:\n  - { number: "*", source: s, reason: { zh: a, en: b }, expires: "2027-01-01T00:00:00Z" }',
        ),
      ),
      'an entry for every number is refused',
    ],
    ['a file in the wrong place', base(file('rules/deep/x.yaml', 'rules: []')), 'no such policy file'],
    [
      'a list of nothing known',
      base(file('lists/x.yaml', 'list: grey\nentries: []')),
      'say which list this is',
    ],
    [
      'a change of a rule that is not there',
      base(file('rules/x.yaml', 'rules:\n  - { id: BUSSY, threshold: 9 }', 'local')),
      'local.d/rules/x.yaml:2:11: there is no "BUSSY" to change; did you mean "BUSY"? A new one needs "when"',
    ],
    [
      'a tab, and nothing of what follows from it',
      base(file('rules/x.yaml', 'rules:\n\t- { id: A }\n  - { id: B }', 'local')),
      'local.d/rules/x.yaml:2:1: a tab stands here; indent with spaces',
    ],
    [
      'bytes that were no UTF-8',
      base(file('rules/x.yaml', 'rules: []\n# \ufffd\ufffd', 'local')),
      'local.d/rules/x.yaml:2:3: the file is not UTF-8 from here on',
    ],
    ['an empty file', base(file('rules/b.yaml', '')), 'a mapping ("key: value" lines) is needed here'],
    ['two documents', base(file('rules/b.yaml', 'rules: []\n---\nrules: []')), 'one document a file'],
    [
      'a composite of an unknown rule',
      base(
        file(
          'composites.yaml',
          `composites:\n  - id: BOTH\n    version: 1\n    ${TEXTS}\n    weight: 5\n    when: fired.BUSI\n    ${BASIS}`,
        ),
      ),
      'fired has no "BUSI"; did you mean "BUSY"?',
    ],
    [
      'a composite with the id of a rule',
      base(
        file(
          'composites.yaml',
          `composites:\n  - id: BUSY\n    version: 1\n    ${TEXTS}\n    weight: 5\n    when: fired.BUSY\n    ${BASIS}`,
        ),
      ),
      'the id of a rule already',
    ],
  ])('%s', (_what, files, message) => {
    expect(detail(files)).toContain(message);
  });
});

describe('hostile files', () => {
  it('are refused, not followed: billion laughs, deep nesting, size, number of files', () => {
    const laughs = `a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\nrules: []`;
    expect(detail(base(file('rules/b.yaml', laughs)))).toContain('aliases and anchors');
    expect(detail(base(file('rules/b.yaml', `rules: ${'['.repeat(20_000)}`)))).toMatch(
      /nested too deeply|rules\/b\.yaml/,
    );
    expect(detail(base(file('rules/b.yaml', `# ${'x'.repeat(5_000_000)}`)))).toContain('split it');
    const many = Array.from({ length: 501 }, (_, index) => file(`rules/r${index}.yaml`, 'rules: []'));
    expect(detail(many)).toContain('at most 500');
  });

  it('never throw and never pollute a prototype, whatever they hold', () => {
    expect(detail(base(file('rules/b.yaml', 'rules:\n  - { id: X, __proto__: { weight: 1 } }')))).toContain(
      'rules/b.yaml',
    );
    expect(({} as Record<string, unknown>).weight).toBeUndefined();
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), (text) => {
        for (const path of ['rules/b.yaml', 'policy.yaml', 'lists/deny.yaml', 'composites.yaml'])
          expect(typeof parsePolicy(base(file(path, text, 'local'))).ok).toBe('boolean');
      }),
      { numRuns: 60 },
    );
  });
});
