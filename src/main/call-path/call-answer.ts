import type { CallerVerification } from '../../domain/caller-verification.ts';
import type { Measure } from '../../domain/measure.ts';
import type { Policy } from '../../domain/policy.ts';
import type { BlockKind, Treatment } from '../../domain/treatment.ts';
import type { Decision, Verdict } from '../../domain/verdict.ts';
import type { CallAnswer } from '../../ports/call-judge.ts';
import type { CallPathPeer } from './call-path-peer.ts';

/** How a decision is put into words of call control; from the decide room. */
export interface AnswerWords {
  blockKindOf(decision: Decision, policy: Policy): BlockKind;
  labelOf(decision: Decision, policy: Policy): string;
}

/**
 * What a switch does for each step of the ladder. `observe` is for our eyes only. `warn` is a label in the call, its notice to the
 * called person goes another way. A switch cannot slow a caller down: `rate-limit` is a label until the step above is reached.
 */
const TREATMENT_OF: Readonly<Record<Measure, Treatment>> = {
  none: 'allow',
  observe: 'allow',
  label: 'label',
  warn: 'label',
  'rate-limit': 'label',
  divert: 'divert',
  block: 'block',
};

/** What an answer is made of. */
export interface Judged {
  readonly verdict: Verdict;
  readonly written: Promise<void>;
  /** `null`: nobody was asked. */
  readonly verification: CallerVerification | null;
}

/** The answer to a judged call. */
export function answerOf(
  { verdict, written, verification }: Judged,
  peer: CallPathPeer,
  words: AnswerWords,
  policy: Policy,
): CallAnswer {
  const isUnsound = endsBySignature(verdict, verification, peer);
  const treatment = isUnsound ? 'block' : treatmentOf(verdict, peer);
  const blockKind = isUnsound ? 'law' : words.blockKindOf(verdict, policy);
  return {
    treatment,
    unscreened: null,
    verdict,
    blockKind: treatment === 'block' ? blockKind : null,
    label: treatment === 'label' ? words.labelOf(verdict, policy) : null,
    divertTo: treatment === 'divert' ? peer.divertTo : null,
    verification,
    written,
  };
}

/** The peer's profile ends calls whose statement is wrong; never one to or from somebody protected. */
const endsBySignature = (
  { protection }: Verdict,
  verification: CallerVerification | null,
  peer: CallPathPeer,
): boolean =>
  !peer.observe &&
  verification?.response?.endsCall === true &&
  (protection === null || protection.voided !== null);

function treatmentOf(verdict: Verdict, peer: CallPathPeer): Treatment {
  if (peer.observe) return 'allow';
  const treatment = TREATMENT_OF[verdict.measure];
  return treatment === 'divert' && peer.divertTo === null ? 'label' : treatment;
}

const NOTHING_TO_WRITE = Promise.resolve();

/** The answer to a call nobody judged: it passes, and says why. */
export const passed = (why: string): CallAnswer => ({
  treatment: 'allow',
  unscreened: why,
  verdict: null,
  blockKind: null,
  label: null,
  divertTo: null,
  written: NOTHING_TO_WRITE,
});
