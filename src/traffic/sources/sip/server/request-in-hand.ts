import type { SipMessage } from '../../../../domain/sip-message.ts';
import type { KnownPeer } from './known-peer.ts';
import type { SipPeer } from './sip-peer.ts';
import type { SipWire } from './sip-wire.ts';

/** A request and where it came from. */
export interface RequestInHand<P extends SipPeer> {
  readonly message: SipMessage;
  readonly wire: SipWire;
  /** Port it came from; with UDP the wire has none. */
  readonly port: number;
  readonly from: KnownPeer<P>;
}
