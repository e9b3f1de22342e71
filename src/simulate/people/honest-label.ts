import type { CallLabel } from '../simulated-call.ts';

const KNOWN = new Map<string, CallLabel>();

/** The label of an honest call; one object a persona, shared by all its calls. */
export function honest(persona: string): CallLabel {
  let label = KNOWN.get(persona);
  if (label === undefined) {
    label = Object.freeze({ role: 'honest', persona, campaign: null, stage: null, victim: false } as const);
    KNOWN.set(persona, label);
  }
  return label;
}
