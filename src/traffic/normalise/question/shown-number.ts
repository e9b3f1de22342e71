import { SHOWN_CODE_FROM_ABROAD, SHOWN_FIXED_FROM_ABROAD } from '../../../domain/call-signs.ts';
import type { Peer } from '../../../domain/peer.ts';
import { isStationary } from '../../../domain/stationary-line.ts';
import type { TelephoneNumber } from '../../../domain/telephone-number.ts';
import type { ClaimedCaller } from './claimed-caller.ts';
import { isPublicNumber, maybeSameLine } from './same-line.ts';

/**
 * The number a display shows although the call is from another: From beside an identity that the network vouches for.
 * Named also when privacy was asked for, because not every network downstream hides what From says. `null`: none.
 */
export function shownNumber({ caller, from, isAsserted }: ClaimedCaller): TelephoneNumber | null {
  if (!isAsserted || from === null || !isPublicNumber(from)) return null;
  return maybeSameLine(from, caller) ? null : from;
}

/**
 * What is wrong with what a display shows beside an asserted caller from abroad, as a word for `CallSignalling.conflicts`;
 * `null`: nothing. A domestic code or fixed line there is impersonation whoever vouches for the caller; digits without
 * country code that are no short form of the caller read to the person called as a domestic number.
 */
export function shownConflict(
  shown: TelephoneNumber | null,
  { caller, from, isAsserted }: ClaimedCaller,
  peer: Peer,
): string | null {
  if (!isAsserted || from === null || peer.trunk !== 'international') return null;
  if (shown === null)
    return from.kind === 'local' && from.candidates.length > 0 && !isShortForm(from, caller)
      ? 'shown-without-country-code'
      : null;
  if (shown.country !== peer.country || !isStationary(shown) || shown.confidence === 'ambiguous') return null;
  return shown.kind === 'e164' ? SHOWN_FIXED_FROM_ABROAD : SHOWN_CODE_FROM_ABROAD;
}

/** Networks abroad write From as at home: `0114 496 0000` of `+44 114 496 0000`. */
function isShortForm(from: TelephoneNumber, caller: TelephoneNumber): boolean {
  return maybeSameLine(from, caller) || caller.canonical.endsWith(from.canonical.replace(/^0/, ''));
}
