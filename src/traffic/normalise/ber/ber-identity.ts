import { laneHex } from '../../../lib/lane-hash.ts';
import type { CallRow } from '../cdr/call-row.ts';
import { type RecordKind, SLOT } from './compile-profile.ts';
import { readInteger } from './field-value.ts';
import type { ReadFields } from './read-fields.ts';

const SEED = 11;
const NETWORK_SEED = 12;
/** Octets of one part of a key. */
const MAX_PART = 48;
/** A reference shorter than this comes round too soon to join records of different kinds. */
const MIN_NETWORK_REFERENCE = 3;
/** Causes of TS 32.298 that say that more records of the call follow. */
const PARTIAL = 1;
const PARTIAL_REESTABLISHED = 2;
/** Records of one kind stand together in rank. */
const RANKS = 2 ** 32;

const RECORD_PARTS = [
  SLOT.recordingEntity,
  SLOT.callReference,
  SLOT.servedIMSI,
  SLOT.servedMSISDN,
  SLOT.callingNumber,
  SLOT.calledNumber,
];
const NETWORK_PARTS = [SLOT.mSCAddress, SLOT.networkCallReference];

/**
 * Which call a record tells of. A call reference tells apart what one switch does for one subscriber and is used again
 * later, so the parties belong to the key and, unless the record is one of several partial ones, its time. The reference
 * that the network gives a call (with the address of the MSC that gave it) joins records of different kinds.
 */
export class BerIdentity {
  readonly #key = new Uint8Array((RECORD_PARTS.length + 3) * (MAX_PART + 1));
  #length = 0;

  identify(bytes: Uint8Array, fields: ReadFields, kind: RecordKind, row: CallRow): void {
    const sequence = this.#integer(bytes, fields, SLOT.sequenceNumber);
    row.rank = kind.rank * RANKS + (sequence || 0);
    if (!isReference(bytes, fields, SLOT.callReference, 1)) row.keyByContent();
    else {
      this.#length = 0;
      this.#add(kind.tag & 255);
      for (const slot of RECORD_PARTS) this.#part(bytes, fields, slot);
      if (!this.#isPartial(bytes, fields, sequence)) {
        const isAnswer = !fields.has(SLOT.seizureTime);
        this.#part(bytes, fields, isAnswer ? SLOT.answerTime : SLOT.seizureTime);
      }
      row.addKey(SEED, this.#key, 0, this.#length);
      if (row.wantsText)
        row.id = `${hexOf(bytes, fields, SLOT.callReference)}-${laneHex(row.keyHigh[0]!)}${laneHex(row.keyLow[0]!)}`;
    }
    if (!isReference(bytes, fields, SLOT.networkCallReference, MIN_NETWORK_REFERENCE)) return;
    if (!fields.has(SLOT.mSCAddress)) return;
    this.#length = 0;
    for (const slot of NETWORK_PARTS) this.#part(bytes, fields, slot);
    row.addKey(NETWORK_SEED, this.#key, 0, this.#length);
  }

  #isPartial(bytes: Uint8Array, fields: ReadFields, sequence: number): boolean {
    if (sequence >= 0 || fields.has(SLOT.partialRecordType)) return true;
    const ending = this.#integer(bytes, fields, SLOT.causeForTerm);
    return ending === PARTIAL || ending === PARTIAL_REESTABLISHED;
  }

  #integer(bytes: Uint8Array, fields: ReadFields, slot: number): number {
    return fields.has(slot) ? readInteger(bytes, fields.starts[slot]!, fields.ends[slot]!) : NaN;
  }

  /** A part with its length before it, so that no two lists of parts look alike. */
  #part(bytes: Uint8Array, fields: ReadFields, slot: number): void {
    const start = fields.starts[slot]!;
    const end = start < 0 ? start : Math.min(fields.ends[slot]!, start + MAX_PART);
    this.#add(end - start);
    for (let at = start; at < end; at += 1) this.#add(bytes[at]!);
  }

  #add(byte: number): void {
    this.#key[this.#length] = byte;
    this.#length += 1;
  }
}

/** Whether a reference is there and names something: neither all zeros nor all ones. */
function isReference(bytes: Uint8Array, fields: ReadFields, slot: number, atLeast: number): boolean {
  const start = fields.starts[slot]!;
  const end = fields.ends[slot]!;
  if (start < 0 || end - start < atLeast) return false;
  for (let at = start; at < end; at += 1) if (bytes[at] !== 0 && bytes[at] !== 0xff) return true;
  return false;
}

function hexOf(bytes: Uint8Array, fields: ReadFields, slot: number): string {
  const start = fields.starts[slot]!;
  return Buffer.from(bytes.subarray(start, Math.min(fields.ends[slot]!, start + MAX_PART))).toString('hex');
}
