import type { Policy } from '../../domain/policy.ts';
import { compositeCompiler } from '../../domain/rule-source.ts';
import type { Signal } from '../../domain/signal.ts';

/** The group under which composites are reported; they are outside every cap and never count as a group. */
export const COMPOSITE_GROUP = 'composite';

const NONE: readonly Signal[] = Object.freeze([]);

/** Which combinations hold among the signals that fired. */
export function compileComposites(policy: Policy): (signals: readonly Signal[]) => readonly Signal[] {
  const ids = policy.rules.map(({ id }) => id);
  const compiler = compositeCompiler(
    ids,
    policy.disabled.map(({ id }) => id),
  );
  const conditions = policy.composites.map((composite) => {
    const compiled = compiler.composite(composite);
    if (!compiled.ok) throw new TypeError(`composite ${composite.id}: ${compiled.problem.message}`);
    return new Function('b', `'use strict';return ${compiled.source};`) as (fired: Uint8Array) => boolean;
  });
  const places = new Map(ids.map((id, index) => [id, index]));
  const fired = new Uint8Array(ids.length);
  const outcomes = policy.composites.map(
    ({ id, version, weight }): Signal =>
      Object.freeze({ id, version, group: COMPOSITE_GROUP, value: 1, threshold: 1, weight }),
  );
  return (signals) => {
    if (conditions.length === 0 || signals.length < 2) return NONE;
    fired.fill(0);
    for (const { id } of signals) fired[places.get(id)!] = 1;
    let held = NONE;
    for (let index = 0; index < conditions.length; index += 1)
      if (conditions[index]!(fired)) held = [...held, outcomes[index]!];
    return held;
  };
}
