import type { Redirection, RedirectionTrust } from '../../../domain/call-signalling.ts';
import type { CallerVerification } from '../../../domain/caller-verification.ts';
import { NO_KEY } from '../../../domain/number-key.ts';
import type { Peer } from '../../../domain/peer.ts';
import { isStationary } from '../../../domain/stationary-line.ts';
import type { TelephoneNumber } from '../../../domain/telephone-number.ts';
import { isPublicNumber, maybeSameLine } from './same-line.ts';

/** Where the call went: dialled first, and to whom it goes now. */
export interface CallTarget {
  readonly dialled: TelephoneNumber;
  readonly target: TelephoneNumber;
}

/**
 * How far a chain explains that a number comes in where it is not at home. Signed statements prove it (RFC 8946); headers
 * count only of a peer that is trusted for them and only while they do not contradict the call, else anybody could write
 * himself a free pass.
 */
export function redirectionTrust(
  redirections: readonly Redirection[],
  call: CallTarget,
  peer: Peer,
  verification: CallerVerification,
): RedirectionTrust {
  if (verification.result === 'passed' && verification.diverted > 0) return 'proved';
  if (redirections.length === 0) return 'none';
  if (hasLoop(redirections, call.target) || leadsElsewhere(redirections, call)) return 'broken';
  if (!couldPassOn(redirections[0]!.by, peer)) return 'broken';
  return peer.trustsRedirection ? 'trusted' : 'claimed';
}

/**
 * True when a number passed the call on twice with others in between, or is the one called now. The same number twice in a
 * row is one telephone with two reasons (it rang, then nobody answered).
 */
function hasLoop(redirections: readonly Redirection[], target: TelephoneNumber): boolean {
  return redirections.some(({ by }, place) => {
    if (by.key === NO_KEY) return false;
    if (by.key === target.key) return true;
    return redirections.some(
      (later, other) =>
        other > place + 1 && later.by.key === by.key && redirections[other - 1]!.by.key !== by.key,
    );
  });
}

/**
 * True when the caller dialled a public number that neither passed the call on nor is called now. A service number or code
 * is translated on the way and says nothing, and so does a dialled number that could not be read for sure.
 */
function leadsElsewhere(redirections: readonly Redirection[], { dialled, target }: CallTarget): boolean {
  if (dialled.kind !== 'e164' || dialled.confidence === 'ambiguous') return false;
  if (maybeSameLine(dialled, target)) return false;
  return redirections.every(({ by }) => isPublicNumber(by) && !maybeSameLine(by, dialled));
}

/** What comes in from abroad was passed on abroad, so not by a domestic line that cannot travel. */
function couldPassOn(last: TelephoneNumber, peer: Peer): boolean {
  return peer.trunk !== 'international' || last.country !== peer.country || !isStationary(last);
}
