import type { CallQuestion } from '../../../domain/call-question.ts';
import type { Peer } from '../../../domain/peer.ts';
import type { TelephoneNumber } from '../../../domain/telephone-number.ts';
import { calleeTrunk } from '../../../domain/trunk.ts';
import type { NumberNormaliser } from '../number/number-normaliser.ts';
import { type ChosenCaller, chooseCaller } from './choose-caller.ts';

/**
 * The parties of a call as the signalling names them, before any signed statement about them is looked at. These are the
 * numbers a verifier compares with a statement, never the other way round (RFC 8224 §6.2): `caller` with `orig`,
 * `dialled` with `dest` (§4.1), `target` with `dest` of the outermost `div` (RFC 8946 §4.2).
 */
export interface ClaimedCaller extends ChosenCaller {
  /** Whom the caller dialled first (To); the target when the source does not tell. */
  readonly dialled: TelephoneNumber;
  /** Where the call is going now. */
  readonly target: TelephoneNumber;
}

/** Reads the parties of a question. Pure; nothing of it is refused: what cannot be read is `unparsable` or `withheld`. */
export function claimedCaller(
  question: CallQuestion,
  peer: Peer,
  normaliser: NumberNormaliser,
): ClaimedCaller {
  const { country, trunk } = peer;
  const { at } = question;
  const chosen = chooseCaller(question, peer.trustsIdentity, normaliser, { country, trunk, at });
  const context = { country, trunk: calleeTrunk(trunk), at };
  const target = normaliser.normalise(question.callee, context);
  const isDialled = question.dialled === null || question.dialled === question.callee;
  return {
    caller: chosen.caller,
    callerFrom: chosen.callerFrom,
    isAsserted: chosen.isAsserted,
    from: chosen.from,
    asksPrivacy: chosen.asksPrivacy,
    conflicts: chosen.conflicts,
    dialled: isDialled ? target : normaliser.normalise(question.dialled!, context),
    target,
  };
}
