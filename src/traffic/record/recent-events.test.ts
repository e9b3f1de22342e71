import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecentEvents } from './recent-events.ts';
import { eventDigest } from './verdict-id.ts';

const digests = Array.from({ length: 60 }, (_, nth) => eventDigest(`event-${nth}`));

describe('recent events', () => {
  it('agrees with a map about the last generation, and never invents a place', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(59), { maxLength: 200 }), (order) => {
        const recent = createRecentEvents(16);
        const places = new Map<number, number>();
        const added: number[] = [];
        for (const [at, nth] of order.entries()) {
          const found = recent.find(digests[nth]!);
          if (found !== 0) expect(found).toBe(places.get(nth));
          if (added.slice(-16).includes(nth)) expect(found).not.toBe(0);
          if (found !== 0) continue;
          recent.add(digests[nth]!, at + 1);
          places.set(nth, at + 1);
          added.push(nth);
        }
        expect(recent.size).toBeLessThanOrEqual(32);
      }),
    );
  });

  it('comes back from its saved form and goes on alike', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(59), { maxLength: 80 }),
        fc.array(fc.nat(59), { maxLength: 80 }),
        (first, second) => {
          const one = createRecentEvents(16);
          for (const [at, nth] of first.entries()) one.add(digests[nth]!, at + 1);
          const other = createRecentEvents(16);
          expect(other.load(one.save())).toBe(true);
          for (const [at, nth] of second.entries()) {
            expect(other.find(digests[nth]!)).toBe(one.find(digests[nth]!));
            one.add(digests[nth]!, 1_000 + at);
            other.add(digests[nth]!, 1_000 + at);
          }
          for (const digest of digests) expect(other.find(digest)).toBe(one.find(digest));
        },
      ),
    );
  });

  it('refuses what it did not save', () => {
    const recent = createRecentEvents(16);
    recent.add(digests[0]!, 1);
    const saved = recent.save();
    expect(recent.load(saved.subarray(0, saved.length - 1))).toBe(false);
    expect(recent.load(new Uint8Array(3))).toBe(false);
    expect(recent.find(digests[0]!)).toBe(1);
  });
});
