import { describe, expect, it } from 'vitest';
import { cacheLifetimeMs } from './cache-lifetime.ts';

const NOW = Date.UTC(2026, 10, 25, 12);
const BOUNDS = { leastMs: 60_000, mostMs: 86_400_000, usualMs: 3_600_000 };

describe('how long a certificate is kept', () => {
  it.each<[string, Record<string, string>, number]>([
    ['nothing said', {}, 3_600_000],
    ['max-age', { 'cache-control': 'public, max-age=600' }, 600_000],
    ['max-age in quotes', { 'cache-control': 'max-age="600"' }, 600_000],
    ['max-age less its age', { 'cache-control': 'max-age=600', age: '100' }, 500_000],
    ['max-age older than itself', { 'cache-control': 'max-age=600', age: '900' }, 60_000],
    ['max-age wins over Expires', { 'cache-control': 'max-age=600', expires: '0' }, 600_000],
    ['no-store', { 'cache-control': 'no-store' }, 60_000],
    ['no-cache among others', { 'cache-control': 'max-age=600, no-cache' }, 60_000],
    ['a year', { 'cache-control': 'max-age=31536000' }, 86_400_000],
    ['max-age of nonsense', { 'cache-control': 'max-age=soon' }, 3_600_000],
    ['x-max-age', { 'cache-control': 'x-max-age=600' }, 3_600_000],
    ['Expires in ten minutes', { expires: new Date(NOW + 600_000).toUTCString() }, 600_000],
    [
      'Expires against its own Date',
      { expires: 'Wed, 25 Nov 2026 10:20:00 GMT', date: 'Wed, 25 Nov 2026 10:00:00 GMT' },
      1_200_000,
    ],
    ['Expires past', { expires: new Date(NOW - 600_000).toUTCString() }, 60_000],
    ['Expires of nonsense', { expires: '0' }, 60_000],
  ])('%s', (_what, headers, expected) => expect(cacheLifetimeMs(headers, NOW, BOUNDS)).toBe(expected));
});
