import { describe, expect, it } from 'vitest';
import { localeLanguage } from './scan-options.ts';

describe('language of the locale', () => {
  it.each([
    [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
    [{ LANG: 'en_GB.UTF-8' }, 'en'],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
    [{ LANG: 'C', LC_MESSAGES: 'zh_TW' }, 'zh'],
    [{ LANG: 'zh_CN', LC_ALL: '' }, 'zh'],
    [{}, 'en'],
  ] as const)('%j is %s', (env, language) => {
    expect(localeLanguage(env)).toBe(language);
  });
});
