import { type CallFacts, classConfidence, classCountryIndex } from '../../domain/call-facts.ts';
import { LINE_PERMISSIONS, REDIRECTION_TRUSTS, ROAMING_STATES } from '../../domain/call-signalling.ts';
import { type CallSigns, signLine, signRedirection, signRoaming } from '../../domain/call-signs.ts';
import { classIsStationary } from '../../domain/stationary-line.ts';
import { NUMBER_CONFIDENCES } from '../../domain/telephone-number.ts';
import { TRUNK_KINDS } from '../../domain/trunk.ts';

const INTERNATIONAL = TRUNK_KINDS.indexOf('international');
const LIKELY = NUMBER_CONFIDENCES.indexOf('likely');
const NOT_ALLOWED = LINE_PERMISSIONS.indexOf('not-allowed');
const AT_HOME = ROAMING_STATES.indexOf('at-home');
const TRUSTED = REDIRECTION_TRUSTS.indexOf('trusted');
const PROVED = REDIRECTION_TRUSTS.indexOf('proved');

/**
 * True if the caller shown cannot be the one calling (反电信网络诈骗法 art. 13): a domestic short code, service number or
 * fixed line on a leg that came in from abroad, a mobile from there that the network knows to be at home, or a number that
 * its voice line may not show. False whenever anything about it is not known: an unknown trunk, an uncertain reading, a
 * mobile that may roam, a line without a list. A redirection that is trusted or proved explains how a number at home came
 * in from abroad; one that is only claimed explains nothing (docs/adr/0002).
 */
export function originIsImpossible(facts: CallFacts, homeIndex: number): boolean {
  const { callerClass, signs } = facts;
  if (classConfidence(callerClass) < LIKELY) return false;
  if (signLine(signs) === NOT_ALLOWED) return true;
  if (facts.trunk !== INTERNATIONAL || classCountryIndex(callerClass) !== homeIndex) return false;
  if (isExplained(signs)) return false;
  return classIsStationary(callerClass) || signRoaming(signs) === AT_HOME;
}

function isExplained(signs: CallSigns): boolean {
  const trust = signRedirection(signs);
  return trust === TRUSTED || trust === PROVED;
}
