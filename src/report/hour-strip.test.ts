import { describe, expect, it } from 'vitest';
import { hourStrip } from './hour-strip.ts';

const DAY = 20_514 * 24;

describe('hour strip', () => {
  it('draws neighbouring hours of one level as one stroke', () => {
    const hours = [9, 10, 11, 14].map((hour) => ({ hour: DAY + hour, calls: 5 }));
    const { markup } = hourStrip(hours);
    expect(markup.match(/<path class="h4" d="([^"]+)"/)?.[1]?.match(/M/g)).toHaveLength(2);
    expect(markup).toContain('h33');
    expect(markup).toContain('at most 5 in one hour');
  });

  it('does not draw a stroke over midnight', () => {
    const { markup } = hourStrip([23, 24].map((hour) => ({ hour: DAY + hour, calls: 1 })));
    expect(markup.match(/<path class="h4" d="([^"]+)"/)?.[1]?.match(/M/g)).toHaveLength(2);
    expect(markup.match(/<text x="0"/g)).toHaveLength(2);
  });

  it('keeps a quiet hour visible beside a burst', () => {
    const { markup } = hourStrip([
      { hour: DAY, calls: 1 },
      { hour: DAY + 1, calls: 10_000 },
    ]);
    expect(markup).toContain('class="h1"');
    expect(markup).toContain('class="h4"');
  });

  it('shows the last ten days and says so', () => {
    const hours = Array.from({ length: 14 }, (_, day) => ({ hour: DAY + day * 24, calls: 1 }));
    expect(hourStrip(hours).markup).toContain('last 10 of 14 days');
    expect(hourStrip([]).markup).toBe('');
  });
});
