import { expect, it } from 'vitest';
import { acceptLanguage } from './accept-language.ts';

it.each([
  [undefined, 'zh'],
  ['', 'zh'],
  ['zh-CN', 'zh'],
  ['zh-Hant-TW,en;q=0.9', 'zh'],
  ['en-GB,en;q=0.9,zh;q=0.8', 'en'],
  ['de,en;q=0.5', 'en'],
  ['de', 'zh'],
  ['en;q=0,zh;q=0.1', 'zh'],
  ['zh;q=0.2, en;q=0.9', 'en'],
  [`${'de,'.repeat(10_000)}en`, 'zh'],
])('reads %j as %s', (header, language) => {
  expect(acceptLanguage(header)).toBe(language);
});
