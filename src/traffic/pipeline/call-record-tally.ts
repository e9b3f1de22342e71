/**
 * What became of every row of one file. After reading has ended, even by a fault,
 * `rows = events + duplicates + quarantined + mergedRows + sum(dropped)`.
 */
export interface CallRecordTally {
  readonly path: string;
  /** Name of the format it was read as, `empty` for a file without records. */
  readonly format: string;
  /** Why that format: what the content looks like, or who told. */
  readonly formatReason: string;
  readonly compression: 'none' | 'gzip' | 'zstd';
  readonly encoding: string;
  /** Zone in which local times were read. */
  readonly timezone: string;
  /** Records, headers and blank lines not counted. */
  readonly rows: number;
  /** Calls that came out. */
  readonly events: number;
  /** The same record again, in this file or in another one that shares the memory of seen calls. */
  readonly duplicates: number;
  readonly quarantined: number;
  /** Rows that told a further part of a call begun by another row (legs, ring groups, BYE, corrections). */
  readonly mergedRows: number;
  /** Of `mergedRows`: rows so late that their call had already come out; what they said is lost. */
  readonly lateRows: number;
  /** Rows that are no calls, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Physical lines; more than rows where a field holds a line end. */
  readonly lines: number;
  readonly blankLines: number;
  readonly headerLines: number;
  /** Calls with something odd about them, by stable word (`CallEvent.problems`). */
  readonly problems: Readonly<Record<string, number>>;
  /** Sentences a person should read before trusting the result. */
  readonly warnings: readonly string[];
  /** True when the file was read to its end. */
  readonly complete: boolean;
}
