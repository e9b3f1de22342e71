export {
  CallTracker,
  type CallTrackerOptions,
  type FinishedCall,
  type OpeningNames,
} from './call-tracker.ts';
export type { CallConclusion } from './conclude-call.ts';
export type { TrackerCounts } from './tracker-counts.ts';
export { TRACKER_LIMITS, type TrackerLimits } from './tracker-limits.ts';
export { WaitingClock } from './waiting-clock.ts';
