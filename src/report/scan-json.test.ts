import { describe, expect, it } from 'vitest';
import { sampleNumber, sampleResult } from '../../test/kit/scan-result.ts';
import { scanJson, scanJsonText } from './index.ts';

describe('scan JSON', () => {
  it('has exactly the public shape', () => {
    expect(scanJson(sampleResult())).toEqual({
      files: [
        {
          path: 'Master.csv',
          format: 'asterisk-cdr-csv',
          rows: 10_000,
          events: 9_700,
          duplicates: 40,
          quarantined: 10,
          dropped: { 'further-leg': 250 },
        },
      ],
      numbers: [
        {
          number: '+8613900000001',
          kind: 'e164',
          score: 80,
          measure: 'divert',
          signals: [
            { id: 'MANY_CALLEES', value: 112, threshold: 60, weight: 40 },
            { id: 'RARELY_ANSWERED', value: 0.0312, threshold: 0.2, weight: 15 },
            { id: 'NEW_AND_BUSY', value: 1, threshold: 1, weight: 25 },
          ],
          calls: 412,
          firstSeen: '2026-03-02T01:00:00.000Z',
          lastSeen: '2026-03-02T09:00:00.000Z',
        },
      ],
      policy: { version: '2026.0.0-sample' },
    });
  });

  it('adds the list entry that decided and the mark of a forged number, only where there is one', () => {
    const list = { list: 'deny', party: 'caller', entry: '+86139', source: 's', reason: 'r' } as const;
    const number = scanJson(sampleResult({ numbers: [sampleNumber({ list, appliesTo: 'call' })] }))
      .numbers[0];
    expect(number).toMatchObject({ list, appliesTo: 'call' });
  });

  it('is the same as text, one number a line', () => {
    const result = sampleResult({ numbers: [sampleNumber(), sampleNumber({ number: '<\n>' })] });
    const text = [...scanJsonText(result)].join('');
    expect(JSON.parse(text)).toEqual(scanJson(result));
    expect(text.split('\n').filter((line) => line.includes('"kind"'))).toHaveLength(2);
  });
});
