import { randomFillSync } from 'node:crypto';

/** Unguessable tags (RFC 3261 §19.3 asks for 32 random bits, these have 50), drawn from the system in batches. Never 0. */
export class RandomTags {
  readonly #pool = new Uint32Array(2048);
  #used = this.#pool.length;

  next(): number {
    if (this.#used >= this.#pool.length) {
      randomFillSync(this.#pool);
      this.#used = 0;
    }
    const high = this.#pool[this.#used]! >>> 14;
    const low = this.#pool[this.#used + 1]!;
    this.#used += 2;
    return high * 0x1_0000_0000 + low + 1;
  }
}
