import type { CallRow } from '../cdr/call-row.ts';
import type { RowSignalling } from '../cdr/row-signalling.ts';
import { type NationalPrefix, type RecordKind, SLOT } from './compile-profile.ts';
import { readInteger, ServicesUsed } from './field-value.ts';
import type { ReadFields } from './read-fields.ts';
import { NUMBER_ROOM, PRESENTATION, presentationOf, writeNumber } from './written-number.ts';

/** Redirections of one call (`NumberOfForwarding` of TS 29.002 goes to 5). */
const MAX_COUNT = 20;

/**
 * Who called whom, by the kind of record; with it what the record tells of forwarding and of numbers that were not to be
 * shown. Numbers are written into one room that is used again for the next record.
 */
export class BerParties {
  /** The record last read is the leg of a subscriber who forwards his calls. */
  isForwarded = false;
  readonly #room = Buffer.alloc(3 * NUMBER_ROOM);
  readonly #prefixes: readonly NationalPrefix[];
  readonly #services = new ServicesUsed();

  constructor(prefixes: readonly NationalPrefix[]) {
    this.#prefixes = prefixes;
  }

  read(bytes: Uint8Array, fields: ReadFields, kind: RecordKind, row: CallRow): void {
    this.#readServices(bytes, fields, kind);
    const shown = SLOT.callingNumber;
    const caller = this.isForwarded ? (fields.has(shown) ? shown : -1) : first(fields, kind.caller);
    row.setCaller(this.#room, 0, this.#write(bytes, fields, kind, caller, 0));
    const callee = first(fields, kind.callee);
    row.setCallee(this.#room, NUMBER_ROOM, this.#write(bytes, fields, kind, callee, NUMBER_ROOM));
    row.signalling = this.#signalling(bytes, fields, kind, row, caller);
  }

  #readServices(bytes: Uint8Array, fields: ReadFields, kind: RecordKind): void {
    const slot = SLOT.supplServicesUsed;
    this.isForwarded = false;
    this.#services.isNumberHidden = false;
    if (!fields.has(slot)) return;
    this.#services.read(bytes, fields.starts[slot]!, fields.ends[slot]!);
    this.isForwarded = this.#services.forwarding !== null && kind.forwarder >= 0;
  }

  #signalling(
    bytes: Uint8Array,
    fields: ReadFields,
    kind: RecordKind,
    row: CallRow,
    caller: number,
  ): RowSignalling | null {
    const shown = SLOT.callingNumber;
    const isShown = fields.has(shown);
    const isPrivate =
      this.#services.isNumberHidden ||
      (isShown &&
        kind.types[shown] === 'number' &&
        presentationOf(bytes, fields.starts[shown]!, fields.ends[shown]!) === PRESENTATION.restricted);
    const presented = isShown && caller !== shown ? this.#text(bytes, fields, kind, shown) : '';
    const isSame = presented === this.#room.toString('latin1', row.callerStart, row.callerEnd);
    const redirections = this.#redirections(bytes, fields, kind);
    if (!isPrivate && (presented === '' || isSame) && redirections.length === 0) return null;
    return { isPrivate, presented: isSame ? '' : presented, redirections };
  }

  /** Most recent first: whose leg this is, who passed it to him, whom the caller dialled. */
  #redirections(bytes: Uint8Array, fields: ReadFields, kind: RecordKind): RowSignalling['redirections'] {
    if (!this.isForwarded && !fields.has(SLOT.redirectingNumber) && !fields.has(SLOT.originalCalledNumber))
      return NONE;
    const redirections: { by: string; reason: string; count: number }[] = [];
    const add = (slot: number, reason: string, count: number): void => {
      const by = slot >= 0 && fields.has(slot) ? this.#text(bytes, fields, kind, slot) : '';
      if (by !== '' && !redirections.some((one) => one.by === by)) redirections.push({ by, reason, count });
    };
    if (this.isForwarded) add(kind.forwarder, this.#services.forwarding ?? 'unknown', 1);
    add(SLOT.redirectingNumber, 'unknown', 1);
    const counted = this.#count(bytes, fields) - redirections.length;
    add(SLOT.originalCalledNumber, 'unknown', Math.max(1, counted));
    return redirections;
  }

  /** How often the call was passed on in all, 0 when the record does not tell. */
  #count(bytes: Uint8Array, fields: ReadFields): number {
    const slot = SLOT.redirectionCounter;
    if (!fields.has(slot)) return 0;
    return Math.min(readInteger(bytes, fields.starts[slot]!, fields.ends[slot]!) || 0, MAX_COUNT);
  }

  #text(bytes: Uint8Array, fields: ReadFields, kind: RecordKind, slot: number): string {
    const at = 2 * NUMBER_ROOM;
    return this.#room.toString('latin1', at, this.#write(bytes, fields, kind, slot, at));
  }

  #write(bytes: Uint8Array, fields: ReadFields, kind: RecordKind, slot: number, at: number): number {
    if (slot < 0) return at;
    const start = fields.starts[slot]!;
    return writeNumber(kind.types[slot]!, bytes, start, fields.ends[slot]!, this.#room, at, this.#prefixes);
  }
}

const NONE: RowSignalling['redirections'] = [];

function first(fields: ReadFields, slots: readonly number[]): number {
  for (const slot of slots) if (fields.has(slot)) return slot;
  return -1;
}
