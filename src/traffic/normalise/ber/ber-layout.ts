import type { CallOutcome } from '../../../domain/call-event.ts';
import type { BerRecord } from '../../../lib/ber/ber-record.ts';
import type { TimeZone } from '../../../lib/time-zone.ts';
import type { CallRow } from '../cdr/call-row.ts';
import { setTimes } from '../cdr/call-times.ts';
import { q850Outcome } from '../cdr/hangup-cause.ts';
import { LocalStamps, STAMP } from '../cdr/local-stamp.ts';
import type { LayoutResult, RecordLayout, Refusal } from '../cdr/record-layout.ts';
import { problemBit } from '../cdr/record-problem.ts';
import { BerIdentity } from './ber-identity.ts';
import { BerParties } from './ber-parties.ts';
import { type RecordKind, type RecordProfile, SHOWN_FIELD, SLOT, UNKNOWN_FIELD } from './compile-profile.ts';
import { asciiText, deviceText, findInside, readCause, readInteger, readLocation } from './field-value.ts';
import { ReadFields } from './read-fields.ts';
import { BAD_STAMP, readTimeStamp, writtenLocalTime } from './time-stamp.ts';
import { UnknownFields } from './unknown-fields.ts';

/** CauseForTerm of TS 32.298. */
const UNSUCCESSFUL_ATTEMPT = 3;
const ABNORMAL_RELEASE = 4;
const START_UNKNOWN = problemBit('start-unknown');

/**
 * Charging records of 3GPP TS 32.298 in BER, read by a profile that says which tag is which field. Answered is what has
 * an answer time; partial records of one call (sequence number, partial record type) are one call; what is no call is
 * dropped under its name.
 */
export class BerLayout implements RecordLayout<BerRecord> {
  readonly format: string;
  readonly holdCalls = 65_536;
  dropReason = '';
  refusal: Refusal = 'missing-time';
  readonly #profile: RecordProfile;
  readonly #stamps: LocalStamps;
  readonly #fields = new ReadFields();
  readonly #identity = new BerIdentity();
  readonly #parties: BerParties;
  readonly #unknown = new UnknownFields();
  /** Kinds of records that told a call, and whether any named the call for the whole network. */
  readonly #told = new Set<RecordKind>();
  #isJoined = false;
  /** Slot of a time that is there and is none, -1 when all are sound. */
  #badTime = -1;

  constructor(profile: RecordProfile, zone: TimeZone) {
    this.#profile = profile;
    this.format = profile.name === '3gpp' ? BER_FORMAT : `${BER_FORMAT}:${profile.name}`;
    this.#stamps = new LocalStamps(zone);
    this.#parties = new BerParties(profile.nationalPrefixes);
  }

  read(record: BerRecord, row: CallRow): LayoutResult {
    const kind = kindOf(this.#profile, record);
    if (kind === null || !kind.isCall) {
      this.dropReason = kind === null ? `not-a-call:${recordName(this.#profile, record)}` : kind.reason;
      return 'dropped';
    }
    this.#place(record, kind);
    if (!this.#measure(record.bytes, kind, row)) return this.#refuse(row, kind);
    row.offsetMin = this.#stamps.offsetOf(row.at);
    this.#told.add(kind);
    this.#identity.identify(record.bytes, this.#fields, kind, row);
    this.#isJoined ||= row.keyCount > 1;
    this.#parties.read(record.bytes, this.#fields, kind, row);
    if (kind.isCallersDevice && !this.#parties.isForwarded) this.#locate(record.bytes, kind, row);
    return 'row';
  }

  get zoneUsed(): boolean {
    return this.#stamps.zoneUsed;
  }

  warnings(): readonly string[] {
    const unknown = this.#unknown.sentence();
    const several = this.#told.size > 1 && !this.#isJoined ? [severalKinds([...this.#told])] : [];
    return unknown === null ? several : [...several, unknown];
  }

  /** Notes where the fields stand that are read; tags that nobody named are counted. */
  #place(record: BerRecord, kind: RecordKind): void {
    const fields = this.#fields;
    const { tags, starts, ends, count } = record;
    fields.clear();
    for (let index = 0; index < count; index += 1) {
      const slot = kind.slotOf(tags[index]!);
      if (slot >= 0) fields.put(slot, starts[index]!, ends[index]!);
      else if (slot === UNKNOWN_FIELD) this.#unknown.count(kind, tags[index]!);
      else if (slot === SHOWN_FIELD && kind.inner.length > 0) this.#placeInner(record, kind, index);
    }
  }

  #placeInner({ bytes, tags, starts, ends }: BerRecord, kind: RecordKind, index: number): void {
    for (const { path, slot } of kind.inner) {
      if (path[0] !== tags[index]) continue;
      const found = findInside(bytes, starts[index]!, ends[index]!, path);
      if (found !== null) this.#fields.put(slot, found.start, found.end);
    }
  }

  #measure(bytes: Uint8Array, kind: RecordKind, row: CallRow): boolean {
    this.#badTime = -1;
    const startAt = this.#time(bytes, kind, SLOT.seizureTime, row);
    const answerAt = this.#time(bytes, kind, SLOT.answerTime, row);
    const endAt = this.#time(bytes, kind, SLOT.releaseTime, row);
    const held = this.#integer(bytes, SLOT.callDuration) * 1000;
    const outcome: CallOutcome = Number.isNaN(answerAt) ? this.#unanswered(bytes) : 'answered';
    const isAnswered = outcome === 'answered';
    const isTimed = setTimes(row, {
      startAt,
      answerAt,
      endAt,
      totalMs: isAnswered ? NaN : held,
      talkMs: isAnswered ? held : NaN,
      ringMs: isAnswered ? answerAt - startAt : NaN,
      outcome,
    });
    if (isAnswered && Number.isNaN(startAt) && this.#integer(bytes, SLOT.sequenceNumber) > 1) continued(row);
    return isTimed;
  }

  #time(bytes: Uint8Array, kind: RecordKind, slot: number, row: CallRow): number {
    const start = this.#fields.starts[slot]!;
    if (start < 0) return NaN;
    const end = this.#fields.ends[slot]!;
    if (kind.types[slot] !== 'time') return this.#writtenTime(bytes, kind, slot, row);
    const at = readTimeStamp(bytes, start, end);
    if (at !== BAD_STAMP) return at;
    this.#badTime = slot;
    return NaN;
  }

  /** A time of a vendor's own: BCD without offset, or a text. */
  #writtenTime(bytes: Uint8Array, kind: RecordKind, slot: number, row: CallRow): number {
    const start = this.#fields.starts[slot]!;
    const end = this.#fields.ends[slot]!;
    const written =
      kind.types[slot] === 'local-time' ? writtenLocalTime(bytes, start, end) : asciiText(bytes, start, end);
    const found = written === null ? STAMP.bad : this.#stamps.readText(written);
    if (found === STAMP.time) {
      row.problems |= this.#stamps.problems;
      return this.#stamps.at;
    }
    if (found === STAMP.bad) this.#badTime = slot;
    return NaN;
  }

  /** How an attempt without answer time ended: by its cause, else by what the switch calls its end. */
  #unanswered(bytes: Uint8Array): CallOutcome {
    const { starts, ends } = this.#fields;
    const place = starts[SLOT.diagnostics]!;
    const outcome = place < 0 ? 'unknown' : q850Outcome(readCause(bytes, place, ends[SLOT.diagnostics]!));
    if (outcome !== 'unknown') return outcome;
    const ending = this.#integer(bytes, SLOT.causeForTerm);
    return ending === UNSUCCESSFUL_ATTEMPT || ending === ABNORMAL_RELEASE ? 'failed' : 'unknown';
  }

  #locate(bytes: Uint8Array, { types }: RecordKind, row: CallRow): void {
    const { starts, ends } = this.#fields;
    const device = starts[SLOT.servedIMEI]!;
    if (device >= 0)
      row.imei = deviceText(types[SLOT.servedIMEI]!, bytes, device, ends[SLOT.servedIMEI]!) || null;
    const cell = starts[SLOT.location]!;
    if (cell < 0) return;
    const end = ends[SLOT.location]!;
    row.cell =
      types[SLOT.location] === 'location'
        ? readLocation(bytes, cell, end)
        : asciiText(bytes, cell, end) || null;
  }

  #integer(bytes: Uint8Array, slot: number): number {
    const start = this.#fields.starts[slot]!;
    return start < 0 ? NaN : readInteger(bytes, start, this.#fields.ends[slot]!);
  }

  #refuse(row: CallRow, kind: RecordKind): 'refused' {
    const slot = this.#badTime;
    this.refusal =
      slot < 0
        ? row.refuse('missing-time', 0, `${kind.name}: no seizure, answer or release time`)
        : row.refuse('bad-time', 0, `${kind.name}: ${nameOfSlot(kind, slot)} is no time`);
    return 'refused';
  }
}

export const BER_FORMAT = '3gpp-ber';

const severalKinds = (kinds: readonly RecordKind[]): string =>
  `calls are told by records of several kinds (${kinds.map(({ name }) => name).join(', ')}) that no network call reference joins: a call that more than one of them tells counts more than once. Keep one kind, by a profile with "use: count" for the others (--mapping)`;

/** A later partial record: its "answer" is where it goes on, its beginning is told by the first one. */
function continued(row: CallRow): void {
  row.answerAt = NaN;
  row.ringKnown = true;
  row.problems &= ~START_UNKNOWN;
}

const nameOfSlot = (kind: RecordKind, slot: number): string => {
  const field = kind.fields.find((each) => each.slot === slot);
  return field === undefined ? 'time' : `${field.name} [${field.path.join('/')}]`;
};

/** The kind of a record; `null` when the profile has none for it. Modules of other domains use the same tags again. */
export function kindOf(profile: RecordProfile, record: BerRecord): RecordKind | null {
  const kind = profile.kinds.get(record.tag);
  if (kind === undefined) return null;
  const type = recordType(record);
  return Number.isNaN(type) || type === kind.recordType ? kind : null;
}

/** Name of a record that is no kind of the profile, `unknown-record-type` when it has none. */
export function recordName(profile: RecordProfile, record: BerRecord): string {
  const type = recordType(record);
  return profile.others.get(Number.isNaN(type) ? record.tag : type) ?? 'unknown-record-type';
}

function recordType({ bytes, tags, starts, ends, count }: BerRecord): number {
  for (let index = 0; index < count; index += 1)
    if (tags[index] === 0) return readInteger(bytes, starts[index]!, ends[index]!);
  return NaN;
}
