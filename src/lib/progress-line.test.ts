import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from './display-width.ts';
import { progressLine, shortCount, span } from './progress-line.ts';

describe('progress line', () => {
  it('tells share, count, rate and time left', () => {
    const line = progressLine(
      { label: 'Master.csv', done: 250, total: 1000, items: 50_000, elapsedMs: 10_000 },
      100,
    );
    expect(line).toContain('25%');
    expect(line).toContain('50.0k · 5.0k/s · 30s left');
    expect(line).toContain('█');
  });

  it('leaves out what cannot be known of a pipe', () => {
    const line = progressLine({ label: '-', done: 250, total: null, items: 10, elapsedMs: 1000 }, 80);
    expect(line).not.toMatch(/%|left/);
  });

  it('always fills exactly the width', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 200 }),
        fc.nat(),
        fc.option(fc.nat()),
        fc.nat(),
        fc.nat(),
        (width, done, total, items, elapsedMs) => {
          const line = progressLine({ label: 'calls.csv', done, total, items, elapsedMs }, width);
          expect(displayWidth(line)).toBe(width);
        },
      ),
    );
  });

  it('writes counts and spans short', () => {
    expect([999, 12_345, 123_456, 4_000_000].map(shortCount)).toEqual(['999', '12.3k', '123k', '4.0M']);
    expect([1_000, 185_000, 7_800_000].map(span)).toEqual(['1s', '3m05s', '2h10m']);
  });
});
