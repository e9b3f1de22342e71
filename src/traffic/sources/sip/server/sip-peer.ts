import type { Peer } from '../../../../domain/peer.ts';
import type { SipTransport } from './sip-wire.ts';

/** Where a peer's messages may come from; all that is given has to hold. */
export interface SipPeerAddress {
  /** IP address or CIDR block (`192.0.2.0/24`, `2001:db8::/32`). */
  readonly network: string;
  /** Its source port; `null`: any. */
  readonly port: number | null;
  /** `null`: any transport. */
  readonly transport: SipTransport | null;
}

/** A switch that may ask over SIP. */
export interface SipPeer {
  readonly peer: Peer;
  readonly addresses: readonly SipPeerAddress[];
  /**
   * Names in its TLS client certificate (subjectAltName DNS entries, else common name) of which one must be there; empty: any
   * client is taken by address alone. A peer with names and no addresses is known by its certificate, wherever it calls from.
   */
  readonly certificateNames: readonly string[];
  /** A call not judged within so many milliseconds is let pass, tagged `time-limit`. */
  readonly timeLimitMs: number;
  /** Connections (TCP and TLS together) it may hold. */
  readonly maxConnections: number;
}
