import { describe, expect, it } from 'vitest';
import { runExamples } from '../policy/index.ts';
import { compileDetector } from '../traffic/detect/index.ts';
import { loadPolicy } from './load-policy.ts';

describe('the shipped policy', () => {
  it('loads, and every example of every rule comes out as written', async () => {
    const parsed = await loadPolicy();
    if (!parsed.ok) throw new Error(parsed.detail);
    const detector = compileDetector({ ...parsed.value, lists: [] }, () => {
      throw new Error('no list, no reading');
    });
    const results = runExamples(parsed.value, ({ facts, features }) =>
      detector.detect(facts, features).signals.map(({ id }) => id),
    );
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    expect(results.length).toBeGreaterThan(70);
  });
});
