import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/main/cli.ts';
import { EXIT } from '../../src/main/exit-code.ts';

const folder = mkdtempSync(join(tmpdir(), 'jingtong-simulate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string): string => join(folder, name);
const simulate = (...args: string[]): Promise<number> => runCli(['simulate', '--people', '800', ...args]);
const sha256 = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(file(name)))
    .digest('hex');
const rowsOf = (name: string): string[][] => parse(readFileSync(file(name)));

describe('jingtong simulate', () => {
  it('writes the same bytes for the same seed and others for another', async () => {
    expect(await simulate('--hours', '2', '--seed', '7', '--out', file('a.csv'))).toBe(EXIT.done);
    expect(await simulate('--hours', '2', '--seed', '7', '--out', file('b.csv'))).toBe(EXIT.done);
    expect(await simulate('--hours', '2', '--seed', '8', '--out', file('c.csv'))).toBe(EXIT.done);
    expect(sha256('b.csv')).toBe(sha256('a.csv'));
    expect(sha256('c.csv')).not.toBe(sha256('a.csv'));
  });

  it('stops at the wanted number of rows', async () => {
    await simulate('--rows', '1234', '--columns', '18', '--out', file('rows.csv'));
    const rows = rowsOf('rows.csv');
    expect(rows).toHaveLength(1_234);
    expect(rows[0]).toHaveLength(18);
  });

  it('writes the truth about every calling number beside the rows', async () => {
    await simulate(
      '--hours',
      '1',
      '--format',
      'csv',
      '--out',
      file('day.csv'),
      '--labels',
      file('truth.csv'),
    );
    const calls: Record<string, string>[] = parse(readFileSync(file('day.csv')), { columns: true });
    const truth: Record<string, string>[] = parse(readFileSync(file('truth.csv')), { columns: true });
    expect(Object.keys(truth[0]!)).toEqual([
      'number',
      'role',
      'campaign',
      'persona',
      'first_call',
      'last_call',
      'calls',
    ]);
    const counted = truth.reduce((sum, { calls: count }) => sum + Number(count), 0);
    expect(counted).toBe(calls.filter(({ caller }) => /\d/.test(caller!)).length);
    expect(new Set(truth.map(({ role }) => role))).toEqual(new Set(['honest', 'fraud']));
    for (const { role, campaign } of truth) expect(role === 'fraud').toBe(campaign !== '');
  });

  it('writes only what came in one way', async () => {
    await simulate(
      '--hours',
      '3',
      '--trunk',
      'international',
      '--format',
      'csv',
      '--out',
      file('abroad.csv'),
    );
    const rows = rowsOf('abroad.csv').slice(1);
    expect(rows.length).toBeGreaterThan(10);
    expect(new Set(rows.map((row) => row[4]))).toEqual(new Set(['international']));
  });

  it.each([
    ['--format', 'excel'],
    ['--columns', '19'],
    ['--people', '3'],
    ['--timezone', 'Mars/Olympus'],
    ['--from', 'yesterday'],
    ['--hours', '0'],
    ['--rows', '1.5'],
  ])('refuses %s %s as wrong usage', async (option, value) => {
    expect(await simulate(option, value, '--out', file('never.csv'))).toBe(EXIT.usage);
    expect(() => readFileSync(file('never.csv'))).toThrow();
  });

  it('fails where it cannot write', async () => {
    expect(await simulate('--hours', '1', '--out', join(folder, 'no', 'such', 'folder.csv'))).toBe(
      EXIT.failed,
    );
  });
});
