/**
 * One captured datagram's or stream message's content with where and when it was seen. Borrowed: bytes and fields are
 * the reader's again when the callback returns. Addresses are made into text only when asked for.
 */
export interface CapturedPayload {
  readonly payload: Uint8Array;
  readonly payloadStart: number;
  readonly payloadEnd: number;
  /** Epoch milliseconds by the clock of the capture, with its fraction; NaN when the capture does not tell. */
  readonly at: number;
  /** Capture agent by its configured number; 0 when there is none. */
  readonly captureId: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** IPv4 dotted or IPv6 of RFC 5952; empty when unknown. */
  sourceAddress(): string;
  destinationAddress(): string;
  /** What the capture agent says this belongs to (often a Call-ID); empty when it says nothing. */
  correlationId(): string;
}
