/** What the scan keeps at most; beyond it calls are still judged, and the result says what is missing. */
export interface ScanLimits {
  readonly callers: number;
  readonly suspects: number;
  /** Hours of all callers together, for the timelines of a report. */
  readonly callerHours: number;
  readonly hours: number;
}

export const SCAN_LIMITS: ScanLimits = {
  callers: 4_000_000,
  suspects: 500_000,
  callerHours: 8_000_000,
  hours: 200_000,
};
