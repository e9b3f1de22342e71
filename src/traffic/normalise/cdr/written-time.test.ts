import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { timeZone } from '../../../lib/time-zone.ts';
import { LocalStamps, STAMP } from './local-stamp.ts';
import { problemWords } from './record-problem.ts';
import { type DateOrder, parseWrittenTime } from './written-time.ts';

const at = (text: string, order: DateOrder = 'ymd') => {
  const time = parseWrittenTime(text, order);
  return typeof time === 'string'
    ? time
    : new Date(time.localAsUtc - (time.offsetMin ?? 0) * 60_000).toISOString();
};

describe('written forms', () => {
  test.each([
    ['2026-01-05 10:00:00', 'ymd', '2026-01-05T10:00:00.000Z'],
    ['2020/2/10 22:41', 'ymd', '2020-02-10T22:41:00.000Z'],
    ['20260105100000', 'ymd', '2026-01-05T10:00:00.000Z'],
    ['2026-01-05T10:00:00.250+08:00', 'ymd', '2026-01-05T02:00:00.250Z'],
    ['2026-01-05T10:00:00Z', 'dmy', '2026-01-05T10:00:00.000Z'],
    ['05/01/2026 10:00', 'dmy', '2026-01-05T10:00:00.000Z'],
    ['05/01/2026 10:00', 'mdy', '2026-05-01T10:00:00.000Z'],
    ['05/01/2026 10:00', 'ymd', 'bad'],
    ['31/12/26 23:59:60', 'dmy', '2027-01-01T00:00:00.000Z'],
    ['5.1.2026 12:30:00 AM', 'dmy', '2026-01-05T00:30:00.000Z'],
    ['1/5/2026 12:30 pm', 'mdy', '2026-01-05T12:30:00.000Z'],
    ['2026/3/2 下午5:03:00', 'ymd', '2026-03-02T17:03:00.000Z'],
    ['2026年3月2日 17时03分', 'ymd', '2026-03-02T17:03:00.000Z'],
    ['1772413200', 'ymd', '2026-03-02T01:00:00.000Z'],
    ['1772413200500', 'ymd', '2026-03-02T01:00:00.500Z'],
    ['1772413200500000', 'ymd', '2026-03-02T01:00:00.500Z'],
    ['1772413200500000000', 'ymd', '2026-03-02T01:00:00.500Z'],
    ['20260105T100000', 'ymd', '2026-01-05T10:00:00.000Z'],
    ['20260105 10:00:00.5', 'ymd', '2026-01-05T10:00:00.500Z'],
    ['20260105100000123', 'ymd', '2026-01-05T10:00:00.123Z'],
    ['20260105100000+0800', 'ymd', '2026-01-05T02:00:00.000Z'],
    ['2026-01-05 10:00:00 +08', 'ymd', '2026-01-05T02:00:00.000Z'],
    ['2026-01-05 10:00:00 UTC+8', 'ymd', '2026-01-05T02:00:00.000Z'],
    ['2026-01-05 10:00:00.5 GMT-03:30', 'ymd', '2026-01-05T13:30:00.500Z'],
    ['2026-01-05T10:00:00+08:00[Asia/Shanghai]', 'ymd', '2026-01-05T02:00:00.000Z'],
    ['2026-01-05 10:00:00 +25:00', 'ymd', 'bad'],
    ['Mon Jan  5 10:00:00 2026', 'mdy', '2026-01-05T10:00:00.000Z'],
    ['Mon, 5 Jan 2026 10:00:00 +0800', 'dmy', '2026-01-05T02:00:00.000Z'],
    ['05-JAN-26 10.00.00.250000 PM', 'ymd', '2026-01-05T22:00:00.250Z'],
    ['Jan 5, 2026 10:00 AM', 'dmy', '2026-01-05T10:00:00.000Z'],
    ['31-Feb-2026 10:00:00', 'dmy', 'bad'],
    ['2026年１月５日 10：00：00', 'ymd', '2026-01-05T10:00:00.000Z'],
    ['5.1.2026 0:30 AM', 'dmy', '2026-01-05T00:30:00.000Z'],
    ['5.1.2026 0:30 PM', 'dmy', 'bad'],
    ['NULL', 'ymd', 'none'],
    ['\\N', 'ymd', 'none'],
    ['46083.375', 'ymd', 'bad'],
    ['', 'ymd', 'none'],
    ['0', 'ymd', 'none'],
    ['0000-00-00 00:00:00', 'ymd', 'none'],
    ['2026-02-30 10:00:00', 'ymd', 'bad'],
    ['2026-01-05 25:00:00', 'ymd', 'bad'],
    ['13:00 PM', 'ymd', 'bad'],
    ['yesterday', 'ymd', 'bad'],
  ] as const)('%s (%s)', (text, order, want) => {
    expect(at(text, order)).toBe(want);
  });

  test('any text is read, none or bad, never a crash', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('ymd', 'dmy', 'mdy'), (text, order) => {
        const time = parseWrittenTime(text, order);
        if (typeof time === 'object') expect(Number.isFinite(time.localAsUtc)).toBe(true);
      }),
    );
  });
});

describe('in a zone', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const zone = (name: string) => timeZone(name)!;

  test('the fast reading of bytes agrees with the reading of text, hour by hour over clock changes', () => {
    for (const name of [
      'Europe/London',
      'Australia/Lord_Howe',
      'America/New_York',
      'Asia/Shanghai',
      '+05:30',
    ]) {
      const fast = new LocalStamps(zone(name));
      fc.assert(
        fc.property(
          fc.integer({ min: Date.UTC(2024, 0) / 1000, max: Date.UTC(2026, 11) / 1000 }),
          (second) => {
            const text = new Date(second * 1000).toISOString().slice(0, 19).replace('T', ' ');
            const slow = new LocalStamps(zone(name));
            expect(fast.read(bytes(text), 0, 19)).toBe(STAMP.time);
            expect(slow.readText(text)).toBe(STAMP.time);
            expect([fast.at, fast.offsetMin, fast.problems]).toEqual([
              slow.at,
              slow.offsetMin,
              slow.problems,
            ]);
          },
        ),
        { numRuns: 200 },
      );
    }
  });

  test('every instant written in a zone is read back, or said to be ambiguous', () => {
    const london = zone('Europe/London');
    const stamps = new LocalStamps(london);
    for (let instant = Date.UTC(2025, 9, 25, 22); instant < Date.UTC(2025, 9, 26, 4); instant += 60_000) {
      const local = new Date(instant + london.offsetMin(instant) * 60_000)
        .toISOString()
        .slice(0, 19)
        .replace('T', ' ');
      stamps.read(bytes(local), 0, 19);
      const ambiguous = problemWords(stamps.problems).includes('ambiguous-local-time');
      expect(ambiguous ? [stamps.at, stamps.second].includes(instant) : stamps.at === instant).toBe(true);
    }
  });

  test.each([
    ['Asia/Shanghai', '2026-03-02 09:00:00 CST', '2026-03-02T01:00:00.000Z'],
    ['America/Chicago', '2026-03-02 09:00:00 CST', '2026-03-02T15:00:00.000Z'],
    ['Asia/Tokyo', '2026-03-02 09:00:00 CST', 'bad'],
    ['UTC', '2026-03-02 09:00:00 CST', 'bad'],
    ['UTC', 'Mon Mar  2 09:00:00 JST 2026', '2026-03-02T00:00:00.000Z'],
    ['Europe/London', '2025-10-26 01:30:00 BST', '2025-10-26T00:30:00.000Z'],
    ['Europe/London', '2025-10-26 01:30:00 GMT', '2025-10-26T01:30:00.000Z'],
    ['UTC', '2026-03-02 09:00:00 LUNCH', 'bad'],
  ])('%s: %s', (name, text, want) => {
    const stamps = new LocalStamps(zone(name));
    const read = stamps.readText(text) === STAMP.time ? new Date(stamps.at).toISOString() : 'bad';
    expect(read).toBe(want);
  });

  test('times before call records existed are none', () => {
    const stamps = new LocalStamps(zone('UTC'));
    expect(stamps.read(bytes('1970-01-01 00:00:00'), 0, 19)).toBe(STAMP.none);
    expect(stamps.read(bytes('1970-01-01 08:00:00'), 0, 19)).toBe(STAMP.none);
  });

  test('a two-digit year and a leap second are flagged', () => {
    const stamps = new LocalStamps(zone('UTC'), 'dmy');
    stamps.readText('31/12/26 23:59:60');
    expect(problemWords(stamps.problems)).toEqual(['leap-second', 'two-digit-year']);
  });
});
