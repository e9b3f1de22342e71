import type { BerRecord } from '../../../lib/ber/ber-record.ts';
import type { FieldRow } from '../../../lib/field-row.ts';
import type { CallRow } from './call-row.ts';

/** Why a record is refused. Stable words of the quarantine file. */
export const REFUSALS = [
  'field-count',
  'bad-time',
  'missing-time',
  'bad-duration',
  'missing-caller-and-callee',
  'bad-json',
  'bad-encoding',
  'not-a-call-record',
  'unterminated-quote',
  'too-many-fields',
  'record-too-long',
  'nul-bytes',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/**
 * What a layout made of one record: a row, a refusal (quarantined), a named reason not to count it as a call, or a line
 * that only tells about the others (data types behind the names).
 */
export type LayoutResult = 'row' | 'refused' | 'dropped' | 'header';

/** Turns records of one format into rows. Holds the zone and whatever the format needs to remember; never throws. */
export interface RecordLayout<Source> {
  readonly format: string;
  /** How many later calls may begin while more rows of a call are waited for. */
  readonly holdCalls: number;
  /** Fills `row`. On `refused` the reason is in `refusal`, on `dropped` in `dropReason`. */
  read(source: Source, row: CallRow): LayoutResult;
  readonly refusal: Refusal;
  readonly dropReason: string;
  /** What the reader of the tally should know, known only after reading (`times look 8 h ahead`). */
  warnings(): readonly string[];
  /** True once a written time without offset was read, so that the declared zone mattered. */
  readonly zoneUsed: boolean;
}

export type DelimitedLayout = RecordLayout<FieldRow>;
export type DocumentLayout = RecordLayout<string>;
export type BinaryLayout = RecordLayout<BerRecord>;
