/**
 * Ring and talk time as kept per call: 8 and 10 bits. Every sum is made of these quantised values, whatever structure
 * holds it, so that sums do not depend on when a number became busy.
 */
export const RING_UNKNOWN = 255;
export const TALK_UNKNOWN = 1023;

const RING_FINE = 126;
const TALK_FINE = 511;
const TALK_COARSE_S = 16;

/** 0.25 s steps up to 31.5 s, then 1 s steps up to 159.5 s (longer rings read as that); -1 ms is unknown. */
export function quantiseRing(ringMs: number): number {
  if (!(ringMs >= 0)) return RING_UNKNOWN;
  const quarters = Math.round(ringMs / 250);
  if (quarters <= RING_FINE) return quarters;
  return Math.min(RING_UNKNOWN - 1, RING_FINE + Math.round((quarters - RING_FINE) / 4));
}

/** Quarters of a second. */
export function ringQuarters(code: number): number {
  return code <= RING_FINE ? code : RING_FINE + (code - RING_FINE) * 4;
}

/** 1 s steps up to 511 s, then 16 s steps up to 8,687 s (longer talks read as that); -1 ms is unknown. */
export function quantiseTalk(talkMs: number): number {
  if (!(talkMs >= 0)) return TALK_UNKNOWN;
  const seconds = Math.round(talkMs / 1000);
  if (seconds <= TALK_FINE) return seconds;
  return Math.min(TALK_UNKNOWN - 1, TALK_FINE + Math.round((seconds - TALK_FINE) / TALK_COARSE_S));
}

/** Seconds. */
export function talkSeconds(code: number): number {
  return code <= TALK_FINE ? code : TALK_FINE + (code - TALK_FINE) * TALK_COARSE_S;
}
