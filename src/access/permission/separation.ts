import type { PersonId } from '../../domain/person.ts';
import type { Act } from './access-policy.ts';

/** Who did what to an object so far; an act that nobody did yet, or that was not recorded, is absent. */
export type Acts = Readonly<Partial<Record<Act, readonly PersonId[]>>>;

/**
 * Separation of duties: proposer ≠ approver, decider ≠ appeal reviewer, executor ≠ verifier. By person, not by role or
 * agency: a second appointment changes nothing. `separation`: this person had a part in it. `separation-unknown`: of the acts
 * to be apart from not one is recorded, so nobody can be known to be apart. `null`: they are apart.
 */
export function separationProblem(
  acts: Acts,
  person: PersonId,
  apart: readonly Act[],
): 'separation' | 'separation-unknown' | null {
  if (apart.length === 0) return null;
  const recorded = apart.flatMap((act) => acts[act] ?? []);
  if (recorded.includes(person)) return 'separation';
  return recorded.length === 0 ? 'separation-unknown' : null;
}
