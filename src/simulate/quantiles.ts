import type { RandomStream } from '../lib/random-stream.ts';

/** Eleven deciles (0 %, 10 % ... 100 %), seconds: a distribution as it is published, drawn by straight lines between. */
export type Deciles = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/**
 * A draw in milliseconds, multiplication and addition only, so that it is the same on every machine. The last tenth is
 * bent towards its lower end: the longest calls are rare even among long ones.
 */
export function drawMs(deciles: Deciles, random: RandomStream): number {
  const position = random.unit() * 10;
  const step = Math.floor(position);
  const low = deciles[step] ?? 0;
  const high = deciles[step + 1] ?? low;
  const along = position - step;
  const bent = step === 9 ? along * along * along * along : along;
  return Math.floor((low + (high - low) * bent) * 1000);
}
