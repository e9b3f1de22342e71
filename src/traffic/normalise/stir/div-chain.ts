import { bad, ok, type Result } from '../../../domain/result.ts';
import type { VerificationReason } from '../../../domain/verification-reason.ts';
import type { RoutingPrefix } from './canonical-number.ts';
import type { SignedParty } from './passport.ts';
import { type CallParty, isParty } from './signed-call.ts';
import type { Statement } from './statement.ts';

/** `div` statements in the order the call was passed on, first the one that follows the first statement. */
export type DivChain = readonly Statement[];

/**
 * Finds the way from a first statement over its `div` statements to where the call goes now (RFC 8946 §4.2): each `div` must
 * be among the `dest` before it, the last `dest` must hold the target, and every `orig` of the call's statements must be the same,
 * else the whole chain is worthless. The order of the headers does not matter. Empty when there is no `div` at all.
 */
export function divChain(
  first: Statement,
  divs: readonly Statement[],
  target: CallParty,
  prefix: RoutingPrefix | null,
): Result<DivChain, VerificationReason> {
  if (divs.length === 0) return ok([]);
  const other = divs.find(({ orig }) => !isSameParty(orig, first.orig));
  if (other !== undefined)
    return bad(
      'div-chain-broken',
      `a div is signed for caller ${other.orig.value}, the call for ${first.orig.value}`,
    );
  const reached = new Map<Statement, Statement>();
  let edge: Statement[] = [first];
  while (edge.length > 0) {
    const next: Statement[] = [];
    for (const div of divs) {
      const before = reached.has(div) ? undefined : edge.find((one) => leadsTo(one, div));
      if (before === undefined) continue;
      reached.set(div, before);
      if (div.dest.some((one) => isParty(one, target, prefix) === 'yes')) return ok(wayTo(div, reached));
      next.push(div);
    }
    edge = next;
  }
  return bad(
    'div-chain-broken',
    `the div statements do not lead from ${first.dest[0]?.value ?? 'nobody'} to ${target.forms[0] ?? target.raw}`,
  );
}

const leadsTo = (before: Statement, { div }: Statement): boolean =>
  div !== null && before.dest.some((one) => isSameParty(one, div));

const isSameParty = (one: SignedParty, other: SignedParty): boolean =>
  one.type === other.type && one.value === other.value;

function wayTo(last: Statement, reached: ReadonlyMap<Statement, Statement>): Statement[] {
  const way: Statement[] = [];
  let at: Statement | undefined = last;
  while (at?.kind === 'div') {
    way.unshift(at);
    at = reached.get(at);
  }
  return way;
}
