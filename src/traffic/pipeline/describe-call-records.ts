import { Readable } from 'node:stream';
import { bad, ok, type Result } from '../../domain/result.ts';
import { DelimitedScanner, SCAN } from '../../lib/delimited-scanner.ts';
import { bytesText, fieldText } from '../../lib/field-row.ts';
import { timeZone } from '../../lib/time-zone.ts';
import {
  CallRow,
  chooseBinary,
  chooseFormat,
  cucmMeaning,
  type DescribedField,
  type DescribedRecord,
  describedName,
  describeFields,
  type FormatChoice,
  type RecordProfile,
  sourceZone,
} from '../normalise/index.ts';
import {
  BerRecords,
  NEXT,
  type OpenedSource,
  openSource,
  readFileHeader,
  streamReader,
} from '../sources/index.ts';
import type { CallRecordFileOptions } from './call-record-file.ts';

export type DescribeOptions = Pick<CallRecordFileOptions, 'profile' | 'format' | 'mapping' | 'encoding'> & {
  /** Where the bytes come from, packed or not, and their name. */
  readonly from: { readonly stream: Readable; readonly name: string };
  /** Most records that are described. */
  readonly limit: number;
};

/** The first records of a file, field by field. */
export interface CallRecordsDescription {
  readonly format: string;
  readonly formatReason: string;
  readonly records: readonly DescribedRecord[];
  /** True when the file goes on behind the last one described. */
  readonly isCut: boolean;
}

/**
 * Takes the first records of a binary or delimited call-record file apart: every field with its place in the unpacked
 * file, its octets or text and what it says, and what becomes of the record when the file is read. At most the first
 * 256 KiB are looked at; places of a text that is not UTF-8 are those of its UTF-8 form. Bad for a file that is none and
 * for JSON documents, which are plain to see. Throws `Fault` when it cannot be read.
 */
export async function describeCallRecords(
  options: DescribeOptions,
): Promise<Result<CallRecordsDescription, 'unknown-format' | 'unsupported-format' | 'missing-column'>> {
  const { from, format, mapping, encoding, profile } = options;
  const told =
    format === '3gpp-ber' ? 'ber' : format === undefined && mapping === undefined ? undefined : 'text';
  const raw = streamReader(from.stream);
  const opened = await openSource(raw, from.name, encoding, told);
  await opened.reader.close();
  if (opened.ber !== null) {
    if (profile === undefined)
      return bad('unsupported-format', 'binary records, and no profile to read them by');
    return ok(await describeBinary(opened, await profile(), options.limit, told === 'ber'));
  }
  const choice = chooseFormat(opened.sample, opened.sampleIsWhole, ZONE, { format, mapping });
  if (!choice.ok) return choice;
  if (choice.value.kind !== 'delimited')
    return bad('unsupported-format', `records of ${choice.value.name} are not taken apart`);
  return ok(describeDelimited(opened, choice.value, options.limit));
}

const ZONE = sourceZone(null, timeZone('UTC'));

async function describeBinary(
  opened: OpenedSource,
  profile: RecordProfile,
  limit: number,
  isTold: boolean,
): Promise<CallRecordsDescription> {
  const choice = chooseBinary(profile, ZONE, isTold);
  const records: DescribedRecord[] = fileHeader(opened.sample);
  const cut = new BerRecords(streamReader(Readable.from([Buffer.from(opened.sample)])), opened.ber!);
  const row = new CallRow();
  const most = records.length + limit;
  let isAllRead = false;
  while (records.length <= most) {
    const found = cut.next();
    if (found !== NEXT.more) {
      if (records.length === most) break;
      records.push(found === NEXT.bad ? unreadable(cut) : binaryRecord(cut, choice, profile, row));
    } else if (isAllRead && !opened.sampleIsWhole) break;
    else if (!(await cut.fill())) return { ...told(choice), records, isCut: false };
    else isAllRead = true;
  }
  return { ...told(choice), records, isCut: true };
}

const told = ({ name, reason }: FormatChoice) => ({ format: name, formatReason: reason });

function unreadable({ offset, fault, faultDetail, faultBytes }: BerRecords): DescribedRecord {
  const raw = Buffer.from(faultBytes.subarray(0, 64)).toString('hex');
  const field = { path: '', name: null, offset, length: faultBytes.length, raw, meaning: faultDetail };
  return {
    name: 'no-record',
    offset,
    length: faultBytes.length,
    becomes: 'quarantined',
    reason: fault,
    fields: [field],
  };
}

function binaryRecord(
  cut: BerRecords,
  choice: FormatChoice,
  profile: RecordProfile,
  row: CallRow,
): DescribedRecord {
  if (choice.kind !== 'binary') throw new Error('binary records are read by a binary layout');
  const { fields, offset } = cut;
  const { layout } = choice;
  row.reset(offset);
  const result = layout.read(fields, row);
  return {
    name: describedName(profile, fields),
    offset,
    length: fields.to - fields.from,
    becomes: result === 'row' ? 'call' : result === 'refused' ? 'quarantined' : 'dropped',
    reason: result === 'row' ? null : result === 'refused' ? layout.refusal : layout.dropReason,
    fields: describeFields(profile, fields, offset - fields.from),
  };
}

function fileHeader(sample: Uint8Array): DescribedRecord[] {
  const fields: DescribedField[] = readFileHeader(sample).map(({ name, offset, length, meaning }) => ({
    path: '',
    name,
    offset,
    length,
    raw: Buffer.from(sample.subarray(offset, offset + length)).toString('hex'),
    meaning,
  }));
  if (fields.length === 0) return [];
  const length = new DataView(sample.buffer, sample.byteOffset).getUint32(4);
  return [{ name: 'file-header', offset: 0, length, becomes: 'header', reason: null, fields }];
}

function describeDelimited(
  { sample, sampleIsWhole }: OpenedSource,
  choice: Extract<FormatChoice, { kind: 'delimited' }>,
  limit: number,
): CallRecordsDescription {
  const scanner = new DelimitedScanner(choice.delimiter.charCodeAt(0), { insert: choice.insert });
  const row = new CallRow();
  const records: DescribedRecord[] = [];
  let skip = choice.skipRecords;
  for (let at = 0; at < sample.length; at = scanner.next) {
    if (records.length === limit) return { ...told(choice), records, isCut: true };
    const found = scanner.scan(sample, at, sample.length, sampleIsWhole);
    if (found === SCAN.more) return { ...told(choice), records, isCut: !sampleIsWhole };
    if (scanner.to <= scanner.from) continue;
    const isHeader = skip > 0;
    if (isHeader) skip -= 1;
    records.push(delimitedRecord(scanner, choice, row, isHeader, found === SCAN.record));
  }
  return { ...told(choice), records, isCut: !sampleIsWhole };
}

function delimitedRecord(
  scanner: DelimitedScanner,
  choice: Extract<FormatChoice, { kind: 'delimited' }>,
  row: CallRow,
  isHeader: boolean,
  isSound: boolean,
): DescribedRecord {
  const place = { offset: scanner.from, length: scanner.to - scanner.from };
  if (!isSound) {
    const raw = bytesText(scanner.bytes, scanner.from, Math.min(scanner.to, scanner.from + 200));
    const field = { path: '', name: null, ...place, raw, meaning: scanner.fault };
    return { name: 'no-record', ...place, becomes: 'quarantined', reason: scanner.fault, fields: [field] };
  }
  const fields = Array.from({ length: scanner.count }, (_, index) =>
    columnOf(scanner, choice, index, isHeader),
  );
  if (isHeader) return { name: 'header', ...place, becomes: 'header', reason: null, fields };
  row.reset(0);
  const { layout } = choice;
  const result = layout.read(scanner, row);
  const becomes = result === 'row' ? 'call' : result === 'refused' ? 'quarantined' : result;
  const reason = result === 'refused' ? layout.refusal : result === 'dropped' ? layout.dropReason : null;
  return { name: choice.name, ...place, becomes, reason, fields };
}

function columnOf(
  scanner: DelimitedScanner,
  choice: Extract<FormatChoice, { kind: 'delimited' }>,
  index: number,
  isHeader: boolean,
): DescribedField {
  const raw = fieldText(scanner, index);
  const name = choice.header?.[index] ?? null;
  return {
    path: String(index + 1),
    name,
    offset: scanner.starts[index]!,
    length: scanner.ends[index]! - scanner.starts[index]!,
    raw,
    meaning: choice.name === 'cucm' && name !== null && !isHeader ? cucmMeaning(name, raw) : null,
  };
}
