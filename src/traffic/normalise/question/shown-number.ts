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
 * What is impossible about a shown number, as a word for `CallSignalling.conflicts`; `null`: nothing. A domestic code or
 * fixed line on the display of a call from abroad, whose true caller is another, is impersonation whoever vouches for it.
 */
export function shownConflict(shown: TelephoneNumber | null, peer: Peer): string | null {
  if (shown === null || peer.trunk !== 'international' || shown.country !== peer.country) return null;
  if (!isStationary(shown) || shown.confidence === 'ambiguous') return null;
  return shown.kind === 'e164' ? SHOWN_FIXED_FROM_ABROAD : SHOWN_CODE_FROM_ABROAD;
}
