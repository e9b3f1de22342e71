/**
 * Seeded pseudo-random numbers that are the same on every machine: 32-bit integer operations and exact divisions only,
 * never `Math.random`, `Math.log` or `Math.sin` (whose last bits ECMAScript leaves to the engine).
 *
 * Splittable by hashing: `new RandomStream(hash32(seed, A), B)` is independent of the stream of any other key, so the
 * draws for one hour or one line do not depend on whether those of another were ever made.
 */
export class RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  /** A stream of its own for each pair of 32-bit keys. Small Fast Counter generator (sfc32), period at least 2^32. */
  constructor(key: number, subKey: number) {
    this.#a = key | 0;
    this.#b = subKey | 0;
    this.#c = hash32(key, subKey) | 0;
    this.#counter = 1;
    for (let round = 0; round < 12; round += 1) this.next32();
  }

  /** An integer from 0 to 2^32 - 1. */
  next32(): number {
    const result = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0;
    return result >>> 0;
  }

  /** A fraction in [0, 1) with 32 bits. */
  unit(): number {
    return this.next32() / 0x100000000;
  }

  /** An integer in [0, count). */
  below(count: number): number {
    return Math.floor(this.unit() * count);
  }

  /** A number in [low, high). */
  between(low: number, high: number): number {
    return low + this.unit() * (high - low);
  }

  /** True with the given probability (0 never, 1 always). */
  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** `expected` rounded up or down at random so that the mean is `expected`. */
  round(expected: number): number {
    const whole = Math.floor(expected);
    return whole + (this.unit() < expected - whole ? 1 : 0);
  }
}

/** A well-mixed 32-bit hash of two integers (Murmur3 finaliser twice); the same pair always gives the same value. */
export function hash32(key: number, value: number): number {
  let mixed = mix(key ^ 0x9e3779b9);
  mixed = mix(mixed ^ (value | 0));
  return mixed >>> 0;
}

/** `hash32` as a fraction in [0, 1): a lasting property of a thing, drawn without keeping it. */
export function hashUnit(key: number, value: number): number {
  return hash32(key, value) / 0x100000000;
}

function mix(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
