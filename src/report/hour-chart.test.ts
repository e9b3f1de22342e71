import { describe, expect, it } from 'vitest';
import { hourChart } from './hour-chart.ts';

const START = 20_514 * 24;
const bars = (markup: string, kind: 'all' | 'bad') =>
  markup.match(new RegExp(`<path class="${kind}" d="([^"]*)"`))![1]!.match(/M/g)?.length ?? 0;

describe('hour chart', () => {
  it('has a bar for each hour with calls, the suspicious ones in front', () => {
    const { markup } = hourChart([
      { hour: START, calls: 40, suspicious: 0 },
      { hour: START + 5, calls: 1_200, suspicious: 30 },
    ]);
    expect([bars(markup, 'all'), bars(markup, 'bad')]).toEqual([2, 1]);
    expect(markup).toContain('viewBox="0 0 60 100"');
    expect(markup).toContain('1,200');
  });

  it('goes over to days beyond a week, and never to more bars than a week has hours', () => {
    const month = Array.from({ length: 24 * 30 }, (_, hour) => ({
      hour: START + hour,
      calls: 1,
      suspicious: 0,
    }));
    expect(bars(hourChart(month).markup, 'all')).toBe(30);
    const decade = Array.from({ length: 3_650 }, (_, day) => ({
      hour: START + day * 24,
      calls: 1,
      suspicious: 1,
    }));
    const { markup } = hourChart(decade);
    expect(bars(markup, 'all')).toBeLessThanOrEqual(168);
    expect(bars(markup, 'bad')).toBe(bars(markup, 'all'));
  });
});
