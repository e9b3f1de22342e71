import type { PeerFigures } from './sip-figures.ts';
import type { SipPeer } from './sip-peer.ts';

/** A peer with its place in the configuration and its counts. */
export interface KnownPeer<P extends SipPeer> {
  readonly peer: P;
  readonly index: number;
  readonly figures: PeerFigures;
}
