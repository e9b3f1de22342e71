import type { Composite, Policy, Rule } from '../domain/policy.ts';
import type { Signal } from '../domain/signal.ts';
import type { BilingualText } from '../domain/text.ts';
import { figure } from './scan-words.ts';

/** Finds a signal's rule or composite in the policy that made it; `null` for one the policy does not have. */
export function ruleBook(policy: Policy): (signal: Signal) => Rule | Composite | null {
  const byId = new Map<string, Rule | Composite>();
  for (const rule of policy.rules) byId.set(rule.id, rule);
  for (const composite of policy.composites) byId.set(composite.id, composite);
  return (signal) => byId.get(signal.id) ?? null;
}

/** The rule's sentence with what it saw and its limit filled in; the bare identifier when the rule is not known. */
export function reasonSentence(rule: Rule | Composite | null, signal: Signal): BilingualText {
  if (rule === null) {
    const plain = `${signal.id}: ${figure(signal.value)} / ${figure(signal.threshold)}`;
    return { zh: plain, en: plain };
  }
  return { zh: fill(rule.reason.zh, signal), en: fill(rule.reason.en, signal) };
}

function fill(sentence: string, signal: Signal): string {
  return sentence
    .replaceAll('{value}', figure(signal.value))
    .replaceAll('{threshold}', figure(signal.threshold));
}

/** Signals that speak against the number first, strongest first; then those that speak for it. */
export function strongestFirst(signals: readonly Signal[]): readonly Signal[] {
  return [...signals].sort((one, other) => other.weight - one.weight || (one.id < other.id ? -1 : 1));
}
