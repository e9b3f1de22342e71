import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { headerName, problemText } from './problem-words.ts';

describe('problem words', () => {
  it('are all told in both languages', () => {
    const table = readFileSync('docs/inspect.md', 'utf8').split('## Problem words')[1]!;
    const words = [...table.matchAll(/^\| (`.*) \| /gm)]
      .flatMap((row) =>
        [...row[1]!.matchAll(/`([a-z0-9H-]+)`/g)].map((match) => match[1]!.replace('H', 'from')),
      )
      .filter((word) => word !== 'from');
    expect(words.length).toBeGreaterThan(60);
    for (const word of words) {
      const { zh, en } = problemText(word);
      expect([word, zh === word, en === word]).toEqual([word, false, false]);
      expect(zh).toMatch(/[\u4e00-\u9fff]/);
    }
  });

  it('names headers as they are written', () => {
    expect(['p-asserted-identity', 'call-id', 'cseq'].map(headerName)).toEqual([
      'P-Asserted-Identity',
      'Call-ID',
      'CSeq',
    ]);
  });
});
