/**
 * Time of a peer's latest call in 16 bits: units of 10 s counted modulo 65,535, plus 1 so that 0 is "never".
 * One cycle is 7.58 days: whoever keeps such times drops those of 7 days before their age could read as young again,
 * at every change of `sweepPeriod` (2.4 hours).
 */
export const PEER_UNIT_MS = 10_000;
const CYCLE = 65_535;
/** Ages from here on are out of every window. */
export const PEER_KEEP_UNITS = 60_480;
const SWEEP_UNITS = 864;

export const peerUnit = (at: number): number => Math.floor(at / PEER_UNIT_MS);
export const peerStamp = (unit: number): number => (unit % CYCLE) + 1;
/** Age in units of a stamp that is at most 7.58 days older than the stamp of the newest call. */
export const stampAge = (stamp: number, newestStamp: number): number => {
  const age = newestStamp - stamp;
  return age < 0 ? age + CYCLE : age;
};
export const sweepPeriod = (unit: number): number => Math.floor(unit / SWEEP_UNITS);

/** Windows in units, in catalogue order. */
export const WINDOW_UNITS = Float64Array.of(6, 60, 360, 8_640, 60_480);
