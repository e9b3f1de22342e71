import type { SignalGroup } from '../../domain/policy.ts';
import type { Signal } from '../../domain/signal.ts';
import type { CappedGroup } from '../../domain/verdict.ts';

export interface GroupScore {
  /** Sum of what each group may count. */
  readonly score: number;
  /** Groups that speak against the call: counted above zero, in policy order. */
  readonly speaking: readonly string[];
  readonly capped: readonly CappedGroup[];
  /** A group about the call speaks: the number shown is not the one calling. */
  readonly aboutCall: boolean;
}

/**
 * Sums signals by group; a group counts between -cap and +cap. When a group about the call speaks, the good name of the
 * number shown counts nothing: it is someone else's. Signals of an unknown group are a bug and throw.
 */
export function groupScorer(groups: readonly SignalGroup[]): (signals: readonly Signal[]) => GroupScore {
  const places = new Map(groups.map(({ id }, index) => [id, index]));
  const sums = new Float64Array(groups.length);
  const aboutCallPlaces = groups.flatMap(({ about }, index) => (about === 'call' ? [index] : []));
  return (signals) => {
    sums.fill(0);
    for (const { group, weight } of signals) {
      const place = places.get(group);
      if (place === undefined) throw new TypeError(`signal of an unknown group: ${group}`);
      sums[place]! += weight;
    }
    let aboutCall = false;
    for (const place of aboutCallPlaces) if (sums[place]! > 0) aboutCall = true;
    return total(groups, sums, aboutCall);
  };
}

function total(groups: readonly SignalGroup[], sums: Float64Array, aboutCall: boolean): GroupScore {
  let score = 0;
  const speaking: string[] = [];
  const capped: CappedGroup[] = [];
  for (let index = 0; index < groups.length; index += 1) {
    const sum = sums[index]!;
    if (sum === 0) continue;
    const { id, cap } = groups[index]!;
    const counted = Math.max(aboutCall ? 0 : -cap, Math.min(cap, sum));
    if (counted !== sum) capped.push({ group: id, sum, counted });
    if (counted > 0) speaking.push(id);
    score += counted;
  }
  return { score, speaking, capped, aboutCall };
}
