import type { SignalGroup } from '../../domain/policy.ts';
import type { Decision } from '../../domain/verdict.ts';

/** The group, of those that `may`, which speaks loudest against the call; the policy's first among equals. `null`: none. */
export function leadingGroup(
  decision: Decision,
  groups: readonly SignalGroup[],
  may: (group: SignalGroup) => boolean,
): SignalGroup | null {
  let leading: SignalGroup | null = null;
  let loudest = 0;
  for (const group of groups) {
    if (!may(group)) continue;
    let sum = 0;
    for (const signal of decision.signals) if (signal.group === group.id) sum += signal.weight;
    const counted = Math.min(sum, group.cap);
    if (counted <= loudest) continue;
    leading = group;
    loudest = counted;
  }
  return leading;
}
