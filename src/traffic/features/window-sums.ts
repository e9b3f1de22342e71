/**
 * Sums of one side of one number over each window, however they were kept: the common ground of logs and counters.
 * Ring in quarters of a second, talk in seconds. Positions within `SIDE_SUMS` values a window.
 */
export const SUM_CALLS = 0;
/** Calls whose outcome is known; `answer_ratio` is of these. */
export const SUM_KNOWN = 1;
export const SUM_ANSWERED = 2;
export const SUM_RINGS = 3;
export const SUM_RING = 4;
/** Answered calls whose talk time is known. */
export const SUM_TALKS = 5;
export const SUM_TALK = 6;
export const SUM_SHORT = 7;
export const SUM_ONE_RING = 8;
export const SUM_SEQUENTIAL = 9;
export const SUM_DEAD = 10;
export const SUM_NIGHT = 11;
/** Distinct peers of this side. */
export const SUM_PEERS = 12;
/** Calls of the other side (for a caller: incoming ones). */
export const SUM_OTHER = 13;
/** Incoming calls from people the number had called: on the calling side, in the longest window only. */
export const SUM_CALLED_BACK = 14;
export const SIDE_SUMS = 15;
