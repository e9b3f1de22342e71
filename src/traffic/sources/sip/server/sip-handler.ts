import type { SipAnswer } from '../../../../domain/sip-answer.ts';
import type { SipMessage } from '../../../../domain/sip-message.ts';
import type { SipPeer } from './sip-peer.ts';

/** Why the server lets a call pass without a judgement. */
export type UnscreenedReason = 'time-limit' | 'overload' | 'draining';

/** Decides what a call is answered; everything of the protocol around it is the server's. */
export interface SipHandler<P extends SipPeer> {
  /**
   * Called once for every call that is well formed and not a retransmission. May throw or reject: the call passes then, as
   * `failed`.
   */
  invite(message: SipMessage, peer: P): SipAnswer | Promise<SipAnswer>;
  /** The answer that lets the call pass unjudged. Must not throw. */
  unscreened(message: SipMessage, peer: P, reason: UnscreenedReason | 'failed'): SipAnswer;
  /** Whether this server itself sent the call on and it came back (marker in the Request-URI); then it is answered 482. */
  isReturned(message: SipMessage, peer: P): boolean;
}

/** Reads a message; `null` when the bytes are no SIP message at all. */
export type ReadSipMessage = (bytes: Uint8Array) => SipMessage | null;
