import { bad, ok, type Result } from '../../../domain/result.ts';
import type { VerificationReason } from '../../../domain/verification-reason.ts';
import {
  canonicalForms,
  canonicalUri,
  isSameNumber,
  type RoutingPrefix,
  type SignalledNumber,
} from './canonical-number.ts';
import type { SignedParty } from './passport.ts';

/** A call as its signalling tells it, which statements are compared with (RFC 8224 §6.2.4: never the other way round). */
export interface SignedCall {
  /**
   * Names the call with its peer (`peer Call-ID`): a statement seen again under the same name is the same call asked about again,
   * under another it is re-use. With the peer in it, a copied Call-ID on another line does not help.
   */
  readonly callId: string;
  /** Values of Identity headers, in the order they came. */
  readonly identities: readonly string[];
  /** The caller asserted: P-Asserted-Identity, else From. Kind `withheld` when anonymous. */
  readonly caller: SignalledNumber;
  /** Whom the caller dialled: To. */
  readonly dialled: SignalledNumber;
  /** Where the call is going now: Request-URI. */
  readonly target: SignalledNumber;
  /** Date header as epoch milliseconds; `null` when absent or unreadable. */
  readonly saidAt: number | null;
}

/** A party of the call in every form in which a statement may name it. */
export interface CallParty {
  readonly forms: readonly string[];
  /** As written; read as a URI only where a statement names one. */
  readonly raw: string;
  readonly isWithheld: boolean;
}

export function callParty(number: SignalledNumber): CallParty {
  return {
    forms: number.kind === 'withheld' ? [] : canonicalForms(number),
    raw: number.raw,
    isWithheld: number.kind === 'withheld',
  };
}

/** Whether a signed party is the one of the call; `unknown` when a URI stands against a bare number. */
export function isParty(
  { type, value }: SignedParty,
  party: CallParty,
  prefix: RoutingPrefix | null,
): 'yes' | 'no' | 'unknown' {
  if (type === 'tn') return isSameNumber(value, party.forms, prefix) ? 'yes' : 'no';
  const uri = canonicalUri(value);
  const own = canonicalUri(party.raw);
  if (uri === null || own === null) return 'unknown';
  return uri === own ? 'yes' : 'no';
}

/** `orig` must be the caller. An anonymous caller can be compared with nothing, unless the statement says anonymous too. */
export function checkCaller(
  orig: SignedParty,
  caller: CallParty,
  prefix: RoutingPrefix | null,
): Result<null, VerificationReason> {
  const same = isParty(orig, caller, prefix);
  if (same === 'yes') return ok(null);
  const signed = `signed for ${orig.value}`;
  if (caller.isWithheld) return bad('anonymous-caller', `the call shows no caller; ${signed}`);
  if (same === 'unknown') return bad('uri-not-comparable', `${signed}, the call tells no URI`);
  if (caller.forms.length === 0) return bad('caller-unreadable', `the caller is no number; ${signed}`);
  return bad('caller-differs', `${signed}, the caller is ${caller.forms[0]}`);
}

/** One of `dest` must be the party called. */
export function checkCalled(
  dest: readonly SignedParty[],
  called: CallParty,
  prefix: RoutingPrefix | null,
): Result<null, VerificationReason> {
  const found = dest.map((one) => isParty(one, called, prefix));
  if (found.includes('yes')) return ok(null);
  const signed = `signed for a call to ${dest
    .slice(0, 3)
    .map(({ value }) => value)
    .join(', ')}`;
  if (found.includes('unknown')) return bad('uri-not-comparable', `${signed}; the call tells no URI`);
  if (called.forms.length === 0) return bad('called-unreadable', `the called party is no number; ${signed}`);
  return bad('called-differs', `${signed}, it is for ${called.forms[0]}`);
}

/**
 * Whether a moment in seconds is near enough to `at` in milliseconds, both ends included (RFC 8224 §6.2 step 4). The part of a
 * second that `iat` cannot tell counts for the caller.
 */
export function checkFreshness(
  said: number,
  at: number,
  freshnessS: number,
): Result<null, VerificationReason> {
  const ageS = Math.floor(at / 1000) - said;
  if (ageS > freshnessS) return bad('stale', `made ${ageS} s ago, more than ${freshnessS} s`);
  if (ageS < -freshnessS)
    return bad('from-the-future', `made ${-ageS} s from now, more than ${freshnessS} s`);
  return ok(null);
}
