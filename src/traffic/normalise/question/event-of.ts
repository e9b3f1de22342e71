import type { CallEvent } from '../../../domain/call-event.ts';
import type { CallQuestion } from '../../../domain/call-question.ts';
import type { CallSignalling, LinePermission, RedirectionTrust } from '../../../domain/call-signalling.ts';
import type { CallerVerification } from '../../../domain/caller-verification.ts';
import { NO_KEY } from '../../../domain/number-key.ts';
import type { NumberSet, Peer } from '../../../domain/peer.ts';
import type { TelephoneNumber } from '../../../domain/telephone-number.ts';
import { calleeTrunk } from '../../../domain/trunk.ts';
import type { NumberNormaliser } from '../number/number-normaliser.ts';
import { type ClaimedCaller, claimedCaller } from './claimed-caller.ts';
import { eventId } from './event-id.ts';
import { hidesIdentity } from './identity-problems.ts';
import { NO_CHAIN, type RedirectionChain, redirectionChain } from './redirection-chain.ts';
import { redirectionTrust } from './redirection-trust.ts';
import { shownConflict, shownNumber } from './shown-number.ts';

/**
 * Turns a switch's question into a call event, weighing every claim by what we know of the peer. Pure: the same question,
 * peer and verification give the same event. Never fails: what cannot be read stays as evidence and is told as a problem.
 *
 * `utcOffsetMin` gives the offset of local time from UTC at a moment, in minutes. `claimed` is what `claimedCaller` gave for
 * the same question, when it was needed for the verification already.
 */
export function eventOf(
  question: CallQuestion,
  peer: Peer,
  verification: CallerVerification,
  normaliser: NumberNormaliser,
  utcOffsetMin: (at: number) => number,
  claimed: ClaimedCaller = claimedCaller(question, peer, normaliser),
): CallEvent {
  const { caller, target } = claimed;
  const chain = chainOf(question, peer, normaliser);
  const signalling = signallingOf(question, peer, verification, claimed, chain);
  return {
    id: eventId(peer.name, question.callId, caller, target),
    source: `peer:${peer.name}`,
    at: question.at,
    receivedAt: question.receivedAt,
    utcOffsetMin: utcOffsetMin(question.at),
    caller,
    callee: target,
    trunk: peer.trunk,
    outcome: 'unknown',
    ringMs: null,
    talkMs: null,
    imei: question.imei,
    cell: question.cell,
    signalling,
    problems: chain.isCut ? [...question.problems, 'too-many-redirections'] : question.problems,
  };
}

function chainOf(question: CallQuestion, peer: Peer, normaliser: NumberNormaliser): RedirectionChain {
  if (question.redirections.length === 0) return NO_CHAIN;
  const context = { country: peer.country, trunk: calleeTrunk(peer.trunk), at: question.at };
  return redirectionChain(question.redirections, (address) => normaliser.normalise(address, context));
}

function signallingOf(
  question: CallQuestion,
  peer: Peer,
  verification: CallerVerification,
  claimed: ClaimedCaller,
  { redirections }: RedirectionChain,
): CallSignalling {
  const shown = shownNumber(claimed);
  const trust = redirectionTrust(redirections, claimed, peer, verification);
  const lastBy = isExplained(trust) ? (redirections[0]?.by ?? null) : null;
  return {
    peer: peer.name,
    callerFrom: claimed.callerFrom,
    isAsserted: claimed.isAsserted,
    presented: shown,
    isPrivate: asksPrivacy(question, claimed),
    redirections,
    redirectionTrust: trust,
    conflicts: conflictsOf(question, peer, claimed, shownConflict(shown, claimed, peer)),
    verification,
    line: linePermission(peer, claimed.caller, shown, lastBy),
    isOwnFromOutside:
      isOutside(peer) && (isOwn(peer.ownNumbers, claimed.caller) || isOwn(peer.ownNumbers, shown)),
    roaming: roamingOf(question, peer),
  };
}

/** True when the way the call took is vouched for, so that a number may come in where it is not at home. */
const isExplained = (trust: RedirectionTrust): boolean => trust === 'trusted' || trust === 'proved';

const isOutside = ({ trunk }: Peer): boolean => trunk === 'international' || trunk === 'interconnect';

const isOwn = (own: NumberSet | null, number: TelephoneNumber | null): boolean =>
  own !== null && number !== null && own.has(number.key);

/** Privacy as asked for (RFC 3323 §4.2, RFC 3325 §9.3), or a known caller behind a From that names nobody. */
function asksPrivacy(
  { privacy }: CallQuestion,
  { caller, from, asksPrivacy: byHeader }: ClaimedCaller,
): boolean {
  if (caller.key === NO_KEY) return false;
  if (byHeader || from?.kind === 'withheld') return true;
  return privacy.includes('id') || privacy.includes('user') || privacy.includes('header');
}

function conflictsOf(
  question: CallQuestion,
  { trustsIdentity }: Peer,
  { conflicts }: ClaimedCaller,
  shown: string | null,
): readonly string[] {
  if (question.problems.length === 0 && shown === null) return conflicts;
  const hidden = question.problems.filter((problem) => hidesIdentity(problem, trustsIdentity));
  if (hidden.length === 0 && shown === null) return conflicts;
  return [...new Set([...conflicts, ...hidden, ...(shown === null ? [] : [shown])])];
}

/**
 * Whether a line with a list shows a number it may show. What its customer passes on, vouched for, shows the first caller and is
 * measured by the line that passed it on. No number at all is another matter, told by the caller's kind.
 */
function linePermission(
  { allowedCallers }: Peer,
  caller: TelephoneNumber,
  shown: TelephoneNumber | null,
  lastBy: TelephoneNumber | null,
): LinePermission {
  if (allowedCallers === null) return 'unknown';
  if (lastBy !== null && allowedCallers.has(lastBy.key)) return 'allowed';
  if (caller.kind === 'withheld') return 'unknown';
  const all = allowedCallers.has(caller.key) && (shown === null || allowedCallers.has(shown.key));
  return all ? 'allowed' : 'not-allowed';
}

/** That a mobile is abroad excuses it, so it counts only from a peer that is trusted; that it is at home counts from all. */
function roamingOf({ roaming }: CallQuestion, { trustsIdentity }: Peer): CallSignalling['roaming'] {
  if (roaming === null) return 'unknown';
  if (!roaming) return 'at-home';
  return trustsIdentity ? 'abroad' : 'unknown';
}
