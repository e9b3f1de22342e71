import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleNumber, sampleResult } from '../../test/kit/scan-result.ts';
import { csvCell, scanCsv } from './index.ts';

describe('scan CSV', () => {
  it('is read back by a CSV parser', () => {
    const text = scanCsv(sampleResult(), 'en');
    expect(parse(text, { columns: true })).toEqual([
      {
        number: '+8613900000001',
        kind: 'e164',
        country: 'CN',
        measure: 'divert',
        score: '80',
        calls: '412',
        distinct_callees_7d: '399',
        answered: '12',
        outcomes_known: '412',
        first_seen: '2026-03-02T01:00:00.000Z',
        last_seen: '2026-03-02T09:00:00.000Z',
        signals: 'MANY_CALLEES@2=112/60; NEW_AND_BUSY@1=1/1; RARELY_ANSWERED@2=0.0312/0.2',
        strongest_reason: '112 distinct callees in an hour (limit 60)',
      },
    ]);
  });

  it('makes a formula text and leaves numbers alone', () => {
    expect(csvCell('=HYPERLINK("x")')).toBe(`"'=HYPERLINK(""x"")"`);
    expect(['@SUM(A1)', '-1+2', '+1+cmd', '\t=1'].map((cell) => csvCell(cell)[0])).toEqual([
      "'",
      "'",
      "'",
      "'",
    ]);
    expect(['+8613900000001', '-20', '-0.5'].map(csvCell)).toEqual(['+8613900000001', '-20', '-0.5']);
    expect(scanCsv(sampleResult({ numbers: [sampleNumber({ number: '=1+1' })] }), 'zh')).toContain(
      "\n'=1+1,",
    );
  });

  it('loses no cell whatever it holds', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const [[cell]] = parse(`${csvCell(text)},end`, { relax_column_count: true }) as [[string]];
        expect(cell.replace(/^'(?='*[=+\-@\t\r\n])/, '')).toBe(text);
      }),
    );
  });
});
