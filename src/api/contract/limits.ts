/** Sizes a client may rely on. Whatever is larger is refused by name, never cut. */
export const CONTRACT_LIMITS = {
  /** Bytes of a request body. */
  bodyBytes: 512 * 1024,
  /** Calls in one batch. */
  batchCalls: 500,
  /** Characters of a written number: long enough for a SIP or tel: URI with parameters. */
  numberChars: 256,
  eventIdChars: 128,
  /** Verdicts on one page of a listing. */
  pageVerdicts: 200,
  urlChars: 2048,
  headerBytes: 16 * 1024,
} as const;
