import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCli } from '../cli.ts';

let site: string;
let out: string;
let err: string;
beforeEach(() => {
  site = mkdtempSync(join(tmpdir(), 'jingtong-policy-'));
  mkdirSync(join(site, 'local.d', 'rules'), { recursive: true });
  mkdirSync(join(site, 'local.d', 'lists'), { recursive: true });
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

const write = (path: string, text: string) => writeFileSync(join(site, 'local.d', path), text);

describe('jingtong policy', () => {
  it('test runs every example, and fails when one comes out otherwise', async () => {
    expect(await runCli(['policy', 'test', '--json'])).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ failed: 0 });
    write('rules/ours.yaml', 'rules:\n  - { id: OVER_FREQUENCY, threshold: 70 }\n');
    out = '';
    expect(await runCli(['policy', 'test', '--policy', site])).toBe(1);
    expect(out).toContain('FAIL  OVER_FREQUENCY@1               fires     the 61st call of the hour');
    expect(out).toMatch(/\d+ examples, 1 failed\n$/);
  });

  it('check counts what is in effect and names refused entries with their place', async () => {
    expect(await runCli(['policy', 'check', '--json'])).toBe(0);
    const shipped = JSON.parse(out);
    expect(shipped.lists.inEffect).toBe(shipped.lists.written);
    expect(shipped.digest).toMatch(/^[0-9a-f]{64}$/);
    write(
      'lists/deny.yaml',
      'list: deny\nentries:\n  - { number: "+266696687", source: report, reason: { zh: 举报, en: reported }, expires: "2027-01-01T00:00:00+08:00" }\n',
    );
    out = '';
    expect(await runCli(['policy', 'check', '--policy', site])).toBe(1);
    expect(out).toContain(
      'refused     local.d/lists/deny.yaml:3:5: "+266696687": a way to write "no number"',
    );
  });

  it('shows a rule as it reads for its example, in one language or both', async () => {
    expect(await runCli(['policy', 'show', 'OVER_FREQUENCY', '--lang', 'en'])).toBe(0);
    expect(out).toContain('reads      It made 61 calls in an hour (limit 60).');
    expect(out).not.toMatch(/\p{Script=Han}/u);
    out = '';
    expect(await runCli(['policy', 'show', 'LOW_ANSWER', '--lang', 'zh'])).toBe(0);
    expect(out).toContain('reads      24小时呼出接通率仅 10%（界限 20%）。');
    expect(await runCli(['policy', 'show', 'low_answers'])).toBe(1);
    expect(err).toContain('no rule "low_answers"; did you mean "LOW_ANSWER"?');
  });

  it.each([
    [
      'a file of another ending',
      'rules/ours.yml',
      Buffer.from('rules: []'),
      'rules/ours.yml:1:1: no such policy file',
    ],
    [
      'GB18030',
      'rules/ours.yaml',
      Buffer.from('72756c65733a205b5d2023b9e6d4f2', 'hex'),
      'ours.yaml:1:12: the file is not UTF-8',
    ],
  ])('refuses %s by name', async (_what, path, bytes, message) => {
    writeFileSync(join(site, 'local.d', path), bytes);
    expect(await runCli(['policy', 'check', '--policy', site])).toBe(1);
    expect(err).toContain(message);
  });

  it('refuses what is no plain file, and a symbolic link that leads to itself', async () => {
    mkdirSync(join(site, 'local.d', 'rules', 'ours.yaml'));
    expect(await runCli(['policy', 'check', '--policy', site])).toBe(1);
    expect(err).toContain('ours.yaml is no plain file');
    rmSync(join(site, 'local.d', 'rules', 'ours.yaml'), { recursive: true });
    symlinkSync('self.yaml', join(site, 'local.d', 'rules', 'self.yaml'));
    expect(await runCli(['policy', 'check', '--policy', site])).toBe(1);
    expect(err).toContain('self.yaml; check that it exists and may be read');
  });

  it('never takes a mistyped folder for the shipped policy', async () => {
    expect(await runCli(['policy', 'check', '--policy', join(site, 'ours')])).toBe(1);
    expect(err).toContain('no policy folder');
    rmSync(join(site, 'local.d'), { recursive: true });
    expect(await runCli(['policy', 'test', '--policy', site])).toBe(1);
    expect(err).toContain('holds no policy.yaml, local.d, override.d');
  });

  it('says file, line and column of a mistake, and what to do', async () => {
    write('rules/ours.yaml', 'rules:\n  - { id: OVER_FREQUENCY, when: call.trunk == "internatonal" }\n');
    expect(await runCli(['policy', 'check', '--policy', site])).toBe(1);
    expect(err).toContain(
      'local.d/rules/ours.yaml:2:47: OVER_FREQUENCY, when: "internatonal" is no known word here; did you mean "international"?',
    );
  });

  it('show lists rules in both languages, or one with its basis', async () => {
    expect(await runCli(['policy', 'show'])).toBe(0);
    expect(out).toContain('超频呼叫');
    out = '';
    expect(await runCli(['policy', 'show', 'OVER_FREQUENCY'])).toBe(0);
    expect(out).toContain('basis      regulator: Hubei regulator, 2016-08-30');
    expect(await runCli(['policy', 'show', 'NOTHING'])).toBe(1);
    expect(err).toContain('the policy has no rule "NOTHING"');
  });
});
