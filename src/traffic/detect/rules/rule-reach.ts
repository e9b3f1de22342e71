import type { CallFacts } from '../../../domain/call-facts.ts';
import { FEATURES, type FeatureVector } from '../../../domain/feature-catalogue.ts';
import type { Rule } from '../../../domain/policy.ts';
import { RULE_HELPERS, type RuleHelpers } from '../../../domain/rule-language.ts';
import type { RuleSource } from '../../../domain/rule-source.ts';

/**
 * When a call needs no look because no rule can speak against it: necessary conditions taken from the rules. A rule
 * is bounded by one thing: counts of the caller that a call raises by one at most, what happened to the callee, devices
 * that were told, or the call itself. One that is bounded by nothing makes every call worth a look.
 */
export interface RuleReach {
  /** False if no rule that hangs on the call itself can hold. */
  readonly byFacts: (facts: CallFacts) => boolean;
  /**
   * How many calls the caller has to make, this trunk kept, before a rule on its counts can hold, from 1 to
   * `FARTHEST`; `features` are those after its latest call, with exact counts.
   */
  readonly callsToGo: (facts: CallFacts, features: FeatureVector) => number;
  /** Below so many calls in a week no rule on the callee's counts can hold; Infinity if there is none. */
  readonly leastCalleeCalls: number;
  /** Whether a rule asks for suspicious callers of the callee: without any it cannot hold. */
  readonly asksForSuspects: boolean;
  /** Whether every rule that reads the callee's features is bounded by one of the two. */
  readonly calleeIsApart: boolean;
}

/** Calls to go are told up to here. */
export const FARTHEST = 254;

const FEATURE = /\bv\[(\d+)\]/;
const ALONE = /^v\[(\d+)\]$/;
const CALLER_COUNT = /^caller\.(calls|callees|short|one_ring|sequential|dead)_/;
const CALLEE_COUNT = /^callee\.(calls|callers|short)_/;
const CALLEE_SUSPECTS = /^callee\.suspects_/;
const DEVICE = /^caller\.(imeis|cells)_7d$/;
const TRUNK_ALONE = /^[()&|!=\d]*(f\.trunk[()&|!=\d]*)+$/;

interface Bound {
  readonly index: number;
  readonly name: string;
  readonly least: number;
}

/** `sources` are those of `rules`, place by place. Only rules that speak against a call count. */
export function ruleReach(rules: readonly Rule[], sources: readonly RuleSource[]): RuleReach {
  const facts: string[] = [];
  const callers: string[] = [];
  for (const source of sources.filter((_, index) => rules[index]!.weight > 0)) {
    const bounds = boundsOf(source);
    const own = bounds.filter(({ name }) => CALLER_COUNT.test(name));
    const devices = bounds.filter(({ name }) => DEVICE.test(name));
    const byCall = source.parts.filter(({ yes }) => !FEATURE.test(yes)).map(({ yes }) => yes);
    if (own.length > 0) callers.push(stepSource(own, byCall));
    else if (bounds.some(isOfCallee)) continue;
    else if (devices.length > 0) {
      // Unknown until a call tells a device; from then on the rule is asked at every call.
      facts.push('(f.imeiKey!==0||f.cellKey!==0)');
      callers.push(`if(${devices.map(({ index }) => `!Number.isNaN(v[${index}])`).join('||')})n=1;`);
    } else facts.push(byCall.length > 0 ? `(${byCall.join('&&')})` : 'true');
  }
  const build = new Function('h', programSource(facts, callers)) as (
    helpers: RuleHelpers,
  ) => Pick<RuleReach, 'byFacts' | 'callsToGo'>;
  return { ...build(RULE_HELPERS), ...calleeReach(sources) };
}

const isOfCallee = ({ name }: Bound): boolean => CALLEE_COUNT.test(name) || CALLEE_SUSPECTS.test(name);

/** What all rules together ask of the callee. */
function calleeReach(
  sources: readonly RuleSource[],
): Pick<RuleReach, 'leastCalleeCalls' | 'asksForSuspects' | 'calleeIsApart'> {
  let leastCalleeCalls = Number.POSITIVE_INFINITY;
  let asksForSuspects = false;
  let calleeIsApart = true;
  for (const source of sources.filter(readsCallee)) {
    const bounds = boundsOf(source).filter(isOfCallee);
    const counts = bounds.filter(({ name }) => CALLEE_COUNT.test(name)).map(({ least }) => least);
    if (counts.length < bounds.length) asksForSuspects = true;
    else if (counts.length > 0) leastCalleeCalls = Math.min(leastCalleeCalls, Math.max(...counts));
    else calleeIsApart = false;
  }
  return { leastCalleeCalls, asksForSuspects, calleeIsApart };
}

function readsCallee({ value, when }: RuleSource): boolean {
  const read = [...`${value};${when}`.matchAll(/\bv\[(\d+)\]/g)];
  return read.some(([, index]) => FEATURES[Number(index)]!.startsWith('callee.'));
}

/** Features that must reach a limit above zero for the rule to hold. */
function boundsOf({ parts }: RuleSource): readonly Bound[] {
  return parts.flatMap(({ least }) => {
    const alone = least === null ? null : ALONE.exec(least.js);
    if (least === null || alone === null || least.value < 1) return [];
    const index = Number(alone[1]);
    return [{ index, name: FEATURES[index]!, least: least.value }];
  });
}

/** Lowers `n` to what the rule still lacks; a rule of another trunk lacks for ever. Unknown counts lack nothing. */
function stepSource(own: readonly Bound[], byCall: readonly string[]): string {
  const lacks = own.map(({ index, least }) => `${least}-v[${index}]`).join(',');
  const trunk = byCall.filter((yes) => TRUNK_ALONE.test(yes));
  const step = `{const d=Math.max(${lacks});if(!(d>=n))n=d;}`;
  return trunk.length === 0 ? step : `if(${trunk.join('&&')})${step}`;
}

const programSource = (facts: readonly string[], callers: readonly string[]): string => `'use strict';
return {
byFacts:(f)=>${[...new Set(facts)].join('||') || 'false'},
callsToGo:(f,v)=>{let n=${FARTHEST};
${callers.join('\n')}
return n>=1?n:1;}};`;
