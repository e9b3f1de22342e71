/** One field of a call record as it stands in the file. */
export interface DescribedField {
  /** Tags from the record inwards (`12/0`), or the column counted from 1. */
  readonly path: string;
  /** Name in the profile or the header, `null` when it has none there. */
  readonly name: string | null;
  /** Byte of the (unpacked) file at which the contents begin, from 0, and how many there are. */
  readonly offset: number;
  readonly length: number;
  /** Contents: hexadecimal in a binary file (at most 64 octets), the text of a column otherwise. */
  readonly raw: string;
  /** What it says, for a person; `null` where the contents are all there is to show. */
  readonly meaning: string | null;
}

/** What becomes of a record when its file is read. */
export type RecordFate = 'call' | 'dropped' | 'quarantined' | 'header';

export interface DescribedRecord {
  /** Kind of record (`moCallRecord`, `cdr`, `file-header`). */
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  readonly becomes: RecordFate;
  /** Why it is no call, `null` for one that is. */
  readonly reason: string | null;
  readonly fields: readonly DescribedField[];
}
