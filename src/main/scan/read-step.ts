import type { CallColumns } from '../../domain/call-columns.ts';
import type { NumberKey } from '../../domain/number-key.ts';
import type { TrunkKind } from '../../domain/trunk.ts';
import type { ScannedFile } from '../../report/index.ts';
import type { CallerTableData } from './caller-table.ts';

/** What the reading side is asked to do; plain data, so that it can go to another thread. */
export interface ReadingRequest {
  readonly paths: readonly string[];
  /** Format to read instead of the detected one; `null`: detect. */
  readonly format: string | null;
  /** Path of a mapping file for delimited exports. */
  readonly mapping: string | null;
  readonly timeZone: string | null;
  readonly encoding: string | null;
  readonly country: string;
  readonly trunk: TrunkKind;
  /** Calls after this instant are from the future; epoch milliseconds. */
  readonly asOf: number;
  /** Where unreadable rows go; created only when there is one. */
  readonly quarantine: string;
  readonly policyDir: string | null;
}

/** What the reading side tells, in order. Files follow each other; a file that cannot be read is told and passed over. */
export type ReadStep =
  | {
      readonly kind: 'calls';
      /** The reader's again when the next step is asked for. */
      readonly columns: CallColumns;
      /** Dense number of each call's caller, -1 for none; see `CallerTable`. */
      readonly ids: Int32Array;
      /** Bytes read of all files together; the total is `null` with standard input. */
      readonly doneBytes: number;
      readonly totalBytes: number | null;
    }
  | {
      readonly kind: 'file';
      /** Place of the file on the command line. */
      readonly index: number;
      readonly file: ScannedFile;
      /** Sentences a person should read before trusting the result. */
      readonly warnings: readonly string[];
    }
  | { readonly kind: 'failure'; readonly message: string }
  /** Totals of all callers; the last step. */
  | { readonly kind: 'callers'; readonly table: CallerTableData }
  /** Written forms of keys that are hashes (names, over-long numbers), before the calls they occur in. */
  | { readonly kind: 'texts'; readonly texts: readonly (readonly [NumberKey, string])[] };

/** Calls in one batch: small enough to stay in the cache, large enough that handing it over costs nothing. */
export const BATCH_CALLS = 8_192;
/** Batches on their way at once, bounding memory whatever side is slower. */
export const BATCHES_IN_FLIGHT = 4;
/** Sent to a reading thread when it may open the files. */
export const BEGIN = 'begin';
