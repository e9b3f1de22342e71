import { describe, expect, it } from 'vitest';
import { runExamples } from '../policy/index.ts';
import { compileRules } from '../traffic/detect/index.ts';
import { loadPolicy } from './load-policy.ts';

describe('the shipped policy', () => {
  it('loads, and every example of every rule comes out as written', async () => {
    const parsed = await loadPolicy();
    if (!parsed.ok) throw new Error(parsed.detail);
    const { rules, home } = parsed.value;
    const compiled = compileRules(rules, home);
    const results = runExamples(
      parsed.value,
      (rule, { facts, features }) =>
        compiled.conditions[rule]!(facts, features) &&
        Number.isFinite(compiled.values[rule]!(facts, features)),
    );
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    expect(results.length).toBeGreaterThan(70);
  });
});
