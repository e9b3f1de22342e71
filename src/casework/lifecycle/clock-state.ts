/**
 * A clock as kept in its item. `running`; `paused` (then `pausedIn` says where, and it runs on once the cap is used up);
 * `stopped`: what was waited for has happened; `ended`: the item is in a final state. Elapsed time is never reset.
 */
export interface ClockState {
  readonly clock: string;
  readonly mode: 'running' | 'paused' | 'stopped' | 'ended';
  /** `wall`, or the id of the calendar whose working time counts. Fixed at the start, as the limit is. */
  readonly counts: string;
  /** Epoch milliseconds of its start, or of the earlier start inherited from a duplicate. */
  readonly startedAt: number;
  readonly limitMs: number;
  /** Field whose time is the limit; a move that changes it sets a new limit. */
  readonly until: string | null;
  /** Counted up to `since`. */
  readonly countedMs: number;
  readonly since: number;
  readonly pausedIn: string | null;
  /** Of a paused clock: what of the cap was left at `since`. */
  readonly pauseLeftMs: number;
  /** Wall time paused so far, by state. */
  readonly pausedMs: Readonly<Record<string, number>>;
  /** Thresholds in per cent, ascending, and how many of them have been told. */
  readonly percents: readonly number[];
  readonly told: number;
  /** When the limit was first reached; a fact that stays. */
  readonly breachedAt: number | null;
}
