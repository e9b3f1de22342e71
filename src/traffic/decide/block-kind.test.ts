import { beforeAll, describe, expect, it } from 'vitest';
import { shippedPolicy } from '../../../test/kit/policy-kit.ts';
import type { Detection } from '../../domain/detection.ts';
import { MAX_LABEL, type Policy } from '../../domain/policy.ts';
import type { Signal } from '../../domain/signal.ts';
import { blockKindOf } from './block-kind.ts';
import { labelOf } from './call-label.ts';
import { compileDecider } from './compile-decider.ts';

let policy: Policy;
beforeAll(async () => {
  policy = await shippedPolicy();
});

function decide(ids: readonly string[], detection: Partial<Detection> = {}, under = policy) {
  const signals = ids.map((id): Signal => {
    const { version, group, threshold, weight } = policy.rules.find((rule) => rule.id === id)!;
    return { id, version, group, value: threshold, threshold, weight };
  });
  const nothing: Detection = { signals, allow: null, deny: null, protection: null, degraded: [] };
  return compileDecider(under).decide({ ...nothing, ...detection });
}
const deny = (measure: 'block' | 'label'): Detection['deny'] => ({
  list: 'deny',
  party: 'caller',
  entry: '+8613800000001',
  source: 's',
  reason: 'r',
  measure,
});
const SPOOF = ['SERVICE_CODE_FROM_ABROAD', 'CODE_AS_FOREIGN_CALLER'];

describe('the kind of a block', () => {
  it('is the law where the number may not be shown, the list where a person decided', () => {
    const spoof = decide(SPOOF);
    expect(spoof.measure).toBe('block');
    expect(blockKindOf(spoof, policy)).toBe('law');
    const listed = decide(['DISPERSED_DIALLING'], { deny: deny('block') });
    expect(listed.measure).toBe('block');
    expect(blockKindOf(listed, policy)).toBe('list');
    expect(blockKindOf(decide(SPOOF, { deny: deny('block') }), policy)).toBe('law');
  });

  it('is statistics wherever no group says otherwise', () => {
    const plain = policy.groups.map(({ blocksAs: _, ...group }) => group);
    const under = { ...policy, groups: plain };
    expect(blockKindOf(decide(SPOOF, {}, under), under)).toBe('analytics');
    const asked = plain.map((group) =>
      group.id === 'identity' ? { ...group, blocksAs: 'subscriber' as const } : group,
    );
    const wanted = { ...policy, groups: asked };
    expect(blockKindOf(decide(SPOOF, {}, wanted), wanted)).toBe('subscriber');
  });
});

describe('a label', () => {
  it('says what the loudest group says, no more than is known of an honest heavy caller', () => {
    expect(labelOf(decide(['DISPERSED_DIALLING', 'WIDE_REACH']), policy)).toBe('高频外呼 Calls many people');
    expect(labelOf(decide(['SERVICE_CODE_FROM_ABROAD']), policy)).toBe('疑似虚假主叫 Number may be fake');
    expect(labelOf(decide(['SERVICE_CODE_FROM_ABROAD']), policy, 'zh')).toBe('疑似虚假主叫');
    expect(labelOf(decide([], { deny: deny('label') }), policy)).toBe('疑似诈骗 Suspected fraud');
  });

  it('is the policy’s own from warn on, unless the number is in doubt', () => {
    const warned = decide(['DISPERSED_DIALLING', 'SHORT_TALK', 'MANY_DEVICES']);
    expect(warned.measure).toBe('warn');
    expect(labelOf(warned, policy, 'en')).toBe('Suspected fraud');
    expect(labelOf(warned, { ...policy, label: { zh: '注意', en: 'Take care' } }, 'en')).toBe('Take care');
    expect(labelOf(decide(SPOOF), policy, 'en')).toBe('Number may be fake');
  });

  it('fits a display, whatever an old policy holds', () => {
    for (const { label } of policy.groups)
      if (label) expect([...`${label.zh} ${label.en}`].length).toBeLessThanOrEqual(MAX_LABEL);
    const long = { ...policy, label: { zh: '很'.repeat(40), en: 'long' } };
    expect([...labelOf(decide([], { deny: deny('label') }), long)]).toHaveLength(MAX_LABEL);
  });
});
