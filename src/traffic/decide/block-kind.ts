import type { Policy, SignalGroup } from '../../domain/policy.ts';
import type { BlockKind } from '../../domain/treatment.ts';
import type { Decision } from '../../domain/verdict.ts';
import { leadingGroup } from './leading-group.ts';

/**
 * Why a call is blocked, in the terms in which a switch is answered. Whoever wrote the policy says it of a group
 * (`blocksAs`); a block that the score alone does not reach is the deny entry's. Asked of a blocked call only.
 */
export function blockKindOf(decision: Decision, policy: Policy): BlockKind {
  if (decision.scoredMeasure !== 'block') return decision.list?.list === 'deny' ? 'list' : 'analytics';
  return leadingGroup(decision, policy.groups, saysWhy)?.blocksAs ?? 'analytics';
}

const saysWhy = ({ blocksAs: kind }: SignalGroup): boolean => kind !== undefined && kind !== 'analytics';
