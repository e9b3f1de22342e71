/**
 * A SIP message as it stood on the wire (RFC 3261 §7): nothing is decoded, every part is a place in the bytes, so that
 * evidence stays evidence. Made by `traffic/sources/sip`, read by `traffic/normalise/sip`.
 */
export interface SipMessage {
  /** The datagram, or the frame cut out of a stream. All offsets below count from its first byte. */
  readonly bytes: Uint8Array;
  readonly start: SipRequestLine | SipStatusLine;
  /** In the order they came; a comma list is one header. */
  readonly headers: readonly SipHeader[];
  readonly bodyStart: number;
  readonly bodyEnd: number;
  /** What is wrong with the form, first come first; empty for a clean message. A message with problems is still read. */
  readonly problems: readonly SipProblem[];
}

export interface SipRequestLine {
  readonly kind: 'request';
  /** As written; methods are case-sensitive (RFC 3261 §7.1). */
  readonly method: string;
  readonly uriStart: number;
  readonly uriEnd: number;
}

export interface SipStatusLine {
  readonly kind: 'response';
  readonly status: number;
  readonly phraseStart: number;
  readonly phraseEnd: number;
}

export interface SipHeader {
  /** Long name in lower case whatever the spelling (`from` for `F`, `identity` for `y`, RFC 8224 §13.1). */
  readonly name: string;
  readonly nameStart: number;
  /** Value without white space around it; line folds (RFC 3261 §7.3.1) are inside. */
  readonly valueStart: number;
  readonly valueEnd: number;
}

export interface SipProblem {
  /** Stable kebab-case word (`bare-lf`, `two-from-headers`, `content-length-too-long`). */
  readonly reason: string;
  /** Byte offset where it was seen. */
  readonly at: number;
}
