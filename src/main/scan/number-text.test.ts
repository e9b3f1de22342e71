import { describe, expect, it } from 'vitest';
import { e164Key, textKey } from '../../domain/number-key.ts';
import { maskNumber, numberText } from './number-text.ts';

describe('number text', () => {
  it('writes numbers from their keys and names from the given texts', () => {
    const key = textKey('alphanumeric', 'EXAMPLEBK');
    const write = numberText(new Map([[key, 'EXAMPLEBK']]), false);
    expect(write(e164Key('8613900000001'))).toBe('+8613900000001');
    expect(write(key)).toBe('EXAMPLEBK');
  });

  it('masks the middle, never a public short code', () => {
    expect(maskNumber('+8613912345678')).toBe('+86139****5678');
    expect(maskNumber('95588')).toBe('95588');
    expect(maskNumber('EXAMPLEBK')).toBe('E***');
    expect(numberText(new Map(), true)(e164Key('8613912345678'))).toBe('+86139****5678');
  });
});
