import { bytesText, type FieldRow, fieldText } from '../../../lib/field-row.ts';
import type { CallRow } from './call-row.ts';

/** Places of the columns of an `acc` or `missed_calls` export, from 0. */
export interface KamailioAccColumns {
  readonly method: number;
  readonly fromTag: number;
  readonly toTag: number;
  readonly callId: number;
  readonly code: number;
  readonly time: number;
  readonly caller: number;
  /** Where the call was sent (`dst_user`). */
  readonly callee: number;
  /** Who was dialled (`dst_ouser`, the user of To); the callee's column where the file does not tell. */
  readonly dialled: number;
  readonly width: number;
}

const ATTEMPT_SEED = 3;
const DIALOG_SEED = 6;
const TWO = 50;
const ZERO = 48;
/** Shorter digits are extensions and short codes: where a group call was branched to. */
const MIN_NUMBER_DIGITS = 7;
/** Gateways change what stands before a number (carrier code, country code, trunk prefix), not its end. */
const KEPT_DIGITS = 9;

/**
 * Which rows of an `acc` file are one call. The caller chooses Call-ID, From-tag and To, so that these alone would let
 * one "call" hide any number of callees: the number it was sent to is part of the identity too, by its last nine digits,
 * which stay when the call is tried over another gateway. A destination that is no full number (a contact, an extension
 * of a group) is a branch of the dialled user.
 *
 * An answered INVITE also names its dialog (Call-ID and both tags, the callee's own among them), by which ACK, BYE and
 * later INVITEs of either party find it.
 */
export class KamailioIdentity {
  readonly #columns: KamailioAccColumns;
  readonly #ranges = new Int32Array(6);

  constructor(columns: KamailioAccColumns) {
    this.#columns = columns;
  }

  /** Gives the row its keys and, where words are wanted, its id; false without Call-ID. */
  name(fields: FieldRow, row: CallRow, method: string): boolean {
    const { callId, fromTag, toTag, code } = this.#columns;
    const { bytes, starts, ends } = fields;
    if (ends[callId]! <= starts[callId]!) return false;
    const ranges = this.#ranges;
    this.#take(fields, 0, callId);
    this.#take(fields, 2, fromTag);
    this.#takeCallee(fields);
    if (method === 'INVITE' || method === 'CANCEL') row.addJointKey(ATTEMPT_SEED, bytes, ranges);
    if (row.wantsText)
      row.id = `${fieldText(fields, callId)};${fieldText(fields, fromTag)};${bytesText(bytes, ranges[4]!, ranges[5]!)}`;
    const inDialog = method === 'ACK' || method === 'BYE' || bytes[starts[code]!] === TWO;
    if (!inDialog || ends[toTag]! <= starts[toTag]!) return true;
    // Either party may ask inside the dialog, its tags then the other way round.
    const swapped = isBefore(fields, toTag, fromTag);
    this.#take(fields, 2, swapped ? toTag : fromTag);
    this.#take(fields, 4, swapped ? fromTag : toTag);
    row.addJointKey(DIALOG_SEED, bytes, ranges);
    return true;
  }

  #take({ starts, ends }: FieldRow, at: number, column: number): void {
    this.#ranges[at] = starts[column]!;
    this.#ranges[at + 1] = ends[column]!;
  }

  #takeCallee(fields: FieldRow): void {
    const { callee, dialled } = this.#columns;
    this.#ranges.fill(0, 4);
    if (!this.#takeUser(fields, callee) && dialled !== callee) this.#takeUser(fields, dialled);
  }

  /** Takes the end of a full number, else the whole user; true for a full number. */
  #takeUser(fields: FieldRow, column: number): boolean {
    if (column >= fields.count) return false;
    this.#take(fields, 4, column);
    const ranges = this.#ranges;
    const digits = digitsAtEnd(fields.bytes, ranges[4]!, ranges[5]!);
    if (digits < MIN_NUMBER_DIGITS) return false;
    ranges[4] = ranges[5]! - Math.min(digits, KEPT_DIGITS);
    return true;
  }
}

/** How many digits a user ends with; `9901#13700137003` counts, `alice-13700137003` as well. */
function digitsAtEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && (bytes[at - 1]! - ZERO) >>> 0 <= 9) at -= 1;
  return end - at;
}

function isBefore({ bytes, starts, ends }: FieldRow, one: number, other: number): boolean {
  const shift = starts[other]! - starts[one]!;
  for (let at = starts[one]!; at < ends[one]! && at + shift < ends[other]!; at += 1) {
    const difference = bytes[at]! - bytes[at + shift]!;
    if (difference !== 0) return difference < 0;
  }
  return ends[one]! - starts[one]! < ends[other]! - starts[other]!;
}
