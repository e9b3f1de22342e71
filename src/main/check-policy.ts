import type { NumberingPlans } from '../domain/numbering-plan.ts';
import type { Policy } from '../domain/policy.ts';
import { compileDetector, type RefusedEntry } from '../traffic/detect/index.ts';
import { createNumberNormaliser } from '../traffic/normalise/index.ts';

/** What a policy amounts to once its lists are read with the numbering plans. */
export interface PolicyCheck {
  readonly version: string;
  readonly digest: string;
  readonly home: string;
  readonly rules: number;
  readonly composites: number;
  readonly groups: number;
  readonly examples: number;
  readonly disabled: readonly { readonly id: string; readonly reason: string }[];
  readonly lists: {
    readonly written: number;
    readonly inEffect: number;
    readonly refused: readonly {
      readonly place: string;
      readonly number: string;
      readonly reason: string;
      readonly detail: string;
    }[];
  };
  readonly warnings: readonly string[];
}

/** List entries are read as of a day beyond every announced change of numbers, as the running service reads them. */
const LISTS_READ_AT = Date.UTC(2099, 0, 1);

/** Compiles a parsed policy with the numbering plans and says what holds. `at` (epoch ms) is when expiries are judged. */
export function checkPolicy(policy: Policy, plans: NumberingPlans, at: number): PolicyCheck {
  const normaliser = createNumberNormaliser(plans);
  const detector = compileDetector(policy, (text, country) =>
    normaliser.normalise(text, { country, trunk: 'unknown', at: LISTS_READ_AT }),
  );
  return {
    version: policy.stamp.version,
    digest: policy.stamp.digest,
    home: policy.home,
    rules: policy.rules.length,
    composites: policy.composites.length,
    groups: policy.groups.length,
    examples: policy.rules.reduce((sum, { examples }) => sum + examples.length, 0),
    disabled: policy.disabled,
    lists: {
      written: policy.lists.length,
      inEffect: detector.listed,
      refused: detector.refused.map(describe),
    },
    warnings: warningsOf(policy, at),
  };
}

function describe({ entry, reason, detail }: RefusedEntry) {
  return { place: entry.place, number: entry.number, reason, detail };
}

function warningsOf(policy: Policy, at: number): string[] {
  const expired = policy.lists.filter(({ expiresAt }) => expiresAt !== null && expiresAt <= at);
  const gone = new Set(policy.disabled.map(({ id }) => id));
  return [
    ...expired.map(
      ({ place, number }) => `${place}: the entry for ${number} has expired; remove or renew it`,
    ),
    ...policy.composites
      .filter(({ when }) => [...when.matchAll(/fired\.([A-Z0-9_]+)/g)].some(([, id]) => gone.has(id ?? '')))
      .map(({ id }) => `composite ${id} uses a disabled rule, which counts as not fired`),
  ];
}
