import { bad, ok, type Result } from '../../../domain/result.ts';
import { bytesText } from '../../../lib/field-row.ts';
import type { TimeZone } from '../../../lib/time-zone.ts';
import { BER_FORMAT, BerLayout } from '../ber/ber-layout.ts';
import type { RecordProfile } from '../ber/compile-profile.ts';
import type { DelimitedFormat } from './delimited-format.ts';
import { DELIMITED_FORMATS, FORMAT_NAMES } from './format-table.ts';
import { FreeswitchJsonLayout, parseDocument } from './freeswitch-json.ts';
import { mappedLayout } from './mapped-layout.ts';
import type { CallRecordMapping } from './mapping.ts';
import type { BinaryLayout, DelimitedLayout, DocumentLayout } from './record-layout.ts';
import { announcedDelimiter, DELIMITERS, type RecordSample, readSample } from './record-sample.ts';

/** How a file is going to be read and why. */
export type FormatChoice =
  | { readonly kind: 'empty'; readonly name: 'empty'; readonly reason: string }
  | {
      readonly kind: 'delimited';
      readonly name: string;
      readonly delimiter: string;
      readonly insert: boolean;
      /** Records at the beginning that are no rows: a `sep=` line, a header. */
      readonly skipRecords: number;
      readonly layout: DelimitedLayout;
      /** A layout for the records after another header, which stands in a file put together from several. */
      readonly after: (header: readonly string[]) => DelimitedLayout | null;
      readonly header: readonly string[] | null;
      readonly score: number;
      readonly reason: string;
    }
  | {
      readonly kind: 'documents';
      readonly name: string;
      readonly layout: DocumentLayout;
      readonly score: number;
      readonly reason: string;
    }
  | {
      readonly kind: 'binary';
      readonly name: string;
      readonly layout: BinaryLayout;
      readonly score: number;
      readonly reason: string;
    };

export type FormatRefusal = 'unknown-format' | 'unsupported-format' | 'missing-column';

export interface FormatWish {
  /** Name from `FORMAT_NAMES`; overrides what the content looks like. */
  readonly format?: string | undefined;
  readonly mapping?: CallRecordMapping | undefined;
}

/** Less than this share of look-alike records is no recognition. */
const ENOUGH = 0.6;

/**
 * Decides from the beginning of a file how to read it. Refuses what it does not know with what was seen and what to do,
 * and formats that are known but not read yet by their name, rather than reading either wrong.
 */
export function chooseFormat(
  sample: Uint8Array,
  whole: boolean,
  zone: TimeZone,
  wish: FormatWish = {},
): Result<FormatChoice, FormatRefusal> {
  const start = bytesText(sample, 0, Math.min(sample.length, 4096)).replace(/^[\s\ufeff]+/, '');
  if (start === '' && whole) return ok({ kind: 'empty', name: 'empty', reason: 'no records in the file' });
  if (wish.mapping !== undefined) return chooseMapped(sample, whole, zone, wish.mapping);
  if (wish.format === 'freeswitch-json') return ok(documents(zone, 1, 'told by the caller'));
  if (wish.format !== undefined) return chooseForced(sample, whole, zone, wish.format);
  const refused = refuseByName(start);
  if (refused !== null) return refused;
  if (looksLikeDocuments(start)) return chooseDocuments(start, zone);
  return chooseDelimited(sample, whole, zone, DELIMITED_FORMATS, start);
}

function documents(zone: TimeZone, score: number, reason: string): FormatChoice {
  return {
    kind: 'documents',
    name: 'freeswitch-json',
    layout: new FreeswitchJsonLayout(zone),
    score,
    reason,
  };
}

/** JSON, a form field holding it, or base64 of it. */
function looksLikeDocuments(start: string): boolean {
  return (
    /^\[?\s*\{/.test(start) ||
    /^(uuid=[^&\s]*&)?cdr=/.test(start) ||
    /^(ey|ew|e3)[A-Za-z0-9+/]{40}/.test(start)
  );
}

function chooseDocuments(start: string, zone: TimeZone): Result<FormatChoice, FormatRefusal> {
  const known = /"(variables|core-uuid|channel_data)"\s*:/.test(start) || !/^\[?\s*\{/.test(start);
  if (known) return ok(documents(zone, 1, 'JSON with channel data, or an encoded body'));
  const keys = parseDocument(start) ?? {};
  return bad(
    'unknown-format',
    `JSON, but no FreeSWITCH call record (keys seen: ${Object.keys(keys).slice(0, 8).join(', ') || 'none'}). Export it as delimited text and describe it with --mapping`,
  );
}

/** Binary charging records, recognised by whoever opened the file or told by the caller. */
export function chooseBinary(profile: RecordProfile, zone: TimeZone, isTold: boolean): FormatChoice {
  const layout = new BerLayout(profile, zone);
  const reason = isTold ? 'told by the caller' : 'BER elements that begin as charging records do';
  return {
    kind: 'binary',
    name: layout.format,
    layout,
    score: 1,
    reason: `${reason}; profile ${profile.name}`,
  };
}

/** Formats that are recognised so that they are not taken for something else. */
function refuseByName(start: string): Result<never, 'unsupported-format'> | null {
  if (start.startsWith('<'))
    return bad(
      'unsupported-format',
      `${/<cdr[\s>]/.test(start) ? 'FreeSWITCH XML call records are' : 'XML is'} not read yet; write CSV or JSON records (mod_cdr_csv, mod_json_cdr)`,
    );
  return null;
}

/** Control characters where text has none. */
function isBinary(sample: Uint8Array): boolean {
  let odd = 0;
  const length = Math.min(sample.length, 1024);
  for (let at = 0; at < length; at += 1)
    if (sample[at]! < 9 || (sample[at]! > 13 && sample[at]! < 32)) odd += 1;
  return odd > length * 0.03;
}

function samples(sample: Uint8Array, whole: boolean, start: string): readonly RecordSample[] {
  if (/^INSERT\s+INTO\s/i.test(start)) return [readSample(sample, whole, ',', true)];
  const announced = announcedDelimiter(sample);
  const delimiters = announced === null ? DELIMITERS : [announced];
  const body = announced === null ? sample : afterFirstLine(sample);
  return delimiters.map((delimiter) => readSample(body, whole, delimiter));
}

function chooseDelimited(
  bytes: Uint8Array,
  whole: boolean,
  zone: TimeZone,
  formats: readonly DelimitedFormat[],
  start: string,
): Result<FormatChoice, FormatRefusal> {
  const candidates = samples(bytes, whole, start);
  let best: { format: DelimitedFormat; sample: RecordSample; score: number } | null = null;
  for (const sample of candidates)
    for (const format of formats) {
      const score = format.score(sample);
      if (score > (best?.score ?? 0)) best = { format, sample, score };
    }
  if (best === null || best.score < ENOUGH) {
    if (isBinary(bytes))
      return bad(
        'unsupported-format',
        'binary records (ASN.1 or a vendor format) are not read yet; convert them to delimited text first',
      );
    return unknown(candidates, best);
  }
  return build(best.format, best.sample, zone, bytes, best.score);
}

function build(
  format: DelimitedFormat,
  sample: RecordSample,
  zone: TimeZone,
  bytes: Uint8Array,
  score: number,
): Result<FormatChoice, FormatRefusal> {
  const layout = format.layout(sample, zone);
  if (!layout.ok) return layout;
  return ok({
    kind: 'delimited',
    name: format.name,
    delimiter: sample.delimiter,
    insert: sample.insert,
    skipRecords:
      (announcedDelimiter(bytes) === null ? 0 : 1) + (sample.header === null ? 0 : sample.preamble + 1),
    layout: layout.value,
    header: sample.header,
    after: (header) => layoutOf(format.layout({ ...sample, header, width: header.length }, zone)),
    score,
    reason: `${Math.round(score * 100)} % of the first ${sample.records.length} records look like it`,
  });
}

function chooseForced(
  bytes: Uint8Array,
  whole: boolean,
  zone: TimeZone,
  name: string,
): Result<FormatChoice, FormatRefusal> {
  const format = DELIMITED_FORMATS.find((candidate) => candidate.name === name);
  if (name === BER_FORMAT)
    return bad('unsupported-format', `${BER_FORMAT} is binary; the file was opened as text`);
  if (format === undefined)
    return bad('unknown-format', `no format "${name}"; known are ${FORMAT_NAMES.join(', ')}`);
  const start = bytesText(bytes, 0, Math.min(bytes.length, 64)).trimStart();
  const ranked = samples(bytes, whole, start)
    .map((sample) => ({ sample, score: format.score(sample) }))
    .sort((one, other) => other.score - one.score || other.sample.width - one.sample.width);
  const { sample, score } = ranked[0]!;
  return build(format, sample, zone, bytes, score);
}

function chooseMapped(
  bytes: Uint8Array,
  whole: boolean,
  zone: TimeZone,
  mapping: CallRecordMapping,
): Result<FormatChoice, FormatRefusal> {
  const announced = announcedDelimiter(bytes);
  const told = mapping.delimiter === 'tab' ? '\t' : mapping.delimiter;
  const delimiter = told === 'auto' ? (announced ?? likelyDelimiter(bytes, whole)) : told;
  const sample = readSample(announced === null ? bytes : afterFirstLine(bytes), whole, delimiter);
  const first = sample.header ?? sample.records[0] ?? [];
  const width = mapping.header ? namedWidth(first) : sample.width;
  const layout = mappedLayout(mapping, first, width, zone);
  if (!layout.ok) return layout;
  return ok({
    kind: 'delimited',
    name: `mapping:${mapping.name}`,
    delimiter,
    insert: false,
    skipRecords: (announced === null ? 0 : 1) + (mapping.header ? sample.preamble + 1 : 0),
    layout: layout.value,
    header: mapping.header ? first : null,
    after: (header) => layoutOf(mappedLayout(mapping, header, namedWidth(header), zone)),
    score: 1,
    reason: `told by mapping ${mapping.name}`,
  });
}

/** Columns up to the last one with a name: a delimiter too many at the end of the header names nothing. */
const namedWidth = (header: readonly string[]): number =>
  header.findLastIndex((name) => name.trim() !== '') + 1;

const layoutOf = <Value>(result: Result<Value, string>): Value | null => (result.ok ? result.value : null);

/** The delimiter under which records are widest and most alike. */
export function likelyDelimiter(bytes: Uint8Array, whole: boolean): string {
  const ranked = DELIMITERS.map((delimiter) => readSample(bytes, whole, delimiter)).sort(
    (one, other) => other.regularity * Math.min(other.width, 40) - one.regularity * Math.min(one.width, 40),
  );
  return ranked[0]?.delimiter ?? ',';
}

export function afterFirstLine(bytes: Uint8Array): Uint8Array {
  const end = bytes.findIndex((byte) => byte === 10 || byte === 13);
  return bytes.subarray(
    end < 0 ? bytes.length : bytes[end] === 13 && bytes[end + 1] === 10 ? end + 2 : end + 1,
  );
}

function unknown(
  candidates: readonly RecordSample[],
  best: { format: DelimitedFormat; score: number } | null,
): Result<never, 'unknown-format'> {
  const widest = [...candidates].sort(
    (one, other) => other.regularity * other.width - one.regularity * one.width,
  )[0];
  const first = (widest?.header ?? widest?.records[0] ?? [])
    .slice(0, 6)
    .join(' | ')
    .slice(0, 160)
    .replace(/\p{Cc}/gu, '?');
  const nearest =
    best === null
      ? ''
      : ` Nearest known format: ${best.format.name}, ${Math.round(best.score * 100)} % alike.`;
  return bad(
    'unknown-format',
    `not a call-record format this version knows: ${widest?.width ?? 0} columns separated by "${widest?.delimiter === '\t' ? 'tab' : widest?.delimiter}", beginning with: ${first}.${nearest} Describe it once: jingtong mapping new FILE, then --mapping`,
  );
}
