import type { Readable } from 'node:stream';
import type { CallColumns } from '../../domain/call-columns.ts';
import type { CallEvent } from '../../domain/call-event.ts';
import { countryZone } from '../../domain/country-zone.ts';
import { Fault } from '../../domain/fault.ts';
import type { NumberKey } from '../../domain/number-key.ts';
import { bad, ok, type Result } from '../../domain/result.ts';
import type { TrunkKind } from '../../domain/trunk.ts';
import { timeZone } from '../../lib/time-zone.ts';
import {
  BER_FORMAT,
  CallAssembler,
  type CallRecordMapping,
  type CallSink,
  CROWD,
  chooseBinary,
  chooseFormat,
  type FormatChoice,
  type FormatRefusal,
  type NumberNormaliser,
  PartyReader,
  type RecordProfile,
  SeenCalls,
  type SourceZone,
  sourceZone,
} from '../normalise/index.ts';
import { fileReader, knownEncoding, openSource, streamReader } from '../sources/index.ts';
import type { CallRecordTally } from './call-record-tally.ts';
import { ColumnSink, EventSink, type FileFacts } from './call-sinks.ts';
import { CaptureFile } from './capture-file.ts';
import { type QuarantinedRecord, RecordWalk } from './record-walk.ts';

export type { CallRecordTally } from './call-record-tally.ts';
export type { QuarantinedRecord } from './record-walk.ts';

/** How to open one file of call records. */
export interface CallRecordFileOptions {
  /** A path, or a stream with the name under which it is reported. */
  readonly from: { readonly path: string } | { readonly stream: Readable; readonly name: string };
  readonly normaliser: NumberNormaliser;
  /** ISO alpha-2 country whose dialling rules apply to the written numbers. */
  readonly country: string;
  readonly trunk: TrunkKind;
  /** When the file was handed to us, epoch ms: `receivedAt` of every call. */
  readonly receivedAt: number;
  /** Which configured source the calls are reported under (`scan:Master.csv`). */
  readonly source: string;
  /** A name from `FORMAT_NAMES`. (Default: what the content looks like) */
  readonly format?: string | undefined;
  readonly mapping?: CallRecordMapping | undefined;
  /** Gives the profile of binary charging records; asked only when a file has them. Without it they are refused. */
  readonly profile?: (() => Promise<RecordProfile>) | undefined;
  /**
   * Zone of written times: IANA name, `UTC` or `+08:00`. (Default: the mapping's, else UTC with a warning.) Hours of the
   * day are read in it unless it is universal; then in the country's own zone.
   */
  readonly timezone?: string | undefined;
  /** Character encoding. (Default: byte-order mark, the mapping's, else what the bytes look like) */
  readonly encoding?: string | undefined;
  /** Memory of calls already met; share one over the files of a run, one file at a time. (Default: of this file alone) */
  readonly seen?: SeenCalls | undefined;
  /** Switch the ids belong to, when files of several switches are read together. (Default: the format's name) */
  readonly idScope?: string | undefined;
  /**
   * Keys the hashes by which ids of calls are remembered, 32 bits. A secret one, kept as long as the calls are, where
   * callers choose their ids and could make two of them meet; with the same seed the same file gives the same ids.
   * (Default: 0, so that every run over a file gives the same)
   */
  readonly hashSeed?: number | undefined;
  readonly onQuarantine?: ((record: QuarantinedRecord) => void) | undefined;
  readonly onProgress?: ((bytesRead: number, totalBytes: number | null) => void) | undefined;
}

export type CallRecordFileRefusal = FormatRefusal | 'unknown-timezone' | 'unknown-encoding';

export interface CallBatch {
  readonly columns: CallColumns;
  /** Written forms of hashed keys (names, long codes) that occur from this batch on. */
  readonly texts: readonly (readonly [NumberKey, string])[];
}

/** One file of call records, opened and understood. It is read once, in one of two forms that tell the same calls. */
export interface CallRecordFile {
  readonly format: string;
  /** Calls in words, in batches of about a thousand. */
  events(): AsyncIterable<readonly { event: CallEvent; line: number }[]>;
  /**
   * Calls as columns, in batches of `capacity` (a multiple of 8), the last one shorter. `next` gives the columns to fill
   * (of that capacity); without it each batch comes in fresh ones.
   */
  columns(capacity?: number, next?: () => Promise<CallColumns>): AsyncIterable<CallBatch>;
  /** What became of the rows; complete once reading has ended. */
  tally(): CallRecordTally;
  /** Closes the file if it is not going to be read. Reading closes it by itself. */
  close(): Promise<void>;
}

/**
 * Opens a file of call records: unpacks it, finds its encoding and format and prepares to read it.
 * Bad input is a value: a file that fits no format, lacks a required column or names an unknown zone is refused with
 * what was seen and what to do. Throws `Fault` when the file cannot be read at all; reading throws `Fault`
 * `call-records-damaged` at the end of what a cut archive still gives, with the tally valid to that point.
 */
export async function openCallRecordFile(
  options: CallRecordFileOptions,
): Promise<Result<CallRecordFile, CallRecordFileRefusal>> {
  const zoneName = options.timezone ?? options.mapping?.timezone;
  const told = zoneName === undefined ? null : timeZone(zoneName);
  if (zoneName !== undefined && told === null)
    return bad(
      'unknown-timezone',
      `no time zone "${zoneName}"; use a name such as Asia/Shanghai, UTC, or an offset such as +08:00`,
    );
  const home = countryZone(options.country);
  const zone = sourceZone(told, home === null ? null : timeZone(home));
  const encoding = options.encoding ?? options.mapping?.encoding;
  if (encoding !== undefined && !knownEncoding(encoding))
    return bad(
      'unknown-encoding',
      `no encoding "${encoding}"; use a name such as utf-8, gb18030, koi8-r, windows-1251`,
    );
  const { from } = options;
  const name = 'path' in from ? from.path : from.name;
  const raw = 'path' in from ? await fileReader(from.path) : streamReader(from.stream);
  try {
    const opened = await openSource(raw, name, encoding, toldForm(options));
    if (opened.foreign !== null) {
      await opened.reader.close();
      return bad('unsupported-format', foreignDetail(name, opened.foreign));
    }
    if (opened.capture !== null)
      return ok(new CaptureFile({ name, kind: opened.capture, opened, zone, options }));
    const choice =
      opened.ber === null
        ? chooseFormat(opened.sample, opened.sampleIsWhole, zone, options)
        : await binaryChoice(zone, options);
    if (!choice.ok) {
      await opened.reader.close();
      const doubt = opened.encodingGuessed
        ? `. The text was read as ${opened.encoding}: pass --encoding if names look wrong`
        : '';
      return { ...choice, detail: `${name}: ${choice.detail}${doubt}` };
    }
    const walk = new RecordWalk({
      name,
      opened,
      choice: choice.value,
      zone,
      zoneTold: told !== null,
      onQuarantine: options.onQuarantine,
      onProgress: options.onProgress,
    });
    return ok(new OpenedCallRecordFile(walk, options));
  } catch (error) {
    await raw.close();
    throw error;
  }
}

/** What the caller says about the form of a file: a mapping or the name of a text format is for text. */
function toldForm({ format, mapping }: CallRecordFileOptions): 'ber' | 'text' | undefined {
  if (format === BER_FORMAT) return 'ber';
  return format === undefined && mapping === undefined ? undefined : 'text';
}

async function binaryChoice(
  zone: SourceZone,
  { profile, format }: CallRecordFileOptions,
): Promise<Result<FormatChoice, FormatRefusal>> {
  if (profile === undefined)
    return bad('unsupported-format', 'binary charging records (BER), and no profile to read them by');
  return ok(chooseBinary(await profile(), zone, format === BER_FORMAT));
}

/** Why a file that is packed in a way that is not read was refused, and what to do. */
export function foreignDetail(name: string, foreign: string): string {
  return `${name} is ${foreign}, which is not unpacked here: unpack it, or save the sheet as CSV, and hand in the text (plain, gzip or zstd)`;
}

const mangledWarning = (calls: number): string =>
  `${calls} calls have a number that a spreadsheet rewrote (8.6138E+12, 13800138001.0), so that it counts for nobody: export that column as text`;

const crowdedWarning = (calls: number): string =>
  `${calls} calls have more than ${CROWD} rows each: their id seems to be shared by several calls (the wrong id column, or a channel that stays up all day), so that callees may be missing; leave the id out or choose another`;

/** Events leave in batches of about this many. */
const EVENT_BATCH = 1024;

class OpenedCallRecordFile implements CallRecordFile {
  readonly format: string;
  readonly #walk: RecordWalk;
  readonly #options: CallRecordFileOptions;
  readonly #facts: FileFacts;
  #assembler: CallAssembler | null = null;
  #sink: ColumnSink | EventSink | null = null;

  constructor(walk: RecordWalk, options: CallRecordFileOptions) {
    const { source, trunk, receivedAt } = options;
    this.format = walk.format;
    this.#walk = walk;
    const { idScope, hashSeed = 0 } = options;
    if (idScope !== undefined || hashSeed !== 0) walk.row.setScope(idScope ?? '', hashSeed);
    this.#options = options;
    this.#facts = { source, trunk, receivedAt, idScope: options.idScope ?? walk.format };
  }

  async *events(): AsyncGenerator<readonly { event: CallEvent; line: number }[]> {
    const sink = new EventSink(this.#facts);
    const { assembler } = this.#begin(sink, sink);
    this.#walk.row.wantsText = true;
    try {
      const reading = this.#reading(assembler, () => sink.length >= EVENT_BATCH);
      while (await reading.next()) if (sink.length > 0) yield sink.takeEvents();
      while (assembler.flushOne()) if (sink.length >= EVENT_BATCH) yield sink.takeEvents();
      if (sink.length > 0) yield sink.takeEvents();
      reading.end();
    } finally {
      await this.#walk.close();
    }
  }

  async *columns(capacity = 4096, next?: () => Promise<CallColumns>): AsyncGenerator<CallBatch> {
    const sink = new ColumnSink(capacity, this.#facts);
    const { assembler, parties } = this.#begin(sink, sink);
    const handOut = async function* (): AsyncGenerator<CallBatch> {
      yield { columns: sink.columns, texts: parties.takeTexts() };
      sink.renew(await next?.());
    };
    try {
      if (next !== undefined) sink.renew(await next());
      const reading = this.#reading(assembler, () => sink.full);
      while (await reading.next()) if (sink.full) yield* handOut();
      if (sink.full) yield* handOut();
      while (assembler.flushOne()) if (sink.full) yield* handOut();
      if (sink.columns.length > 0) yield* handOut();
      reading.end();
    } finally {
      await this.#walk.close();
    }
  }

  tally(): CallRecordTally {
    const assembler = this.#assembler;
    const dropped: Record<string, number> = Object.fromEntries(this.#walk.dropped);
    for (const [reason, count] of assembler?.dropped ?? []) dropped[reason] = (dropped[reason] ?? 0) + count;
    const account = this.#walk.account();
    const problems = this.#sink?.counted.problems() ?? {};
    const crowded = assembler?.crowded ?? 0;
    const mangled = problems['number-written-by-spreadsheet'] ?? 0;
    return {
      ...account,
      warnings: [
        ...account.warnings,
        ...(mangled === 0 ? [] : [mangledWarning(mangled)]),
        ...(crowded === 0 ? [] : [crowdedWarning(crowded)]),
      ],
      events: this.#sink?.counted.events ?? 0,
      duplicates: assembler?.duplicates ?? 0,
      mergedRows: assembler?.joined ?? 0,
      lateRows: assembler?.late ?? 0,
      dropped,
      problems,
    };
  }

  close(): Promise<void> {
    return this.#walk.close();
  }

  /** Steps through the file. A fault ends the steps and is raised by `end`, when what was read has been handed out. */
  #reading(assembler: CallAssembler, full: () => boolean): { next(): Promise<boolean>; end(): void } {
    let fault: unknown = null;
    return {
      next: async () => {
        try {
          return await this.#walk.advance(assembler, full);
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          fault = error;
          return false;
        }
      },
      end: () => {
        if (fault !== null) throw fault;
        this.#walk.finish();
      },
    };
  }

  #begin(
    sink: CallSink,
    counted: ColumnSink | EventSink,
  ): { assembler: CallAssembler; parties: PartyReader } {
    if (this.#assembler !== null) throw new Error('a call-record file is read once; open it again');
    const { normaliser, country, trunk, seen } = this.#options;
    const parties = new PartyReader(normaliser, country, trunk);
    const assembler = new CallAssembler(this.#walk.holdCalls, seen ?? new SeenCalls(), parties, sink);
    this.#assembler = assembler;
    this.#sink = counted;
    return { assembler, parties };
  }
}
