import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CompletenessRule, completeFiles } from './folder-files.ts';

const NOW = Date.UTC(2026, 2, 2);
const RULE: CompletenessRule = { glob: null, settleMs: 5_000, doneSuffix: null };
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'folder-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function put(name: string, ageMs = 60_000): void {
  writeFileSync(join(dir, name), 'x');
  utimesSync(join(dir, name), (NOW - ageMs) / 1000, (NOW - ageMs) / 1000);
}
const complete = (rule = RULE) => completeFiles(dir, rule, NOW, new Map()).complete.map(({ name }) => name);

it('takes plain files alone: no folders, no links in a circle, to nowhere or to files elsewhere', () => {
  put('b.csv');
  put('a.csv');
  mkdirSync(join(dir, 'c.csv'));
  symlinkSync('loop.csv', join(dir, 'loop.csv'));
  symlinkSync('gone', join(dir, 'gone.csv'));
  symlinkSync('/etc/hosts', join(dir, 'hosts.csv'));
  expect(complete()).toEqual(['a.csv', 'b.csv']);
});

it('waits for a file that is young, changed since the last look, or without its mark', () => {
  put('old.csv');
  put('young.csv', 1_000);
  put('ahead.csv', -1_000);
  expect(complete()).toEqual(['old.csv']);
  const before = completeFiles(dir, RULE, NOW, new Map()).complete;
  const grown = new Map(before.map((file) => [file.name, { ...file, size: file.size - 1 }]));
  expect(completeFiles(dir, RULE, NOW, grown).complete).toEqual([]);
  put('young.csv.done', 0);
  expect(complete({ ...RULE, doneSuffix: '.done' })).toEqual(['young.csv']);
});
