import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { CallColumns } from '../../domain/call-columns.ts';
import { Fault } from '../../domain/fault.ts';
import type { ScannedFile } from '../../report/index.ts';
import { createNumberNormaliser, SeenCalls } from '../../traffic/normalise/index.ts';
import {
  type CallRecordFile,
  type CallRecordFileOptions,
  type CallRecordTally,
  openCallRecordFile,
} from '../../traffic/pipeline/index.ts';
import { loadNumberingPlans } from '../load-numbering-plans.ts';
import { loadRecordReading } from '../load-record-reading.ts';
import { CallerTable } from './caller-table.ts';
import { fileOrder } from './file-order.ts';
import { QuarantineFile } from './quarantine-file.ts';
import { BATCH_CALLS, type ReadingRequest, type ReadStep } from './read-step.ts';
import { SCAN_LIMITS } from './scan-limits.ts';

const STANDARD_INPUT = '-';

/**
 * Reads the files of a scan, the one with the earliest first call first. A file that cannot be read is told as a
 * `failure` and passed over; what could be read of a damaged one is kept. Throws `Fault` for what concerns all files.
 * `nextColumns` gives the columns to fill; those last given and not yet in a step may be given again.
 */
export async function* readCallFiles(
  request: ReadingRequest,
  nextColumns: () => Promise<CallColumns>,
): AsyncGenerator<ReadStep> {
  const quarantine = new QuarantineFile(request.quarantine);
  const options = await commonOptions(request);
  const totalBytes = await sizeOf(request.paths);
  const seen = new SeenCalls();
  const callers = new CallerTable(SCAN_LIMITS.callers);
  let before = 0;
  try {
    for (const index of await fileOrder(request.paths, (path) =>
      openCallRecordFile({ ...options, ...placeOf(path) }),
    )) {
      const path = request.paths[index]!;
      let done = 0;
      const file = await opened({
        ...options,
        ...placeOf(path),
        seen,
        onQuarantine: (record) => quarantine.add(record),
        onProgress: (bytes) => {
          done = bytes;
        },
      });
      if (typeof file === 'string') yield { kind: 'failure', message: file };
      else {
        const howFar = () => ({ doneBytes: before + done, totalBytes });
        yield* readFileCalls(index, file, { callers, nextColumns, howFar });
      }
      before += done;
    }
    yield { kind: 'callers', table: callers.data() };
  } finally {
    quarantine.close();
  }
}

interface Reading {
  readonly callers: CallerTable;
  readonly nextColumns: () => Promise<CallColumns>;
  readonly howFar: () => { readonly doneBytes: number; readonly totalBytes: number | null };
}

/** The calls of one opened file, then its account, then, for a damaged one, what went wrong. */
async function* readFileCalls(
  index: number,
  file: CallRecordFile,
  { callers, nextColumns, howFar }: Reading,
): AsyncGenerator<ReadStep> {
  let damage: string | null = null;
  try {
    for await (const { columns, texts } of file.columns(BATCH_CALLS, nextColumns)) {
      if (texts.length > 0) yield { kind: 'texts', texts };
      const ids = new Int32Array(columns.length);
      callers.countAll(columns, ids);
      yield { kind: 'calls', columns, ids, ...howFar() };
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    damage = error.message;
  }
  const tally = file.tally();
  yield { kind: 'file', index, file: scannedFile(tally), warnings: tally.warnings };
  if (damage !== null) yield { kind: 'failure', message: damage };
}

function scannedFile(tally: CallRecordTally): ScannedFile {
  const { path, format, rows, events, duplicates, quarantined, mergedRows } = tally;
  const dropped: Record<string, number> = { ...tally.dropped };
  // Rows that told a further part of a call (legs, BYE) are no calls of their own; rows must add up all the same.
  if (mergedRows > 0) dropped['merged-into-call'] = mergedRows;
  return { path, format, rows, events, duplicates, quarantined, dropped };
}

/** The opened file, or why it could not be opened. */
async function opened(options: CallRecordFileOptions): Promise<CallRecordFile | string> {
  try {
    const file = await openCallRecordFile(options);
    return file.ok ? file.value : file.detail;
  } catch (error) {
    if (error instanceof Fault) return error.message;
    throw error;
  }
}

function placeOf(path: string): Pick<CallRecordFileOptions, 'from' | 'source'> {
  if (path !== STANDARD_INPUT) return { from: { path }, source: `scan:${path}` };
  return {
    from: { stream: createReadStream('', { fd: 0, autoClose: false }), name: path },
    source: 'scan:-',
  };
}

async function commonOptions(request: ReadingRequest) {
  const plans = await loadNumberingPlans();
  if (!plans.ok) throw new Fault('numbering-refused', `the numbering plans are wrong: ${plans.detail}`);
  return {
    normaliser: createNumberNormaliser(plans.value),
    country: request.country,
    trunk: request.trunk,
    receivedAt: request.asOf,
    format: request.format ?? undefined,
    ...(await loadRecordReading(request.mapping)),
    timezone: request.timeZone ?? undefined,
    encoding: request.encoding ?? undefined,
  };
}

/** Bytes of all files together, for the progress bar; `null` when that cannot be known. */
async function sizeOf(paths: readonly string[]): Promise<number | null> {
  let total = 0;
  for (const path of paths) {
    const status = path === STANDARD_INPUT ? null : await stat(path).catch(() => null);
    if (status === null || !status.isFile()) return null;
    total += status.size;
  }
  return total;
}
