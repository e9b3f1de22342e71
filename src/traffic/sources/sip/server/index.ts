// A SIP redirect server: transports and transactions. What a call is answered is the handler's.
export { PeerTable } from './peer-table.ts';
export { SIP_DROPS, SIP_METHODS, type SipDrop, type SipServerFigures } from './sip-figures.ts';
export type { ReadSipMessage, SipHandler, UnscreenedReason } from './sip-handler.ts';
export type { SipPeer, SipPeerAddress } from './sip-peer.ts';
export {
  createSipServer,
  type ListeningAddress,
  SIP_SERVER_LIMITS,
  type SipListen,
  type SipServer,
  type SipServerLimits,
  type SipServerOptions,
} from './sip-server.ts';
export { SIP_TRANSPORTS, type SipTransport } from './sip-wire.ts';
export type { SipTlsMaterial } from './stream-listener.ts';
