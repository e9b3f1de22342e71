import type { Deciles } from '../quantiles.ts';

/**
 * Ring and talk times in seconds, by decile. The shape of a private call follows the public operator sample summarised
 * in docs/simulate.md (per-user mean talk 42, 77 and 168 s at the 10th, 50th and 90th percentile); the others are
 * assumptions about the trade, wide on purpose.
 */
export const RING: Readonly<Record<'answered' | 'noAnswer' | 'cancelled' | 'busy' | 'dead', Deciles>> = {
  answered: [1.2, 3.4, 4.8, 6.2, 7.7, 9.4, 11.5, 14.2, 18.1, 24, 44],
  noAnswer: [14, 25, 31, 38, 44, 50, 55, 58, 60, 61, 66],
  cancelled: [0.8, 3, 6, 9, 12, 15.5, 19, 23, 28, 35, 52],
  busy: [0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.5, 1.9, 2.4, 3, 5],
  dead: [0.3, 0.7, 1, 1.3, 1.7, 2.1, 2.6, 3.1, 3.7, 4.4, 6.5],
};

export const TALK: Readonly<Record<string, Deciles>> = {
  private: [1, 9, 15, 22, 30, 41, 56, 78, 115, 190, 1500],
  family: [2, 11, 18, 27, 39, 55, 78, 115, 175, 290, 2400],
  delivery: [2, 6, 8, 10, 12, 15, 18, 22, 28, 39, 110],
  ride: [2, 7, 10, 12, 15, 18, 22, 27, 34, 48, 140],
  sales: [1, 3, 5, 7, 10, 14, 20, 30, 52, 105, 620],
  agent: [2, 10, 18, 28, 40, 55, 78, 112, 170, 290, 1500],
  desk: [3, 18, 28, 38, 50, 64, 82, 105, 142, 215, 900],
  code: [4, 8, 10, 11, 12.5, 14, 15, 16.5, 18, 21, 34],
  teacher: [4, 24, 38, 52, 70, 92, 120, 156, 210, 320, 1300],
  survey: [1, 3, 6, 11, 22, 48, 95, 150, 205, 270, 540],
};
