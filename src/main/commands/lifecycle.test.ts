import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from '../cli.ts';
import { loadCasework } from '../load-casework.ts';
import { policyFolders } from '../load-policy.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { documentationPage } from './lifecycle.ts';

let site: string;
let out: string;
let err: string;
beforeEach(() => {
  site = mkdtempSync(join(tmpdir(), 'jingtong-lifecycle-'));
  for (const part of ['policy.yaml', 'clocks.yaml', 'lifecycles', 'calendars'])
    cpSync(join(PACKAGE_ROOT, 'policy', part), join(site, part), { recursive: true });
  out = err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(site, { recursive: true, force: true });
});

/** Changes a file of the policy and says on which line. */
function change(path: string, from: string, to: string): number {
  const text = readFileSync(join(site, path), 'utf8');
  if (text.split(from).length !== 2)
    throw new Error(`"${from}" stands ${text.split(from).length - 1} times in ${path}`);
  writeFileSync(
    join(site, path),
    text.replace(from, () => to),
  );
  return text.slice(0, text.indexOf(from)).split('\n').length;
}

describe('jingtong lifecycle', () => {
  it('the page of the documentation is what the data says', async () => {
    const written = readFileSync(join(PACKAGE_ROOT, 'docs', 'casework', 'lifecycles.md'), 'utf8');
    const page = documentationPage(await loadCasework());
    expect(written === page, 'run: jingtong lifecycle draw --page > docs/casework/lifecycles.md').toBe(true);
  });

  it('lists, shows, checks and draws', async () => {
    expect(await runCli(['lifecycle', 'list', '--json'])).toBe(0);
    expect(JSON.parse(out)).toHaveLength(12);
    out = '';
    expect(await runCli(['lifecycle', 'show', 'appeal', '--lang', 'en'])).toBe(0);
    expect(out).toContain('state "under review" as s_under_review');
    out = '';
    expect(await runCli(['lifecycle', 'draw', 'lead'])).toBe(0);
    expect(out).toMatch(/^stateDiagram-v2\n {2}state "已发现" as s_found\n/);
    expect(out).toContain('  [*] --> s_found : 生成线索\n');
    expect(await runCli(['lifecycle', 'draw'])).toBe(2);
    expect(await runCli(['lifecycle', 'show', 'apeal'])).toBe(1);
    expect(err).toContain('did you mean "appeal"?');
    out = '';
    expect(await runCli(['lifecycle', 'check', '--policy', site, '--json'])).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ lifecycles: 12 });
  });

  it.each([
    [
      'lifecycles/lead.yaml',
      'from: [found], to: passed',
      'from: [fuond], to: passed',
      'there is no state "fuond"',
    ],
    [
      'lifecycles/lead.yaml',
      'from: [found], to: dropped',
      'from: [found], to: answered',
      'nothing leads to the state "dropped"',
      null,
    ],
    [
      'lifecycles/reinstatement.yaml',
      'from: [restored], to: confirmed',
      'from: [restored], to: ordered',
      'no way leads from "ordered" to an end',
      null,
    ],
    [
      'lifecycles/lead.yaml',
      'requires: [outcome, reason], guards',
      'requires: [outcom, reason], guards',
      'there is no field "outcom"',
    ],
    ['lifecycles/lead.yaml', 'is: [fraud] }', 'is: [frauds] }', '"outcome" never is "frauds"'],
    ['lifecycles/lead.yaml', ', reopens: true', '', '"answered" is final; write "reopens: true"'],
    [
      'lifecycles/lead.yaml',
      '  lead-outcome: { runsIn: [passed, under-work] }',
      '  lead-outcome: { runsIn: [passed] }',
      'no clock runs in "under-work"',
      null,
    ],
    [
      'lifecycles/lead.yaml',
      '  lead-outcome: { runsIn',
      '  lead-outcom: { runsIn',
      'clocks.yaml has no clock "lead-outcom"',
    ],
    [
      'lifecycles/appeal.yaml',
      'transition: revoke',
      'transition: revok',
      '"disposal-order" has no transition "revok"',
    ],
    [
      'lifecycles/case.yaml',
      '[{ from: [solve], of: item }]',
      '[{ from: [solved], of: item }]',
      'the item has no transition "solved"',
    ],
    ['lifecycles/case.yaml', 'zh: 并入的案件', 'zh: joined', 'write it in Chinese'],
    ['lifecycles/case.yaml', 'capMinutes: 525600', 'capMinutes: 0', 'a pause lasts at least a minute'],
    [
      'lifecycles/case.yaml',
      ', capMinutes: 525600',
      '',
      '"clocks.case-review.pausesIn.0.capMinutes" is missing',
    ],
    [
      'clocks.yaml',
      'wall: { minutes: 60 }, basis: { kind: assumption, text: { zh: 法律说',
      'wall: { minutes: 60 }, basis: { kind: law, text: { zh: 法律说',
      'name the source; only an assumption has none',
    ],
    ['clocks.yaml', '    100: [supervisor, regulator]\n', '', 'somebody must be told at 100', null],
    [
      'clocks.yaml',
      'onLimit: expire\n    limits:\n      - { until: expiresAt, basis: { kind: assumption, text: { zh: 号码',
      'onLimit: expir\n    limits:\n      - { until: expiresAt, basis: { kind: assumption, text: { zh: 号码',
      'at its limit this clock makes "expir"',
      null,
    ],
    ['calendars/CN.yaml', '"2026-10-10"]', '"2026-10-07"]', 'a holiday and a make-up workday at once'],
    ['calendars/CN.yaml', '"2026-10-10"]', '"2026-10-12"]', 'worked anyway'],
    ['calendars/CN.yaml', 'zone: Asia/Shanghai', 'zone: Asia/Shanghia', 'there is no such time zone'],
    [
      'calendars/CN.yaml',
      'default: ["09:00-12:00", "13:30-17:30"]',
      'default: ["09:00-12:00", "11:30-17:30"]',
      'hours must follow on each other',
    ],
  ])('check finds in %s: %s', async (path, from, to, message, place: string | null = path) => {
    const line = change(path, from, to);
    expect(await runCli(['lifecycle', 'check', '--policy', site])).toBe(1);
    expect(err).toContain(message);
    expect(err).toMatch(place === null ? /\.yaml:\d+:\d+: / : new RegExp(`${place}:${line}:\\d+: `));
  });

  it('a clock of local.d replaces the shipped one of its id; a lifecycle of override.d the file of its name', async () => {
    mkdirSync(join(site, 'local.d'));
    mkdirSync(join(site, 'override.d', 'lifecycles'), { recursive: true });
    const basis = '{ kind: notice, text: { zh: 本省通知, en: our notice }, source: 2026-1 }';
    const clock = `{ id: reinstatement, title: { zh: 复机, en: restore }, hoursOf: addressee, ladder: ours, limits: [{ wall: { minutes: 30 }, basis: ${basis} }] }`;
    writeFileSync(
      join(site, 'local.d', 'clocks.yaml'),
      `format: jingtong-clocks/1\nladders: { ours: { 100: [regulator] } }\nclocks:\n  - ${clock}\n`,
    );
    const lead = readFileSync(join(site, 'lifecycles', 'lead.yaml'), 'utf8');
    writeFileSync(
      join(site, 'override.d', 'lifecycles', 'lead.yaml'),
      lead.replace('version: 1', 'version: 2'),
    );
    const { lifecycles, rules } = await loadCasework(policyFolders(site));
    expect(rules.clocks.reinstatement!.limits.map(({ length }) => length)).toEqual([
      { counts: 'wall', minutes: 30 },
    ]);
    expect(lifecycles.lead!.version).toBe(2);
    writeFileSync(join(site, 'local.d', 'clocks.yaml'), `format: jingtong-clocks/1\nclocks:\n  - ${clock}\n`);
    expect(await runCli(['lifecycle', 'check', '--policy', site])).toBe(1);
    expect(err).toContain('local.d/clocks.yaml:3:');
    expect(err).toContain('there is no ladder "ours" in this file');
  });

  it('a wall clock may not pause', async () => {
    change(
      'lifecycles/reinstatement.yaml',
      'runsIn: [ordered, restored] }',
      'runsIn: [ordered], pausesIn: [{ state: restored, reason: { zh: 等, en: waits }, capMinutes: 10 }] }',
    );
    expect(await runCli(['lifecycle', 'check', '--policy', site])).toBe(1);
    expect(err).toContain('a limit on the wall clock never pauses');
  });
});
