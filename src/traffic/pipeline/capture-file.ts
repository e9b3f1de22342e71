import { appendFacts, type CallColumns, callColumns } from '../../domain/call-columns.ts';
import type { CallEvent } from '../../domain/call-event.ts';
import { factsOf } from '../../domain/call-facts.ts';
import { Fault } from '../../domain/fault.ts';
import { NO_KEY, type NumberKey, writeKey } from '../../domain/number-key.ts';
import type { TelephoneNumber } from '../../domain/telephone-number.ts';
import { LaneHash } from '../../lib/lane-hash.ts';
import { latin1 } from '../../lib/sip/header-text.ts';
import { SeenCalls, type SourceZone } from '../normalise/index.ts';
import {
  type CapturedPayload,
  type CaptureKind,
  CapturePacket,
  type CaptureSource,
  type OpenedSource,
  openCapture,
  PacketDissector,
} from '../sources/index.ts';
import type { CallBatch, CallRecordFile, CallRecordFileOptions } from './call-record-file.ts';
import type { CallRecordTally } from './call-record-tally.ts';
import { captureWarnings } from './capture-warnings.ts';
import { capturePeer, createSignallingFeed, type SignallingFeed } from './signalling-feed.ts';

/** One capture file among call records: its calls come out like those of any other file. */
export interface CaptureFileParts {
  readonly name: string;
  readonly kind: CaptureKind;
  readonly opened: OpenedSource;
  readonly zone: SourceZone;
  readonly options: CallRecordFileOptions;
}

const EVENT_BATCH = 1024;
const RAW_LIMIT = 4096;
/** Part of every id, so that one call in two files is known as one. */
const PEER_NAME = 'capture';
const SEED = 29;

interface Told {
  readonly event: CallEvent;
  readonly line: number;
}

/** Reads a capture file as calls. Rows are SIP messages and the packets in which none ended (`CaptureCounts`). */
export class CaptureFile implements CallRecordFile {
  readonly format: CaptureKind;
  readonly #parts: CaptureFileParts;
  readonly #source: CaptureSource;
  readonly #dissector: PacketDissector;
  readonly #feed: SignallingFeed;
  readonly #seen: SeenCalls;
  readonly #hash = new LaneHash();
  readonly #packet = new CapturePacket();
  readonly #problems = new Map<string, number>();
  #told: Told[] = [];
  #duplicates = 0;
  #packetAt = Number.NaN;
  #begun = false;
  #complete = false;
  #closed = false;

  constructor(parts: CaptureFileParts) {
    const { options, opened, kind } = parts;
    this.#parts = parts;
    this.format = kind;
    this.#seen = options.seen ?? new SeenCalls();
    this.#source = openCapture(opened.reader, kind, opened.sample);
    const peer = capturePeer(options.idScope ?? PEER_NAME, options.country, options.trunk);
    this.#feed = createSignallingFeed({
      normaliser: options.normaliser,
      utcOffsetMin: (at) => parts.zone.offsetMin(at),
      peerOf: () => peer,
      onCall: (event, { place }) => this.#call(event, place),
      onRefused: (captured, reason, detail, place) => this.#quarantine(captured, reason, detail, place),
    });
    this.#dissector = new PacketDissector({
      onMessage: (message, packetNumber) =>
        this.#feed.take(message, options.receivedAt, this.#packetAt, packetNumber),
    });
  }

  async *events(): AsyncGenerator<readonly Told[]> {
    for await (const told of this.#reading(EVENT_BATCH)) yield told;
  }

  async *columns(capacity = 4096, next?: () => Promise<CallColumns>): AsyncGenerator<CallBatch> {
    const fresh = async () => {
      const columns = (await next?.()) ?? callColumns(capacity);
      columns.length = 0;
      return columns;
    };
    let columns = await fresh();
    let texts = new Map<NumberKey, string>();
    const reading = this.#reading(capacity);
    let fault: unknown = null;
    try {
      for (;;) {
        const step = await reading.next().catch((error: unknown) => {
          fault = error;
          return null;
        });
        if (step === null || step.done === true) break;
        for (const { event } of step.value) {
          appendFacts(columns, factsOf(event));
          noteText(texts, event.caller);
          noteText(texts, event.callee);
          if (columns.length < capacity) continue;
          yield { columns, texts: [...texts] };
          columns = await fresh();
          texts = new Map();
        }
      }
    } finally {
      await this.close();
    }
    // What was read before a fault comes out before it.
    if (columns.length > 0) yield { columns, texts: [...texts] };
    if (fault !== null) throw fault;
  }

  tally(): CallRecordTally {
    const { name, opened, zone, kind } = this.#parts;
    const { counts } = this.#dissector;
    const { refused, calls } = this.#feed.counts;
    const dropped = Object.fromEntries([...counts.dropped, ...calls.dropped]);
    if (calls.inLegs > 0) dropped['further-leg'] = calls.inLegs;
    return {
      path: name,
      format: kind,
      formatReason: `it begins as a ${kind} capture file`,
      compression: opened.compression,
      encoding: 'binary',
      timezone: zone.name,
      rows: counts.messages + sum(counts.dropped.values()),
      events: calls.calls - this.#duplicates,
      duplicates: this.#duplicates,
      quarantined: sum(refused.values()),
      mergedRows: calls.inCalls - calls.calls,
      lateRows: calls.dropped.get('late') ?? 0,
      dropped,
      lines: this.#source.packets,
      blankLines: 0,
      headerLines: 0,
      problems: Object.fromEntries(this.#problems),
      warnings: captureWarnings(counts, calls, this.#source.cutBytes),
      complete: this.#complete,
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#source.close();
  }

  /** Calls in groups of about `size`. A fault is raised when what was read before it has been handed out. */
  async *#reading(size: number): AsyncGenerator<readonly Told[]> {
    if (this.#begun) throw new Error('a capture file is read once; open it again');
    this.#begun = true;
    let fault: Fault | null = null;
    try {
      do {
        while (this.#source.next(this.#packet)) {
          this.#packetAt = this.#packet.at;
          this.#dissector.packet(this.#packet);
          if (this.#told.length >= size) yield this.#take();
        }
        this.#progress();
      } while (await this.#source.fill());
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      fault = error;
    }
    try {
      this.#dissector.end();
      this.#feed.end();
      if (this.#told.length > 0) yield this.#take();
      if (fault !== null) throw fault;
      if (this.#source.damage !== null) throw damaged(this.#parts.name, this.#source);
      this.#complete = true;
    } finally {
      await this.close();
    }
  }

  #take(): readonly Told[] {
    const told = this.#told;
    this.#told = [];
    return told;
  }

  #progress(): void {
    const { options, opened } = this.#parts;
    options.onProgress?.(opened.reader.bytesRead, opened.reader.totalBytes);
  }

  #call(event: CallEvent, line: number): void {
    this.#hash.start(SEED ^ (this.#parts.options.hashSeed ?? 0));
    this.#hash.text(event.id);
    this.#hash.finish();
    const { high, low } = this.#hash;
    if (this.#seen.find(high, low) !== 0) {
      this.#duplicates += 1;
      return;
    }
    this.#seen.add(high, low, this.#seen.nextSerial, low);
    this.#seen.nextSerial += 1;
    for (const word of event.problems) this.#problems.set(word, (this.#problems.get(word) ?? 0) + 1);
    this.#told.push({ event: { ...event, source: this.#parts.options.source }, line });
  }

  #quarantine(captured: CapturedPayload, reason: string, detail: string, line: number): void {
    const { payload, payloadStart, payloadEnd } = captured;
    const raw = latin1(payload, payloadStart, Math.min(payloadEnd, payloadStart + RAW_LIMIT));
    this.#parts.options.onQuarantine?.({
      file: this.#parts.name,
      line,
      offset: null,
      column: null,
      reason,
      detail,
      raw,
    });
  }
}

function damaged(name: string, { damage, packets }: CaptureSource): Fault {
  return new Fault(
    'call-records-damaged',
    `${name}: the capture is damaged: ${damage}; the ${packets} packets before that were read, fetch the file again for the rest`,
  );
}

function noteText(texts: Map<NumberKey, string>, { key, canonical }: TelephoneNumber): void {
  if (key !== NO_KEY && writeKey(key) === null) texts.set(key, canonical);
}

function sum(counts: Iterable<number>): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
