import { expect, it } from 'vitest';
import { h323Time, isoTime } from './h323-time.ts';

const AT = Date.UTC(2026, 10, 25, 10, 17, 10, 241);

it.each([
  ['10:17:10.241 UTC Wed Nov 25 2026', AT, 0],
  ['*10:17:10.241 GMT Wed Nov 25 2026', AT, 0],
  ['.10:17:10.241 CST Wed Nov 25 2026', AT, null],
  ['10:17:10.241 +0800 Wed Nov 25 2026', AT, 480],
  ['10:17:10 -0330 Wed Nov 5 2026', Date.UTC(2026, 10, 5, 10, 17, 10), -210],
])('reads %j', (text, asUtc, offsetMin) => {
  expect(h323Time(text)).toEqual({ asUtc, offsetMin });
});

it.each([
  '',
  '0',
  '00:00:00.000 UTC Mon Jan 1 1900',
  '25:00:00.000 UTC Wed Nov 25 2026',
  '10:17:10 UTC Wed Foo 25 2026',
  '10:17',
])('reads no time in %j', (text) => {
  expect(h323Time(text)).toBeNull();
});

it.each([
  ['2026-11-25T10:17:10.241000+0800', AT, 480],
  ['2026-11-25 10:17:10.241Z', AT, 0],
  ['2026-11-25 10:17:10.241', AT, null],
])('reads %j as FreeSWITCH writes it', (text, asUtc, offsetMin) => {
  expect(isoTime(text)).toEqual({ asUtc, offsetMin });
});
