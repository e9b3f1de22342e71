import type { ClaimedRedirection } from '../../../domain/call-question.ts';
import { MAX_REDIRECTIONS, type Redirection } from '../../../domain/call-signalling.ts';
import { NO_KEY } from '../../../domain/number-key.ts';
import type { TelephoneNumber } from '../../../domain/telephone-number.ts';
import { maybeSameLine } from './same-line.ts';

/** Who passed a call on, most recent first, as all headers together tell it. */
export interface RedirectionChain {
  readonly redirections: readonly Redirection[];
  /** True when more were claimed than are kept. */
  readonly isCut: boolean;
}

/** `counter` has at most two digits (RFC 5806 §4). */
const MAX_COUNT = 99;
/** Nobody passed the call on. */
export const NO_CHAIN: RedirectionChain = Object.freeze({ redirections: Object.freeze([]), isCut: false });

/**
 * Joins Diversion and History-Info into one chain without doubling (RFC 7544): networks write both, one of them often
 * shorter. Both keep their order; what both tell stands once, with the reason and the greater count of either.
 */
export function redirectionChain(
  claims: readonly ClaimedRedirection[],
  read: (address: string) => TelephoneNumber,
): RedirectionChain {
  if (claims.length === 0) return NO_CHAIN;
  let joined: readonly Redirection[] = [];
  let isCut = false;
  for (const header of ['diversion', 'history-info', 'record'] as const) {
    const told = claims.filter((claim) => claim.header === header);
    if (told.length === 0) continue;
    if (told.length > MAX_REDIRECTIONS) isCut = true;
    const kept = told.slice(0, MAX_REDIRECTIONS).map((claim) => readRedirection(claim, read));
    joined = joined.length === 0 ? kept : join(joined, kept);
  }
  if (joined.length > MAX_REDIRECTIONS) isCut = true;
  return { redirections: joined.slice(0, MAX_REDIRECTIONS), isCut };
}

function readRedirection(
  { address, reason, count }: ClaimedRedirection,
  read: (address: string) => TelephoneNumber,
): Redirection {
  const sane = Number.isFinite(count) ? Math.trunc(count) : 1;
  return { by: read(address), reason, count: Math.max(1, Math.min(MAX_COUNT, sane)) };
}

/** The shortest chain that has both in their order: a longest common subsequence, and the rest in between. */
function join(one: readonly Redirection[], other: readonly Redirection[]): readonly Redirection[] {
  const width = other.length + 1;
  const common = new Uint8Array((one.length + 1) * width);
  for (let row = one.length - 1; row >= 0; row -= 1)
    for (let column = other.length - 1; column >= 0; column -= 1)
      common[row * width + column] = isSame(one[row]!, other[column]!)
        ? common[(row + 1) * width + column + 1]! + 1
        : Math.max(common[(row + 1) * width + column]!, common[row * width + column + 1]!);
  const joined: Redirection[] = [];
  let row = 0;
  let column = 0;
  while (row < one.length && column < other.length) {
    if (isSame(one[row]!, other[column]!)) joined.push(both(one[row++]!, other[column++]!));
    else if (common[(row + 1) * width + column]! >= common[row * width + column + 1]!)
      joined.push(one[row++]!);
    else joined.push(other[column++]!);
  }
  return [...joined, ...one.slice(row), ...other.slice(column)];
}

/** Two redirectors without a number are told apart by nothing, so they count as one told twice. */
function isSame({ by: one }: Redirection, { by: other }: Redirection): boolean {
  return one.key === NO_KEY ? other.key === NO_KEY : maybeSameLine(one, other);
}

function both(one: Redirection, other: Redirection): Redirection {
  return {
    by: one.by,
    reason: one.reason === 'unknown' ? other.reason : one.reason,
    count: Math.max(one.count, other.count),
  };
}
