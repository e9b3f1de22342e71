import type { NumberClass } from '../../../domain/call-facts.ts';
import type { NumberKey } from '../../../domain/number-key.ts';
import type { TelephoneNumber } from '../../../domain/telephone-number.ts';
import type { TrunkKind } from '../../../domain/trunk.ts';

/** What is known around a written number and may change how it is read. */
export interface NumberContext {
  /** ISO alpha-2 country whose dialling rules apply to numbers without country code. */
  readonly country: string;
  readonly trunk: TrunkKind;
  /** Epoch milliseconds of the call: plans are dated. */
  readonly at: number;
}

/** Reads written numbers under a set of numbering plans. Pure: same text, context and plans, same number. */
export interface NumberNormaliser {
  /** Reads any text; never throws and never drops: what cannot be read is `unparsable` with its raw text. */
  normalise(raw: string, context: NumberContext): TelephoneNumber;
  /**
   * The same reading for the hot path: the key of the UTF-8 bytes `start` to `end` (end excluded), with the class left
   * in `packedClass`. A number of the table written as plain digits (with +, without, behind a one-digit trunk prefix)
   * is read from the bytes; all else goes through a bounded memory of texts. Agrees with `normalise` on every input.
   */
  pack(bytes: Uint8Array, start: number, end: number, context: NumberContext): NumberKey;
  /** Class of the number last packed. */
  readonly packedClass: NumberClass;
}
