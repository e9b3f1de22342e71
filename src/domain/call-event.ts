import type { CallSignalling } from './call-signalling.ts';
import type { TelephoneNumber } from './telephone-number.ts';
import type { TrunkKind } from './trunk.ts';

/**
 * How the attempt ended. `dead-number`: the network said the callee does not exist (Q.850 cause 1, SIP 404/604).
 * `unknown`: the source does not say, or the call is still being set up; never read as `failed`.
 */
export const CALL_OUTCOMES = [
  'unknown',
  'answered',
  'no-answer',
  'busy',
  'cancelled',
  'failed',
  'dead-number',
] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** One call attempt in words, whatever it came from: the output of normalise, the input of everything after it. */
export interface CallEvent {
  /** Idempotency key, stable over re-delivery: the same call read twice has the same id. */
  readonly id: string;
  /** Which configured source delivered it (`scan:Master.csv`, `api`, `town`). */
  readonly source: string;
  /** When the attempt began, epoch milliseconds. */
  readonly at: number;
  /** When we were told, epoch milliseconds; time is data, so replay uses this and never a clock. */
  readonly receivedAt: number;
  /** Offset of local time at the source from UTC at `at`, minutes; hours of day and nights are read in it. */
  readonly utcOffsetMin: number;
  readonly caller: TelephoneNumber;
  readonly callee: TelephoneNumber;
  readonly trunk: TrunkKind;
  readonly outcome: CallOutcome;
  /** Time from attempt to answer or to the end, milliseconds; `null` when the source does not tell. */
  readonly ringMs: number | null;
  /** Time from answer to end, milliseconds; 0 for an unanswered call, `null` when the source does not tell. */
  readonly talkMs: number | null;
  /** Device and cell as the source names them; `null` when absent. */
  readonly imei: string | null;
  readonly cell: string | null;
  /** What signalling told beside the numbers; `null` when the source carries none (most call records). */
  readonly signalling: CallSignalling | null;
  /** What was odd about the record and is kept with it (`ambiguous-local-time`, `negative-duration`). Stable words. */
  readonly problems: readonly string[];
}
