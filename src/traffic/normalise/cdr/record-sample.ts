import { DelimitedScanner, isBlankRecord, SCAN } from '../../../lib/delimited-scanner.ts';
import { bytesText, fieldText } from '../../../lib/field-row.ts';

/** The first records of a text read under one delimiter. */
export interface RecordSample {
  readonly delimiter: string;
  readonly insert: boolean;
  /** The first record when it holds names and no figures (`g723BitRate` is a name), else `null`; it is not among the records. */
  readonly header: readonly string[] | null;
  /** Records before the header: titles of a report, of another width. */
  readonly preamble: number;
  readonly records: readonly (readonly string[])[];
  /** Share of records with the commonest number of columns, and that number. */
  readonly regularity: number;
  readonly width: number;
}

export const DELIMITERS = [',', ';', '|', '\t'] as const;
const SAMPLED = 200;
const MAX_TITLES = 20;

/** Reads up to 200 records of the sample; the last one is left out when the sample was cut. */
export function readSample(
  bytes: Uint8Array,
  whole: boolean,
  delimiter: string,
  insert = false,
): RecordSample {
  const scanner = new DelimitedScanner(delimiter.charCodeAt(0), { insert });
  const records: string[][] = [];
  let at = 0;
  while (at < bytes.length && records.length < SAMPLED) {
    const found = scanner.scan(bytes, at, bytes.length, whole);
    if (found === SCAN.more) break;
    at = scanner.next;
    if (isBlankRecord(scanner, delimiter.charCodeAt(0))) continue;
    if (found === SCAN.record)
      records.push(Array.from({ length: scanner.count }, (_, index) => fieldText(scanner, index)));
    else records.push(damaged(bytesText(bytes, scanner.from, scanner.to), delimiter));
  }
  const common = commonWidth(records);
  const { header, preamble } = headerOf(records, common.width);
  const repeated = header?.join('\0');
  return {
    delimiter,
    insert,
    header,
    preamble,
    // Files that were put together have their header several times.
    records:
      header === null ? records : records.slice(preamble).filter((record) => record.join('\0') !== repeated),
    ...common,
  };
}

/** The header is the first record, or the first of the common width behind a report's title lines. */
function headerOf(
  records: readonly string[][],
  width: number,
): { header: readonly string[] | null; preamble: number } {
  const titles = records.slice(0, MAX_TITLES).findIndex((record) => record.length === width);
  const behind = records[titles];
  if (behind !== undefined && isHeader(behind)) return { header: behind, preamble: titles };
  const [first] = records;
  return { header: first !== undefined && isHeader(first) ? first : null, preamble: 0 };
}

/** Names of columns: something in them, and no field that is a figure or begins as a long one (`2G小区` is a name). */
export function isHeader(record: readonly string[]): boolean {
  return record.some((field) => field.trim() !== '') && !record.some(isFigure);
}

function isFigure(field: string): boolean {
  if (!/^\s*[+(-]?\d/.test(field)) return false;
  return /^[\s\d.,:()+-]+$/.test(field) || field.replace(/\D/g, '').length >= 4;
}

/** A line whose quotes do not match still shows its format. */
function damaged(line: string, delimiter: string): string[] {
  return line.split(delimiter).map((field) => field.trim().replace(/^"|"$/g, ''));
}

function commonWidth(records: readonly (readonly string[])[]): { width: number; regularity: number } {
  const counts = new Map<number, number>();
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1);
  let width = 0;
  let most = 0;
  for (const [length, count] of counts) if (count > most) [width, most] = [length, count];
  return { width, regularity: records.length === 0 ? 0 : most / records.length };
}

/** The delimiter a spreadsheet announced in a first line `sep=;`, `null` when it did not. */
export function announcedDelimiter(bytes: Uint8Array): string | null {
  const line = bytesText(bytes, 0, Math.min(bytes.length, 16));
  return /^"?sep=([,;|\t])"?[\r\n]/i.exec(line)?.[1] ?? null;
}
