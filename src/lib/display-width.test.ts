import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutToWidth, displayWidth, padToWidth } from './display-width.ts';

describe('display width', () => {
  it('counts Chinese double and combining marks not at all', () => {
    expect(displayWidth('拦截 block')).toBe(10);
    expect(displayWidth('e\u0301')).toBe(1);
    expect(displayWidth('（400）')).toBe(7);
    expect(displayWidth('📞')).toBe(2);
  });

  it('cuts between characters and never beyond the width', () => {
    expect(cutToWidth('冒充公检法', 7)).toBe('冒充公…');
    expect(cutToWidth('abc', 3)).toBe('abc');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, width) => {
        expect(displayWidth(cutToWidth(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('pads on either side', () => {
    expect(padToWidth('提醒', 6)).toBe('提醒  ');
    expect(padToWidth('12', 5, true)).toBe('   12');
  });
});
