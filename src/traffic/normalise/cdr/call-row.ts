import { LaneHash, laneHex } from '../../../lib/lane-hash.ts';
import type { RowSignalling } from './row-signalling.ts';

/** Most keys one row may name its call by (its own id and the other legs' ids). */
export const MAX_KEYS = 12;

/**
 * What one record says about its call, reused from row to row so that the hot path allocates nothing. A layout fills
 * it; the assembler reads it at once. Several rows may speak of one call, each telling a part.
 */
export class CallRow {
  /** Hashes of the ids that name the call, the call's own first. */
  readonly keyHigh = new Int32Array(MAX_KEYS);
  readonly keyLow = new Int32Array(MAX_KEYS);
  keyCount = 0;
  /** Hash of the whole record: two records with one hash are the same record delivered twice. */
  rowHigh = 0;
  rowLow = 0;
  /** Id of the call in the source's words, without the format's name; filled only when `wantsText`. */
  id = '';
  wantsText = false;
  /** Mixed into every key, so that ids of different switches never meet and nobody outside knows which ids collide. */
  scope = 0;

  /** Physical line on which the record began. */
  line = 0;
  /** Epoch ms of the attempt, of the answer, of the end of talk and of the end of ringing; NaN: the row does not say. */
  at = NaN;
  answerAt = NaN;
  talkEndAt = NaN;
  ringEndAt = NaN;
  /** False when time from attempt to answer cannot be known from this row (accounting that starts at the answer). */
  ringKnown = true;
  offsetMin = 0;
  /** Index into `CALL_OUTCOMES`. */
  outcome = 0;
  /** Bits of `RECORD_PROBLEMS`. */
  problems = 0;
  /** The row whose parties are the call's parties is the one with the lowest rank, the first read among equals. */
  rank = 0;
  /** Version of the record where the source numbers its corrections, 0 otherwise; a higher one replaces. */
  version = 0;
  /** False for a row that only adds to a call begun by another (a BYE); alone it makes no call. */
  opens = true;

  /** Written caller and callee as byte ranges; `callerBytes` empty range means an empty field. */
  callerBytes: Uint8Array = EMPTY;
  callerStart = 0;
  callerEnd = 0;
  calleeBytes: Uint8Array = EMPTY;
  calleeStart = 0;
  calleeEnd = 0;
  imei: string | null = null;
  cell: string | null = null;
  /** What the record tells beside the numbers; `null` for most. */
  signalling: RowSignalling | null = null;

  /** Why the row was refused and in which field (1-based, 0 for none); read when a layout refuses it. */
  refusalColumn = 0;
  refusalDetail = '';

  reset(line: number): void {
    this.keyCount = 0;
    this.line = line;
    this.at = NaN;
    this.answerAt = NaN;
    this.talkEndAt = NaN;
    this.ringEndAt = NaN;
    this.ringKnown = true;
    this.outcome = 0;
    this.problems = 0;
    this.rank = 0;
    this.version = 0;
    this.opens = true;
    this.imei = null;
    this.cell = null;
    this.signalling = null;
  }

  /** Keeps the ids of one switch apart from those of others read with the same memory; `seed` keys the hashes. */
  setScope(name: string, seed: number): void {
    hash.start(seed);
    hash.text(name);
    hash.finish();
    this.scope = hash.low;
  }

  /** Names the call by the bytes of an id. */
  addKey(seed: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.keyCount === MAX_KEYS) return;
    hash.start(seed ^ this.scope);
    hash.bytes(bytes, start, end);
    hash.finish();
    this.keyHigh[this.keyCount] = hash.high;
    this.keyLow[this.keyCount] = hash.low;
    this.keyCount += 1;
  }

  /** Names the call by up to three texts that only together are an id (Call-ID, tag and dialled user). */
  addJointKey(seed: number, bytes: Uint8Array, ranges: Int32Array): void {
    if (this.keyCount === MAX_KEYS) return;
    hash.start(seed ^ this.scope);
    for (let at = 0; at < ranges.length; at += 2) {
      if (at > 0) hash.text(' ');
      hash.bytes(bytes, ranges[at]!, ranges[at + 1]!);
    }
    hash.finish();
    this.keyHigh[this.keyCount] = hash.high;
    this.keyLow[this.keyCount] = hash.low;
    this.keyCount += 1;
  }

  addTextKey(seed: number, text: string): void {
    if (this.keyCount === MAX_KEYS) return;
    hash.start(seed ^ this.scope);
    hash.text(text);
    hash.finish();
    this.keyHigh[this.keyCount] = hash.high;
    this.keyLow[this.keyCount] = hash.low;
    this.keyCount += 1;
  }

  /** A row without any id is its own call: its content names it. */
  keyByContent(): void {
    this.keyHigh[0] = this.rowHigh;
    this.keyLow[0] = this.rowLow;
    this.keyCount = 1;
    if (this.wantsText) this.id = `row-${laneHex(this.rowHigh)}${laneHex(this.rowLow)}`;
  }

  setCaller(bytes: Uint8Array, start: number, end: number): void {
    this.callerBytes = bytes;
    this.callerStart = start;
    this.callerEnd = end;
  }

  setCallee(bytes: Uint8Array, start: number, end: number): void {
    this.calleeBytes = bytes;
    this.calleeStart = start;
    this.calleeEnd = end;
  }

  /** The same from text, for layouts that have no bytes at hand. */
  setParties(caller: string, callee: string): void {
    const callerBytes = encoder.encode(caller);
    const calleeBytes = encoder.encode(callee);
    this.setCaller(callerBytes, 0, callerBytes.length);
    this.setCallee(calleeBytes, 0, calleeBytes.length);
  }

  refuse<Reason extends string>(reason: Reason, column: number, detail: string): Reason {
    this.refusalColumn = column;
    // A person reads this on a terminal; what the file holds must not steer it.
    this.refusalDetail = detail.replace(/\p{Cc}/gu, '?').slice(0, 200);
    return reason;
  }
}

const EMPTY = new Uint8Array(0);
const hash = new LaneHash();
const encoder = new TextEncoder();
