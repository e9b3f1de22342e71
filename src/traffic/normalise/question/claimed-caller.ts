import type { CallQuestion } from '../../../domain/call-question.ts';
import type { Peer } from '../../../domain/peer.ts';
import type { TelephoneNumber } from '../../../domain/telephone-number.ts';
import { calleeTrunk } from '../../../domain/trunk.ts';
import type { NumberNormaliser } from '../number/number-normaliser.ts';
import { AddressReader } from './address-reader.ts';
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
  const callers = new AddressReader(normaliser, peer.country, peer.trunk, question.at);
  const callees = new AddressReader(normaliser, peer.country, calleeTrunk(peer.trunk), question.at);
  const chosen = chooseCaller(question, peer.trustsIdentity, callers);
  const target = callees.read(question.callee);
  const dialled = question.dialled === null ? target : callees.read(question.dialled);
  return { ...chosen, dialled, target };
}
