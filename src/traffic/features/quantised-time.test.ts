import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  quantiseRing,
  quantiseTalk,
  RING_UNKNOWN,
  ringQuarters,
  TALK_UNKNOWN,
  talkSeconds,
} from './quantised-time.ts';

it('keeps ring within 0.125 s up to 31.5 s, within 0.5 s up to 159.5 s, and stops there', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400_000 }), (ringMs) => {
      const kept = ringQuarters(quantiseRing(ringMs)) * 250;
      if (ringMs >= 159_500) expect(kept).toBeGreaterThanOrEqual(158_500);
      else expect(Math.abs(kept - ringMs)).toBeLessThanOrEqual(ringMs <= 31_500 ? 125 : 625);
      expect(quantiseRing(ringMs)).toBeLessThan(RING_UNKNOWN);
    }),
  );
  expect(quantiseRing(-1)).toBe(RING_UNKNOWN);
});

it('keeps talk within 0.5 s up to 511 s, within 8.5 s up to 8,687 s, and stops there', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000_000 }), (talkMs) => {
      const kept = talkSeconds(quantiseTalk(talkMs)) * 1_000;
      if (talkMs >= 8_687_000) expect(kept).toBe(8_687_000);
      else expect(Math.abs(kept - talkMs)).toBeLessThanOrEqual(talkMs <= 511_000 ? 500 : 8_500);
      expect(quantiseTalk(talkMs)).toBeLessThan(TALK_UNKNOWN);
    }),
  );
  expect(quantiseTalk(-1)).toBe(TALK_UNKNOWN);
  expect(quantiseTalk(Number.NaN)).toBe(TALK_UNKNOWN);
});
