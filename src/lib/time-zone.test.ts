import { expect, test } from 'vitest';
import { timeZone } from './time-zone.ts';

test('fixed offsets and their spellings', () => {
  for (const [name, minutes] of [
    ['UTC', 0],
    ['Z', 0],
    ['+08:00', 480],
    ['UTC+8', 480],
    ['-0330', -210],
  ] as const)
    expect([name, timeZone(name)?.offsetMin(0)]).toEqual([name, minutes]);
});

test('what is no zone is none', () => {
  for (const name of ['', ' ', 'Mars/Olympus', '+99:00', '08:00', 'local']) expect(timeZone(name)).toBeNull();
});

test('a named zone with whole and half hours of change', () => {
  const london = timeZone('Europe/London')!;
  expect(london.resolve(Date.UTC(2025, 9, 26, 1, 30))).toEqual({
    at: Date.UTC(2025, 9, 26, 0, 30),
    offsetMin: 60,
    kind: 'ambiguous',
    second: Date.UTC(2025, 9, 26, 1, 30),
  });
  expect(london.resolve(Date.UTC(2025, 2, 30, 1, 30))).toMatchObject({
    kind: 'skipped',
    at: Date.UTC(2025, 2, 30, 1, 30),
  });
  const lordHowe = timeZone('Australia/Lord_Howe')!;
  expect(lordHowe.offsetMin(Date.UTC(2026, 0, 1))).toBe(660);
  expect(lordHowe.offsetMin(Date.UTC(2026, 6, 1))).toBe(630);
  expect(lordHowe.resolve(Date.UTC(2026, 3, 5, 1, 45))).toMatchObject({ kind: 'ambiguous' });
  expect(timeZone('Asia/Shanghai')!.resolve(Date.UTC(2026, 2, 2, 9))).toMatchObject({
    kind: 'plain',
    offsetMin: 480,
  });
});
