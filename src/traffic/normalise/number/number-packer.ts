import { classOf, type NumberClass } from '../../../domain/call-facts.ts';
import type { NumberKey } from '../../../domain/number-key.ts';
import type { TelephoneNumber } from '../../../domain/telephone-number.ts';
import type { NumberContext } from './number-normaliser.ts';
import type { NumberingIndex } from './numbering-index.ts';

/** First slice: every number through `normalise`. */
export class NumberPacker {
  packedClass: NumberClass = 0;
  readonly #normalise: (raw: string, context: NumberContext) => TelephoneNumber;
  readonly #decoder = new TextDecoder();

  constructor(_index: NumberingIndex, normalise: (raw: string, context: NumberContext) => TelephoneNumber) {
    this.#normalise = normalise;
  }

  pack(bytes: Uint8Array, start: number, end: number, context: NumberContext): NumberKey {
    const number = this.#normalise(this.#decoder.decode(bytes.subarray(start, end)), context);
    this.packedClass = classOf(number);
    return number.key;
  }
}
