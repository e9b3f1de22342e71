import type { TelephoneNumber } from '../../../domain/telephone-number.ts';
import type { TrunkKind } from '../../../domain/trunk.ts';
import type { NumberContext, NumberNormaliser } from '../number/number-normaliser.ts';

/** Reads the addresses of one question, under one country, trunk and moment. */
export class AddressReader {
  readonly #normaliser: NumberNormaliser;
  readonly #context: NumberContext;
  #lastText = '';
  #last: TelephoneNumber | null = null;

  constructor(normaliser: NumberNormaliser, country: string, trunk: TrunkKind, at: number) {
    this.#normaliser = normaliser;
    this.#context = { country, trunk, at };
  }

  /** The number of an address; `From` and `P-Asserted-Identity` are mostly the same text and read once. */
  read(address: string): TelephoneNumber {
    if (this.#last !== null && this.#lastText === address) return this.#last;
    this.#lastText = address;
    this.#last = this.#normaliser.normalise(address, this.#context);
    return this.#last;
  }
}
