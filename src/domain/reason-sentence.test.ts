import { describe, expect, it } from 'vitest';
import { fillReason, unknownBlanks } from './reason-sentence.ts';

const signal = (value: number, threshold = 60) => ({ value, threshold });

describe('fillReason', () => {
  it('makes the noun agree with the number as it is written', () => {
    const times = (value: number) =>
      fillReason('{value|time|times}, limit {threshold}', signal(value, 1.3), 'ratio', 'en');
    expect(times(1)).toBe('1 time, limit 1.3');
    expect(times(1.02)).toBe('1 time, limit 1.3');
    expect(times(1.09)).toBe('1.1 times, limit 1.3');
    expect(fillReason('{value|call|calls}', signal(1_204), 'count', 'en')).toBe('1,204 calls');
    expect(fillReason('{value|call|calls}', signal(0), 'count', 'en')).toBe('0 calls');
  });

  it('writes the unit of the language', () => {
    expect(fillReason('接通率 {value}（界限 {threshold}）', signal(0.1, 0.2), 'share', 'zh')).toBe(
      '接通率 10%（界限 20%）',
    );
    expect(fillReason('{value} of its calls', signal(0.1, 0.2), 'share', 'en')).toBe('10 % of its calls');
  });

  it('knows the blanks it would not fill', () => {
    expect(unknownBlanks('{vaule} of {threshold} and {value|call}')).toEqual(['{vaule}', '{value|call}']);
    expect(unknownBlanks('{value|call|calls} in {threshold}')).toEqual([]);
    expect(unknownBlanks('half {value')).toEqual(['{value']);
  });
});
