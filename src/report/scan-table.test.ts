import { describe, expect, it } from 'vitest';
import { sampleNumber, sampleResult } from '../../test/kit/scan-result.ts';
import { displayWidth } from '../lib/display-width.ts';
import { scanTable } from './index.ts';

const OPTIONS = { language: 'zh', width: 120, colour: false, limit: 20 } as const;

describe('scan table', () => {
  it('lines up Chinese and Latin columns', () => {
    const numbers = [
      sampleNumber(),
      sampleNumber({ number: '95588', kind: 'service-code', measure: 'observe' }),
    ];
    const lines = scanTable(sampleResult({ numbers }), { ...OPTIONS, width: 170 }).split('\n');
    const starts = lines
      .filter((line) => /理由|一小时内/.test(line))
      .map((line) => displayWidth(line.slice(0, line.search(/理由|一小时内/))));
    expect(starts).toHaveLength(3);
    expect(new Set(starts).size).toBe(1);
  });

  it('puts reasons below the figures, whole, where a terminal is narrow', () => {
    const text = scanTable(sampleResult(), { ...OPTIONS, width: 80 });
    expect(text).toContain('\n      一小时内呼叫 112 个不同号码（限 60）\n');
    expect(text).not.toContain('…');
    expect(text).not.toContain('理由');
  });

  it('stays within the terminal when it can', () => {
    const lines = scanTable(sampleResult(), OPTIONS).split('\n');
    expect(
      Math.max(...lines.filter((line) => !line.includes('Master.csv')).map(displayWidth)),
    ).toBeLessThanOrEqual(120);
  });

  it('shows the strongest reasons, the totals of every file and how many numbers are left out', () => {
    const text = scanTable(sampleResult({ numbers: [sampleNumber(), sampleNumber()] }), {
      ...OPTIONS,
      language: 'en',
      limit: 1,
    });
    expect(text).toContain('112 distinct callees in an hour (limit 60)');
    expect(text).toContain('1 more number (--limit)');
    expect(text).toContain(
      '10,000 rows = 9,700 calls judged + 40 duplicates + 10 quarantined + 250 no call of their own (further-leg 250)',
    );
  });

  it('is plain unless colour is asked for, and lets no text steer the terminal', () => {
    const result = sampleResult({
      numbers: [sampleNumber({ number: '\u001b[2Jx\n', kind: 'alphanumeric' })],
    });
    expect(scanTable(result, OPTIONS)).not.toContain('\u001b');
    expect(scanTable(result, { ...OPTIONS, colour: true })).toContain('\u001b[31m');
    expect(scanTable(result, { ...OPTIONS, colour: true })).not.toContain('\u001b[2J');
  });
});
