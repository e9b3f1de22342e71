import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mayHideCaller, sipProblemEffect } from './sip-problem.ts';

/** The words of the table in the documentation, by effect; H stands for a header. */
const documented = readFileSync('docs/inspect.md', 'utf8')
  .split('\n')
  .filter((line) => /\| (?:another-caller|refuse|odd) \|$/.test(line))
  .flatMap((line) => {
    const [, words = '', effect = ''] = line.split('|').map((cell) => cell.trim());
    return [...words.matchAll(/`([a-z0-9-]+(?:H[a-z-]*)?)`/g)].map((match) => [match[1]!, effect] as const);
  });

describe('the effect of a problem word', () => {
  it('is what the documentation says', () => {
    expect(documented.length).toBeGreaterThan(60);
    for (const [word, effect] of documented) {
      const header = effect === 'another-caller' ? 'from' : 'to';
      expect([word, sipProblemEffect(word.replace('H', header))]).toEqual([word, effect]);
    }
  });

  it('is another caller only for headers that say who calls', () => {
    expect(mayHideCaller('unclosed-quote-in-p-asserted-identity')).toBe(true);
    expect(mayHideCaller('unclosed-quote-in-to')).toBe(false);
    expect(mayHideCaller('no-scheme-in-from')).toBe(false);
  });

  it('of an unknown word is none', () => {
    expect(sipProblemEffect('never-heard-of')).toBe('odd');
  });
});
