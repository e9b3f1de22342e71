import { expect, test } from 'vitest';
import { timeZone } from '../../../lib/time-zone.ts';
import { LocalStamps } from './local-stamp.ts';
import { sourceZone } from './source-zone.ts';

const SHANGHAI = timeZone('Asia/Shanghai')!;
const LONDON = timeZone('Europe/London')!;

function read(told: string | null, home: typeof SHANGHAI | null, text: string): [string, number] {
  const stamps = new LocalStamps(sourceZone(told === null ? null : timeZone(told), home));
  expect(stamps.readText(text)).toBe(1);
  expect(stamps.offsetOf(stamps.at)).toBe(stamps.offsetMin);
  return [new Date(stamps.at).toISOString(), stamps.offsetMin];
}

test('a declared local zone is the clock of stamps and people', () => {
  expect(read('Europe/London', SHANGHAI, '2026-07-01 10:00:00')).toEqual(['2026-07-01T09:00:00.000Z', 60]);
  expect(read('Europe/London', SHANGHAI, '2026-07-01T09:00:00Z')).toEqual(['2026-07-01T09:00:00.000Z', 60]);
});

test('a switch that writes GMT serves people who live in the home zone', () => {
  expect(read('GMT', SHANGHAI, '2026-01-05 02:00:00')).toEqual(['2026-01-05T02:00:00.000Z', 480]);
  expect(read('UTC', LONDON, '2026-07-01 09:00:00')).toEqual(['2026-07-01T09:00:00.000Z', 60]);
});

test('without a declaration a written hour is the local hour, and an instant is placed in the home zone', () => {
  expect(read(null, SHANGHAI, '2026-01-05 10:00:00')).toEqual(['2026-01-05T10:00:00.000Z', 0]);
  expect(read(null, SHANGHAI, '2026-01-05T02:00:00Z')).toEqual(['2026-01-05T02:00:00.000Z', 480]);
  expect(read(null, SHANGHAI, '1767578400')).toEqual(['2026-01-05T02:00:00.000Z', 480]);
});

test('without a home zone hours are read as the stamps say', () => {
  expect(read(null, null, '2026-01-05T10:00:00+08:00')).toEqual(['2026-01-05T02:00:00.000Z', 0]);
  expect(read('UTC', null, '2026-01-05 10:00:00')).toEqual(['2026-01-05T10:00:00.000Z', 0]);
});
