import type { Composite, Policy, Rule } from '../domain/policy.ts';
import { fillReason, unitOf } from '../domain/reason-sentence.ts';
import type { Signal } from '../domain/signal.ts';
import type { BilingualText } from '../domain/text.ts';
import { writeQuantity } from '../domain/unit.ts';

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
    const [value, threshold] = [signal.value, signal.threshold].map((raw) =>
      writeQuantity(raw, 'count', 'en'),
    );
    const plain = `${signal.id}: ${value} / ${threshold}`;
    return { zh: plain, en: plain };
  }
  const unit = unitOf(rule);
  return {
    zh: fillReason(rule.reason.zh, signal, unit, 'zh'),
    en: fillReason(rule.reason.en, signal, unit, 'en'),
  };
}

/** Signals that speak against the number first, strongest first; then those that speak for it. */
export function strongestFirst(signals: readonly Signal[]): readonly Signal[] {
  return [...signals].sort((one, other) => other.weight - one.weight || (one.id < other.id ? -1 : 1));
}
