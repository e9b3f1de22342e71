import { bytesText, type FieldRow, fieldText } from '../../lib/field-row.ts';
import { LaneHash } from '../../lib/lane-hash.ts';
import type { TimeZone } from '../../lib/time-zone.ts';
import {
  type BinaryLayout,
  type CallAssembler,
  CallRow,
  type DelimitedLayout,
  type DocumentLayout,
  type FormatChoice,
  isHeaderAgain,
  type LayoutResult,
} from '../normalise/index.ts';
import { BerRecords, DelimitedRecords, JsonDocuments, NEXT, type OpenedSource } from '../sources/index.ts';
import type { CallRecordTally } from './call-record-tally.ts';

/** A record that could not be read as a call, with where it stands and why. */
export interface QuarantinedRecord {
  readonly file: string;
  /** Physical line on which the record begins, or packet of a capture in which it ends, from 1; `null` in a binary file. */
  readonly line: number | null;
  /** Byte of the unpacked file at which a binary record begins, from 0; `null` in a text. */
  readonly offset: number | null;
  /** Field at fault, from 1; `null` when it is the record as a whole. */
  readonly column: number | null;
  /** Stable word. */
  readonly reason: string;
  readonly detail: string;
  /** The record as it stands in the file (as UTF-8; hexadecimal in a binary file), at most 4,096 characters. */
  readonly raw: string;
}

export interface RecordWalkOptions {
  readonly name: string;
  readonly opened: OpenedSource;
  readonly choice: FormatChoice;
  readonly zone: TimeZone;
  readonly zoneTold: boolean;
  readonly onQuarantine?: ((record: QuarantinedRecord) => void) | undefined;
  readonly onProgress?: ((bytesRead: number, totalBytes: number | null) => void) | undefined;
}

const RAW_LIMIT = 4096;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, RAW_LIMIT / 2)).toString('hex');
const HELD_DOCUMENTS = 16_384;

type DelimitedChoice = Extract<FormatChoice, { kind: 'delimited' }>;

type Account = Omit<
  CallRecordTally,
  'events' | 'duplicates' | 'mergedRows' | 'lateRows' | 'dropped' | 'problems'
>;

/** Leads the records of one file through their layout to an assembler and counts those that do not get there. */
export class RecordWalk {
  readonly format: string;
  readonly row = new CallRow();
  readonly dropped = new Map<string, number>();
  readonly #options: RecordWalkOptions;
  readonly #records: DelimitedRecords | null = null;
  readonly #documents: JsonDocuments | null = null;
  readonly #binary: BerRecords | null = null;
  readonly #hash = new LaneHash();
  /** Layout and names since another header stood in the file, and the layouts before. */
  #layout: DelimitedLayout | null = null;
  #header: readonly string[] | null = null;
  readonly #left: DelimitedLayout[] = [];
  #headersAgain = 0;
  #skip = 0;
  #rows = 0;
  #quarantined = 0;
  #complete = false;
  #closed = false;

  constructor(options: RecordWalkOptions) {
    const { choice, opened } = options;
    this.#options = options;
    this.format = choice.name;
    if (choice.kind === 'delimited') {
      this.#records = new DelimitedRecords(opened.reader, choice.delimiter.charCodeAt(0), {
        insert: choice.insert,
      });
      this.#skip = choice.skipRecords;
    } else if (choice.kind === 'documents') this.#documents = new JsonDocuments(opened.reader);
    else if (choice.kind === 'binary' && opened.ber !== null)
      this.#binary = new BerRecords(opened.reader, opened.ber);
  }

  get holdCalls(): number {
    const { choice } = this.#options;
    return choice.kind === 'empty' ? HELD_DOCUMENTS : choice.layout.holdCalls;
  }

  /** Goes on until `full` says that enough has come out (true) or the file ends (false). */
  async advance(assembler: CallAssembler, full: () => boolean): Promise<boolean> {
    for (;;) {
      if (this.#advanceBuffered(assembler, full)) return true;
      this.#options.onProgress?.(
        this.#options.opened.reader.bytesRead,
        this.#options.opened.reader.totalBytes,
      );
      const more = await (this.#records ?? this.#documents ?? this.#binary)?.fill();
      if (more !== true) return false;
    }
  }

  /** Says that the file was read to its end. */
  finish(): void {
    this.#complete = true;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#options.opened.reader.close();
  }

  account(): Account {
    const { name, choice, opened, zone } = this.#options;
    const read = this.#records ?? this.#documents;
    return {
      path: name,
      format: choice.name,
      formatReason: choice.reason,
      compression: opened.compression,
      encoding: opened.encoding,
      timezone: zone.name,
      rows: this.#rows,
      quarantined: this.#quarantined,
      lines: read?.lines ?? 0,
      blankLines: this.#records?.blankLines ?? 0,
      headerLines: choice.kind === 'delimited' ? choice.skipRecords - this.#skip + this.#headersAgain : 0,
      warnings: this.#warnings(),
      complete: this.#complete,
    };
  }

  #advanceBuffered(assembler: CallAssembler, full: () => boolean): boolean {
    const { choice } = this.#options;
    if (choice.kind === 'delimited') return this.#advanceRecords(this.#records!, choice, assembler, full);
    if (choice.kind === 'binary') return this.#advanceBinary(this.#binary!, choice.layout, assembler, full);
    return (
      choice.kind === 'documents' && this.#advanceDocuments(this.#documents!, choice.layout, assembler, full)
    );
  }

  #advanceRecords(
    records: DelimitedRecords,
    choice: DelimitedChoice,
    assembler: CallAssembler,
    full: () => boolean,
  ): boolean {
    const { fields } = records;
    for (;;) {
      const found = records.next();
      if (found === NEXT.more) return false;
      if (this.#skip > 0) {
        this.#skip -= 1;
        continue;
      }
      this.#rows += 1;
      if (found === NEXT.bad) {
        this.#quarantine(records.line, 0, fields.fault, FAULT_WORDS[fields.fault], this.#rawRecord(records));
        continue;
      }
      const { row } = this;
      row.reset(records.line);
      this.#hash.start(row.scope);
      this.#hash.words(records.view, fields.from, fields.to);
      this.#hash.finish();
      row.rowHigh = this.#hash.high;
      row.rowLow = this.#hash.low;
      const layout = this.#layout ?? choice.layout;
      const result = layout.read(fields, row);
      if (result === 'row') assembler.accept(row);
      else if (result === 'header') {
        this.#rows -= 1;
        this.#headersAgain += 1;
      } else if (this.#headerAgain(fields, choice)) continue;
      else {
        if (result === 'refused' && layout.refusal === 'field-count' && records.keepFirstLine())
          row.refusalDetail += '; a quoted field ran on over the next line';
        this.#aside(result, layout, () => this.#rawRecord(records));
      }
      if (full()) return true;
    }
  }

  /** Another header: the records after it are read by its names. Only what is no row is asked. */
  #headerAgain(fields: FieldRow, choice: DelimitedChoice): boolean {
    const known = this.#header ?? choice.header;
    if (known === null) return false;
    const record = Array.from({ length: fields.count }, (_, place) => fieldText(fields, place));
    if (!isHeaderAgain(known, record)) return false;
    const same = record.join('\0') === known.join('\0');
    const layout = same ? null : choice.after(record);
    if (!same && layout === null) return false;
    if (layout !== null) {
      this.#left.push(this.#layout ?? choice.layout);
      this.#layout = layout;
      this.#header = record;
    }
    this.#rows -= 1;
    this.#headersAgain += 1;
    return true;
  }

  #advanceDocuments(
    documents: JsonDocuments,
    layout: DocumentLayout,
    assembler: CallAssembler,
    full: () => boolean,
  ): boolean {
    for (;;) {
      const found = documents.next();
      if (found === NEXT.more) return false;
      this.#rows += 1;
      const raw = () => documents.text.slice(0, RAW_LIMIT);
      if (found === NEXT.bad) {
        this.#quarantine(documents.line, 0, 'bad-json', 'the object has no end', raw());
        continue;
      }
      const { row } = this;
      row.reset(documents.line);
      this.#hash.start(row.scope);
      this.#hash.text(documents.text);
      this.#hash.finish();
      row.rowHigh = this.#hash.high;
      row.rowLow = this.#hash.low;
      const result = layout.read(documents.text, row);
      if (result === 'row') assembler.accept(row);
      else this.#aside(result, layout, raw);
      if (full()) return true;
    }
  }

  #advanceBinary(
    records: BerRecords,
    layout: BinaryLayout,
    assembler: CallAssembler,
    full: () => boolean,
  ): boolean {
    const { fields } = records;
    for (;;) {
      const found = records.next();
      if (found === NEXT.more) return false;
      this.#rows += 1;
      if (found === NEXT.bad) {
        const { offset, fault, faultDetail, faultBytes } = records;
        this.#refuse({
          line: null,
          offset,
          column: null,
          reason: fault,
          detail: faultDetail,
          raw: hex(faultBytes),
        });
        continue;
      }
      const { row } = this;
      row.reset(records.offset);
      this.#hash.start(row.scope);
      this.#hash.words(records.view, fields.from, fields.to);
      this.#hash.finish();
      row.rowHigh = this.#hash.high;
      row.rowLow = this.#hash.low;
      const result = layout.read(fields, row);
      if (result === 'row') assembler.accept(row);
      else if (result === 'dropped') this.#drop(layout.dropReason);
      else
        this.#refuse({
          line: null,
          offset: records.offset,
          column: null,
          reason: layout.refusal,
          detail: row.refusalDetail,
          raw: hex(fields.bytes.subarray(fields.from, fields.to)),
        });
      if (full()) return true;
    }
  }

  #drop(reason: string): void {
    this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + 1);
  }

  #aside(result: LayoutResult, layout: DelimitedLayout | DocumentLayout, raw: () => string): void {
    if (result === 'dropped') {
      this.#drop(layout.dropReason);
      return;
    }
    const text = raw();
    const reason = text.includes('\0') ? 'nul-bytes' : layout.refusal;
    this.#quarantine(this.row.line, this.row.refusalColumn, reason, this.row.refusalDetail, text);
  }

  #rawRecord({ fields }: DelimitedRecords): string {
    return bytesText(fields.bytes, fields.from, Math.min(fields.to, fields.from + RAW_LIMIT));
  }

  #quarantine(line: number, column: number, reason: string, detail: string, raw: string): void {
    this.#refuse({ line, offset: null, column: column === 0 ? null : column, reason, detail, raw });
  }

  #refuse(record: Omit<QuarantinedRecord, 'file'>): void {
    this.#quarantined += 1;
    this.#options.onQuarantine?.({ file: this.#options.name, ...record });
  }

  #warnings(): readonly string[] {
    const { choice, opened, zone, zoneTold } = this.#options;
    const warnings: string[] = [];
    if (choice.kind === 'empty') return warnings;
    const layouts = [...this.#left, this.#layout ?? choice.layout];
    if (!zoneTold && layouts.some(({ zoneUsed }) => zoneUsed))
      warnings.push(
        `no time zone was given: written times were read as ${zone.name}; pass --timezone if the switch writes local time`,
      );
    if (opened.encodingGuessed)
      warnings.push(
        `the text is not UTF-8 and was read as ${opened.encoding}; pass --encoding if names look wrong`,
      );
    return [...new Set([...warnings, ...layouts.flatMap((layout) => layout.warnings())])];
  }
}

const FAULT_WORDS = {
  'unterminated-quote': 'a quoted field is not closed (an upload cut short, or a stray quote)',
  'too-many-fields': 'more than 512 fields',
  'record-too-long': 'longer than 64 KiB',
} as const;
