import type { Measure } from '../domain/measure.ts';
import type { Policy } from '../domain/policy.ts';
import type { Signal } from '../domain/signal.ts';
import type { NumberKind } from '../domain/telephone-number.ts';
import type { TrunkKind } from '../domain/trunk.ts';
import type { CappedGroup, Decision, Degradation, ListHit, Protection } from '../domain/verdict.ts';

/** What became of the rows of one file. `rows` equals events + duplicates + quarantined + all of `dropped`. */
export interface ScannedFile {
  /** As given on the command line; `-` for standard input. */
  readonly path: string;
  /** Format in words (`asterisk-cdr-csv`), as detected or forced. */
  readonly format: string;
  /** Data rows, header and blank lines not counted. */
  readonly rows: number;
  /** Calls that were judged. */
  readonly events: number;
  /** Rows that told of a call already told. */
  readonly duplicates: number;
  /** Rows that could not be read and lie in the quarantine file. */
  readonly quarantined: number;
  /** Rows read but no call of their own, by stable reason (`further-leg`). */
  readonly dropped: Readonly<Record<string, number>>;
}

/** Calls in one local hour of the source. */
export interface HourCount {
  /** Hours since 1970-01-01 00:00 in the source's local time. */
  readonly hour: number;
  readonly calls: number;
}

export interface HourTotal extends HourCount {
  /** Calls on which the policy would have done at least `observe`. */
  readonly suspicious: number;
}

/** A caller on which the policy would have done at least `observe`, with its strongest verdict. */
export interface ScannedNumber {
  /** Written form (`+8613800000000`), masked if that was asked for. */
  readonly number: string;
  readonly kind: NumberKind;
  /** ISO 3166-1 alpha-2, `null` when not known. */
  readonly country: string | null;
  /** Score of the strongest verdict; `null` when nothing could be evaluated and a list alone decided. */
  readonly score: number | null;
  /** The strongest measure any of its calls would have met. */
  readonly measure: Measure;
  /** What fired at that verdict, composites after the single signals. */
  readonly signals: readonly Signal[];
  /** Groups whose signals together exceeded their cap: why the weights do not simply add up. */
  readonly capped: readonly CappedGroup[];
  readonly list: ListHit | null;
  readonly protection: Protection | null;
  readonly degraded: readonly Degradation[];
  /** `call`: somebody else seems to show this number; its owner must not be listed, suspected or notified for it. */
  readonly appliesTo: Decision['appliesTo'];
  /** Epoch milliseconds of the call the strongest verdict was about. */
  readonly decidedAt: number;
  /** Outgoing attempts over everything scanned, and when the first and the last began (epoch milliseconds). */
  readonly calls: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Calls answered, of those whose outcome is known. */
  readonly answered: number;
  readonly outcomes: number;
  /** The most distinct callees within 7 days; `null` when not known. */
  readonly callees: number | null;
  /** Local time of the source against UTC, minutes, at the strongest verdict. */
  readonly utcOffsetMin: number;
  /** Its calls by local hour, ascending; empty when no report was asked for. */
  readonly hours: readonly HourCount[];
}

/** What was taken for granted when the files were read; it decides how numbers and hours are understood. */
export interface ReadAs {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly trunk: TrunkKind;
  /** Zone of times written without one; `null` when none was given and UTC was taken. */
  readonly timeZone: string | null;
}

/** Everything a scan found, in the order of `numbers`: highest score first, then by number. */
export interface ScanResult {
  readonly files: readonly ScannedFile[];
  readonly readAs: ReadAs;
  /** Sentences a person should read before trusting the result, about the files and how they were read. */
  readonly warnings: readonly string[];
  readonly numbers: readonly ScannedNumber[];
  readonly policy: Policy;
  /** Calls by local hour over all files, ascending. */
  readonly hours: readonly HourTotal[];
  readonly calls: number;
  /** Calls on which the policy would have done at least `observe`. */
  readonly suspiciousCalls: number;
  /** Those of them whose caller shows no number, so that nobody can be named. */
  readonly unnamedCalls: number;
  /** Distinct callers counted. */
  readonly callers: number;
  /** Calls whose caller found no place in the counting table: their number's totals start at its first signal. */
  readonly uncountedCalls: number;
  /** Parts of the policy that could not be evaluated, with how many calls that concerned. */
  readonly degraded: readonly (Degradation & { readonly calls: number })[];
}

/** Highest score first, numbers of equal score in text order; an unknown score comes last. */
export function byScore(one: ScannedNumber, other: ScannedNumber): number {
  const difference = (other.score ?? -Infinity) - (one.score ?? -Infinity);
  if (difference > 0 || difference < 0) return difference;
  return one.number < other.number ? -1 : one.number > other.number ? 1 : 0;
}
