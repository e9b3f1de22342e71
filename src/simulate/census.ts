import { hash32, hashUnit } from '../lib/random-stream.ts';
import { RESIDENT_CLASSES } from './parameters/residents.ts';
import { WORKER_KINDS } from './parameters/workers.ts';

/** Consecutive lines of one kind. */
export interface LineRange {
  readonly persona: string;
  readonly from: number;
  /** One past the last. */
  readonly to: number;
  /** Position in `RESIDENT_CLASSES` of how they live when not working. */
  readonly residentClass: number;
}

/** An invertible map of [0, size) onto itself, so that neighbours in one order are strangers in the other. */
export class Shuffle {
  readonly #size: number;
  readonly #factor: number;
  readonly #inverse: number;
  readonly #shift: number;

  constructor(size: number, key: number) {
    this.#size = size;
    let factor = Math.floor(hashUnit(key, 1) * size) || 1;
    while (greatestDivisor(factor, size) !== 1) factor += 1;
    this.#factor = factor % size || 1;
    this.#inverse = inverseModulo(this.#factor, size);
    this.#shift = Math.floor(hashUnit(key, 2) * size);
  }

  forward(index: number): number {
    return (index * this.#factor + this.#shift) % this.#size;
  }

  back(place: number): number {
    return ((place - this.#shift + this.#size) * this.#inverse) % this.#size;
  }
}

/**
 * Who has a line and who knows whom, computed and never stored: a line is an index, its nature follows from the range
 * it lies in, its friends from pairings of the whole town, one pairing a friend. Memory does not grow with the town.
 */
export class Census {
  readonly seedKey: number;
  readonly residents: number;
  readonly ranges: readonly LineRange[];
  /** Lines that residents do not have: new cards for gangs. Indexes from `residents` to `residents + spare`. */
  readonly spare: number;
  readonly fixedLines: number;
  readonly cells: number;
  readonly #pairings: readonly Shuffle[];

  constructor(seedKey: number, residents: number) {
    this.seedKey = seedKey;
    this.residents = residents;
    this.spare = Math.max(2_000, Math.floor(residents / 5));
    this.fixedLines = Math.max(80, Math.floor(residents / 33));
    this.cells = Math.max(8, Math.floor(residents / 250));
    this.ranges = rangesOf(residents);
    this.#pairings = Array.from(
      { length: 12 },
      (_, slot) => new Shuffle(residents, hash32(seedKey, 9_000 + slot)),
    );
  }

  /** The range a line lies in. */
  rangeOf(line: number): LineRange {
    let low = 0;
    let high = this.ranges.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (line < (this.ranges[middle]?.to ?? 0)) high = middle;
      else low = middle + 1;
    }
    return this.ranges[low]!;
  }

  range(persona: string): LineRange | undefined {
    return this.ranges.find((range) => range.persona === persona);
  }

  /** The friend in a slot (0 closest, up to 11). Mutual: the friend's friend in the same slot is the line itself. */
  friendOf(line: number, slot: number): number {
    const pairing = this.#pairings[slot]!;
    const seat = pairing.forward(line) ^ 1;
    return seat < this.residents ? pairing.back(seat) : (line + 1) % this.residents;
  }
}

function rangesOf(residents: number): LineRange[] {
  const ranges: LineRange[] = [];
  let from = 0;
  const add = (persona: string, count: number, residentClass: number): void => {
    const to = Math.min(residents, from + count);
    if (to > from) ranges.push({ persona, from, to, residentClass });
    from = to;
  };
  const working = RESIDENT_CLASSES.findIndex(({ persona }) => persona === 'resident-worker');
  for (const kind of WORKER_KINDS)
    if (kind.line === 'mobile')
      add(kind.persona, Math.max(1, Math.round((kind.per10k * residents) / 10_000)), working);
  const rest = residents - from;
  RESIDENT_CLASSES.forEach(({ persona, share }, index) => {
    const isLast = index === RESIDENT_CLASSES.length - 1;
    add(persona, isLast ? residents - from : Math.max(1, Math.floor(rest * share)), index);
  });
  return ranges;
}

function greatestDivisor(one: number, other: number): number {
  let [large, small] = [one, other];
  while (small !== 0) [large, small] = [small, large % small];
  return large;
}

function inverseModulo(value: number, modulus: number): number {
  let [remainder, next] = [modulus, value];
  let [coefficient, nextCoefficient] = [0, 1];
  while (next !== 0) {
    const quotient = Math.floor(remainder / next);
    [remainder, next] = [next, remainder - quotient * next];
    [coefficient, nextCoefficient] = [nextCoefficient, coefficient - quotient * nextCoefficient];
  }
  return ((coefficient % modulus) + modulus) % modulus;
}
