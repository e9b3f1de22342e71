import type { PolicyStamp } from '../../domain/verdict.ts';

/** Which policy was in force at which entry, as far back as repeated calls are asked for. */
export interface PolicyTimeline {
  /** From entry `seq` on this policy is in force; told in order. */
  note(seq: number, policy: PolicyStamp): void;
  /** The policy in force at an entry; `null` when that is further back than remembered. */
  at(seq: number): PolicyStamp | null;
  save(): string;
  load(text: string): void;
}

/** Older changes are forgotten: the journal still tells them, only more slowly. */
const KEPT = 4_096;

export function createPolicyTimeline(): PolicyTimeline {
  let changes: [seq: number, policy: PolicyStamp][] = [];
  return {
    note(seq, policy) {
      changes.push([seq, { version: policy.version, digest: policy.digest }]);
      if (changes.length > 2 * KEPT) changes = changes.slice(-KEPT);
    },
    at: (seq) => changes.findLast(([from]) => from <= seq)?.[1] ?? null,
    save: () => JSON.stringify(changes),
    load(text) {
      changes = JSON.parse(text) as typeof changes;
    },
  };
}
