/** How much of one message's words about caller and path is taken. */
export const QUESTION_LIMITS = {
  /** Values of all identity headers together. */
  identities: 32,
  /** Values of Diversion and History-Info together. */
  redirections: 64,
  passports: 16,
  /** Bytes of one Identity value; a longer one is left out and named. */
  passportBytes: 16_384,
  privacyWords: 16,
} as const;
