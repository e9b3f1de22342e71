/** How much of a message is taken, so that no peer can make reading it dear. */
export const SIP_LIMITS = {
  /** A longer message is refused: RFC 3261 §18.1.1 asks for 65,535 over UDP, and a stream is cut by the same rule. */
  messageBytes: 65_536,
  /** Header lines kept; the rest is a problem (`too-many-headers`). */
  headers: 256,
  /** Bytes of one header line with its folds; a longer one is left out and is a problem (`header-too-long`). */
  headerBytes: 32_768,
} as const;
