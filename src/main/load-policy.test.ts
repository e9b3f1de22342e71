import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Policy } from '../domain/policy.ts';
import { runExamples } from '../policy/index.ts';
import { compileRules } from '../traffic/detect/index.ts';
import { loadPolicy, policyFolders, watchPolicy } from './load-policy.ts';

let site: string;
beforeEach(() => {
  site = mkdtempSync(join(tmpdir(), 'jingtong-policy-'));
  mkdirSync(join(site, 'local.d', 'rules'), { recursive: true });
});
afterEach(() => rmSync(site, { recursive: true, force: true }));

const write = (text: string) => writeFileSync(join(site, 'local.d', 'rules', 'ours.yaml'), text);
const TIGHTER = 'rules:\n  - { id: OVER_FREQUENCY, threshold: 50 }\n';

async function sound(folders = policyFolders()): Promise<Policy> {
  const parsed = await loadPolicy(folders);
  if (!parsed.ok) throw new Error(parsed.detail);
  return parsed.value;
}

describe('the shipped policy', () => {
  it('loads, and every example of every rule comes out as written', async () => {
    const policy = await sound();
    const compiled = compileRules(policy.rules, policy.home);
    const results = runExamples(
      policy,
      (rule, { facts, features }) =>
        compiled.conditions[rule]!(facts, features) &&
        Number.isFinite(compiled.values[rule]!(facts, features)),
    );
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    expect(results.length).toBeGreaterThan(70);
  });
});

describe('a site folder', () => {
  it('lays local.d over the shipped policy', async () => {
    write(TIGHTER);
    const policy = await sound(policyFolders(site));
    expect(policy.rules.find(({ id }) => id === 'OVER_FREQUENCY')?.threshold).toBe(50);
    expect(policy.stamp.version).toMatch(/\+local$/);
    expect(policy.stamp.digest).not.toBe((await sound()).stamp.digest);
  });

  it('that cannot be read is a fault that names it', async () => {
    const folders = { ...policyFolders(site), shipped: join(site, 'nowhere') };
    await expect(loadPolicy(folders)).rejects.toMatchObject({ code: 'policy-unreadable' });
  });
});

describe('a watched policy', () => {
  it('hands over a sound change, refuses a broken one with its line, and takes the next sound one', async () => {
    const folders = policyFolders(site);
    const policies: Policy[] = [];
    const refusals: string[] = [];
    const stop = watchPolicy(folders, (await sound(folders)).stamp.digest, {
      onPolicy: (policy) => policies.push(policy),
      onRefused: (detail) => refusals.push(detail),
    });
    const eventually = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 50 });
    try {
      write(TIGHTER);
      await eventually(() => expect(policies).toHaveLength(1));
      write('rules:\n  - { id: OVER_FREQUENCY, when: valu > 1 }\n');
      await eventually(() => expect(refusals).toHaveLength(1));
      expect(refusals[0]).toContain('local.d/rules/ours.yaml:2:33: OVER_FREQUENCY, when: there is no "valu"');
      expect(policies).toHaveLength(1);
      write(TIGHTER.replace('50', '55'));
      await eventually(() => expect(policies).toHaveLength(2));
      expect(policies[1]!.rules.find(({ id }) => id === 'OVER_FREQUENCY')?.threshold).toBe(55);
    } finally {
      stop();
    }
  });

  it('follows a layer that appears, goes and comes back', async () => {
    rmSync(join(site, 'local.d'), { recursive: true });
    const folders = policyFolders(site);
    const thresholds: number[] = [];
    const stop = watchPolicy(folders, (await sound(folders)).stamp.digest, {
      onPolicy: ({ rules }) =>
        thresholds.push(rules.find(({ id }) => id === 'OVER_FREQUENCY')?.threshold ?? Number.NaN),
      onRefused: () => {},
    });
    const eventually = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 50 });
    try {
      mkdirSync(join(site, 'local.d', 'rules'), { recursive: true });
      write(TIGHTER);
      await eventually(() => expect(thresholds).toEqual([50]));
      rmSync(join(site, 'local.d'), { recursive: true });
      await eventually(() => expect(thresholds).toEqual([50, 60]));
      mkdirSync(join(site, 'local.d', 'rules'), { recursive: true });
      write(TIGHTER.replace('50', '55'));
      await eventually(() => expect(thresholds).toEqual([50, 60, 55]));
    } finally {
      stop();
    }
  });
});
