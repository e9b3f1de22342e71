/**
 * What can be odd about a call record that is kept all the same. The words are stable and stand in
 * `CallEvent.problems`; the position is the bit in `CallRow.problems`.
 */
export const RECORD_PROBLEMS = [
  'ambiguous-local-time',
  'nonexistent-local-time',
  'future-time',
  'negative-duration',
  'absurd-duration',
  'answer-contradicts-disposition',
  'start-unknown',
  'answer-unknown',
  'leap-second',
  'corrected',
  'two-digit-year',
  'number-written-by-spreadsheet',
] as const;
export type RecordProblem = (typeof RECORD_PROBLEMS)[number];

const BITS: ReadonlyMap<string, number> = new Map(RECORD_PROBLEMS.map((word, index) => [word, 1 << index]));

export function problemBit(problem: RecordProblem): number {
  return BITS.get(problem) ?? 0;
}

/** The words of a set of bits, in the order of the table. */
export function problemWords(bits: number): readonly RecordProblem[] {
  if (bits === 0) return NONE;
  return RECORD_PROBLEMS.filter((_, index) => (bits & (1 << index)) !== 0);
}

const NONE: readonly RecordProblem[] = [];
