import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VERIFICATION_REASONS } from '../../../domain/verification-reason.ts';
import { VERIFICATION_CHECKS } from '../../../traffic/normalise/stir/verification-report.ts';
import { readStirProfile, readStirWords } from './stir-files.ts';

const folder = join(import.meta.dirname, '../../../../policy/stir');
const REASONS = Object.keys(VERIFICATION_REASONS);

describe('the shipped STIR profiles', () => {
  it.each(['rfc8224', 'man-fr', 'opensips'])('%s answers every reason', async (name) => {
    const profile = await readStirProfile(folder, name);
    expect(profile).toMatchObject({ ok: true, value: { id: name, freshnessS: 60 } });
    if (profile.ok) expect(Object.keys(profile.value.responses)).toEqual(REASONS);
  });

  it('keeps the codes of RFC 8224 §6.2.2 apart', async () => {
    const read = await readStirProfile(folder, 'rfc8224');
    if (!read.ok) throw new Error(read.detail);
    const { responses } = read.value;
    expect(responses.stale).toEqual({ status: 403, phrase: 'Stale Date', endsCall: false });
    expect(responses['certificate-unreachable']?.status).toBe(436);
    expect(responses['certificate-untrusted']?.status).toBe(437);
    expect(responses['bad-signature']?.status).toBe(438);
    expect(responses['no-identity']).toBeNull();
  });

  it('words name every reason and every check in both languages', async () => {
    const words = await readStirWords(folder);
    expect(Object.keys(words.reasons).sort()).toEqual([...REASONS].sort());
    expect(Object.keys(words.checks).sort()).toEqual([...VERIFICATION_CHECKS].sort());
  });
});

describe('a STIR profile of one’s own', () => {
  let own: string;
  beforeAll(async () => {
    own = await mkdtemp(join(tmpdir(), 'stir-'));
  });
  afterAll(() => rm(own, { recursive: true }));

  const changed = async (from: string, to: string) => {
    const path = join(own, 'ours.yaml');
    const text = await readFile(join(folder, 'rfc8224.yaml'), 'utf8');
    expect(text).toContain(from);
    await writeFile(path, text.replace(from, to));
    return readStirProfile(folder, path);
  };

  it('is read by its path', async () => {
    const read = await changed('freshness-seconds: 60 ', 'freshness-seconds: 10 ');
    expect(read).toMatchObject({ ok: true, value: { freshnessS: 10 } });
  });

  it.each([
    ['a reason left out', '[stale, from-the-future, reused]', '[stale, reused]', 'from-the-future" stands 0'],
    ['a reason named twice', '[no-identity, ', '[no-identity, stale, ', '"stale" stands 2'],
    ['an unknown reason', '[no-identity, ', '[no-idea, ', 'no-response.0'],
    ['an unknown key', 'reuse: failed', 'reuses: failed', 'reuse'],
    ['a status that is no refusal', 'status: 403', 'status: 200', 'responses.0.status'],
    ['a key twice', 'reuse: failed', 'reuse: failed\nreuse: noted', 'ours.yaml:'],
    ['a phrase with a line end', 'phrase: Stale Date', 'phrase: "Stale\\r\\nDate"', 'plain ASCII'],
  ])('with %s is refused, with its place', async (_what, from, to, expected) => {
    const read = await changed(from, to);
    expect(read.ok).toBe(false);
    if (!read.ok) {
      expect(read.detail).toContain('ours.yaml');
      expect(read.detail).toContain(expected);
    }
  });

  it('that is not there is a fault that names those there are', async () => {
    await expect(readStirProfile(folder, 'rfc9999')).rejects.toThrow(/man-fr, opensips, rfc8224/);
    await expect(readStirProfile(folder, join(own, 'none.yaml'))).rejects.toThrow(/none\.yaml/);
    expect((await readdir(folder)).sort()).toContain('words.yaml');
  });
});
