import { type CallFacts, classConfidence, classType, type NumberClass } from '../../domain/call-facts.ts';
import { countryIndex } from '../../domain/country.ts';
import { type NumberKey, writeKey } from '../../domain/number-key.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Signal } from '../../domain/signal.ts';
import { NUMBER_CONFIDENCES, NUMBER_TYPES } from '../../domain/telephone-number.ts';
import type { Degradation, ListHit, Protection } from '../../domain/verdict.ts';
import { allAtOnce, type Steps } from '../../lib/steps.ts';
import type { BulkDetector } from './detector.ts';
import { codesBehindAreaCode, mayHideCode } from './lists/area-code.ts';
import { compileListsSteps, type DenyHit, type PartyHit, type RefusedEntry } from './lists/compile-lists.ts';
import type { ReadNumber } from './lists/entry-reading.ts';
import type { ListIndex } from './lists/list-index.ts';
import { originIsImpossible } from './origin.ts';
import { compileRules } from './rules/compile-rules.ts';
import { ruleRunner, ruleSet } from './rules/rule-runner.ts';

/** A detector and what became of the policy's lists. */
export interface CompiledDetector extends BulkDetector {
  /** Entries that were not taken, each with its reason; a caller that swaps policies should show them to a person. */
  readonly refused: readonly RefusedEntry[];
  /** How many entries are in effect. */
  readonly listed: number;
}

/** Detection under construction; the arrays are emptied and filled again for every call. */
interface Found {
  readonly signals: Signal[];
  allow: ListHit | null;
  deny: DenyHit | null;
  protection: Protection | null;
  readonly degraded: Degradation[];
}

const EMERGENCY = NUMBER_TYPES.indexOf('emergency');
const LIKELY = NUMBER_CONFIDENCES.indexOf('likely');

/**
 * Compiles a policy's rules and lists. `readNumber` is the one normaliser: lists are read with what reads calls.
 * An entry's expiry is judged by the call's `at`, so a replayed call sees the lists of its own time.
 */
export function compileDetector(policy: Policy, readNumber: ReadNumber): CompiledDetector {
  return allAtOnce(compileDetectorSteps(policy, readNumber));
}

/** The same in short steps, so that calls are judged while long lists are read. */
export function* compileDetectorSteps(policy: Policy, readNumber: ReadNumber): Steps<CompiledDetector> {
  const rules = compileRules(policy.rules, policy.home);
  const run = ruleRunner(rules);
  yield;
  const lists = yield* compileListsSteps(policy.lists, readNumber);
  const home = countryIndex(policy.home);
  const found: Found = { signals: [], allow: null, deny: null, protection: null, degraded: [] };

  const begin = (): void => {
    found.signals.length = 0;
    found.degraded.length = 0;
    found.allow = found.deny = found.protection = null;
  };
  const lookUp = (facts: CallFacts): void => {
    const { callerKey, callerClass, calleeKey, calleeClass } = facts;
    const impossible = originIsImpossible(facts, home);
    // The callee first: its protection is absolute, while the caller's may be void.
    if (classType(calleeClass) === EMERGENCY) found.protection = emergency('callee', calleeKey, false);
    if (lists.callee.mayHold(calleeKey)) look(found, lists.callee, facts, calleeKey, calleeClass, false);
    spare(found, lists.callee, calleeKey, facts.at, false);
    if (lists.caller.mayHold(callerKey)) look(found, lists.caller, facts, callerKey, callerClass, impossible);
    spare(found, lists.caller, callerKey, facts.at, impossible);
    if (classType(callerClass) === EMERGENCY) found.protection ??= emergency('caller', callerKey, impossible);
  };
  return {
    detect(facts, features) {
      begin();
      run(facts, features, found.signals, found.degraded);
      lookUp(facts);
      return found;
    },
    detectListed(facts) {
      begin();
      lookUp(facts);
      return found;
    },
    mayBeListed: ({ callerKey, callerClass, calleeKey, calleeClass }) =>
      lists.callee.mayHold(calleeKey) ||
      lists.caller.mayHold(callerKey) ||
      classType(calleeClass) === EMERGENCY ||
      classType(callerClass) === EMERGENCY ||
      mayHideCode(calleeKey) ||
      mayHideCode(callerKey),
    ruleSet: ruleSet(rules),
    reach: rules.reach,
    refused: lists.refused,
    listed: lists.listed,
  };
}

function look(
  found: Found,
  index: ListIndex<PartyHit>,
  facts: CallFacts,
  key: NumberKey,
  packed: NumberClass,
  impossible: boolean,
): void {
  const isSure = classConfidence(packed) >= LIKELY;
  index.visit(key, facts.at, (hit) => take(found, hit, isSure, impossible));
}

/**
 * Keeps the first (longest) hit of each list. Only a certain or likely reading may be allowed or denied; protection asks
 * for less, since sparing a call does no harm. An allowed or protected caller that cannot be the caller gives no shelter.
 */
function take(found: Found, hit: PartyHit, isSure: boolean, impossible: boolean): boolean {
  if (hit.list === 'protected') found.protection ??= impossible ? hit.voided : hit.holds;
  else if (isSure && hit.list === 'allow' && !impossible) found.allow ??= hit.hit;
  else if (isSure && hit.list === 'deny') found.deny ??= hit.hit;
  return false;
}

/** A protected code stays protected behind an area code. */
function spare(
  found: Found,
  index: ListIndex<PartyHit>,
  key: NumberKey,
  at: number,
  impossible: boolean,
): void {
  for (const code of codesBehindAreaCode(key))
    index.visit(code, at, (hit) => hit.list === 'protected' && take(found, hit, false, impossible));
}

/** Emergency codes come from the numbering plan of their country, exact (O-42), whatever the lists say. */
function emergency(party: 'caller' | 'callee', key: NumberKey, impossible: boolean): Protection {
  return {
    party,
    entry: writeKey(key) ?? '',
    reason: '紧急号码 (emergency number)',
    voided: impossible ? 'impossible-origin' : null,
  };
}
