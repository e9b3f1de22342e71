import type { CallQuestion } from '../../domain/call-question.ts';
import { NOT_ASKED } from '../../domain/caller-verification.ts';
import type { Peer } from '../../domain/peer.ts';
import type { TrunkKind } from '../../domain/trunk.ts';
import { eventOf, type NumberNormaliser } from '../../traffic/normalise/index.ts';
import type { ReadingView } from './inspection.ts';
import { numberView } from './number-view.ts';

/** How numbers are to be read: the country whose dialling rules apply, and where the call came in. */
export interface InspectContext {
  readonly normaliser: NumberNormaliser;
  readonly country: string;
  readonly trunk: TrunkKind;
}

/** The caller as an untrusted and as a trusted peer would be given it; no list and no signature is looked at. */
export function peerReadings(question: CallQuestion, context: InspectContext): readonly ReadingView[] {
  return (['untrusted', 'trusted'] as const).map((kind) => readAs(question, kind, context));
}

function readAs(question: CallQuestion, kind: ReadingView['peer'], context: InspectContext): ReadingView {
  const isTrusted = kind === 'trusted';
  const peer: Peer = {
    name: kind,
    trunk: context.trunk,
    country: context.country,
    trustsIdentity: isTrusted,
    trustsRedirection: isTrusted,
    allowedCallers: null,
    ownNumbers: null,
  };
  const { caller, signalling } = eventOf(question, peer, NOT_ASKED, context.normaliser, () => 0);
  return {
    peer: kind,
    caller: numberView(caller),
    callerFrom: signalling?.callerFrom ?? 'none',
    isAsserted: signalling?.isAsserted ?? false,
    presented: signalling?.presented ? numberView(signalling.presented) : null,
    isPrivate: signalling?.isPrivate ?? false,
    redirectionTrust: signalling?.redirectionTrust ?? 'none',
    conflicts: signalling?.conflicts ?? [],
  };
}
