/**
 * Problems of a message's form behind which a second identity can hide, because another reader of the same bytes may take
 * another line for the header. Words of the readers of signalling (`CallQuestion.problems`).
 */
const HIDING: ReadonlySet<string> = new Set([
  'two-from-headers',
  'header-like-fold',
  'header-after-bare-line-end',
  'head-end-unclear',
]);

export function hidesIdentity(problem: string): boolean {
  return HIDING.has(problem);
}
