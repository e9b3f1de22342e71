/** One rule that fired on one call, with what it saw. Names are UPPER_SNAKE and public: people build on them. */
export interface Signal {
  readonly id: string;
  readonly version: number;
  readonly group: string;
  /** What the rule measured, in the unit its text names; finite. */
  readonly value: number;
  readonly threshold: number;
  /** What the rule would add before group caps; may be negative (a reason to trust). */
  readonly weight: number;
}
