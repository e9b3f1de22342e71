import { describe, expect, it } from 'vitest';
import { digitsKey, e164Key, textKey } from '../../domain/number-key.ts';
import { numberText } from './number-text.ts';

describe('number text', () => {
  it('writes numbers from their keys and names from the given texts', () => {
    const key = textKey('alphanumeric', 'EXAMPLEBK');
    const write = numberText(new Map([[key, 'EXAMPLEBK']]), false);
    expect(write(e164Key('8613900000001'))).toBe('+8613900000001');
    expect(write(key)).toBe('EXAMPLEBK');
  });

  it('masks people, never a public code', () => {
    const name = textKey('alphanumeric', 'EXAMPLEBK');
    const write = numberText(new Map([[name, 'EXAMPLEBK']]), true);
    expect(write(e164Key('8613912345678'))).toBe('+86139****5678');
    expect(write(digitsKey('service-code', 1, '95588'))).toBe('95588');
    expect(write(digitsKey('service-number', 1, '4001234567'))).toBe('4001234567');
    expect(write(digitsKey('private', 0, '7042'))).toBe('****');
    expect(write(name)).toBe('EX****');
  });
});
