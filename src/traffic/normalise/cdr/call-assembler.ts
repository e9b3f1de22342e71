import type { CallRow } from './call-row.ts';
import { HeldCalls } from './held-calls.ts';
import type { PartyReader } from './party-reader.ts';
import { problemBit } from './record-problem.ts';
import { readSignalling } from './row-signalling.ts';
import type { SeenCalls } from './seen-calls.ts';

const CORRECTED = problemBit('corrected');
const MANGLED = problemBit('number-written-by-spreadsheet');

/** More rows than ring groups, forks and transfers give one call: an id that several calls share. */
export const CROWD = 64;

/** Takes calls whose rows have been gathered, oldest first, by their place in `held`. */
export interface CallSink {
  take(held: HeldCalls, place: number): void;
}

/**
 * Gathers the rows of a source into calls. Rows that share an id are one call; a call leaves once `holdCalls` later
 * calls have begun or the source ends. A row of a call that has left, or the same row again, adds nothing and is
 * counted, so that every row is accounted for once:
 * `rows = calls that left + joined + duplicates + sum(dropped)`.
 */
export class CallAssembler {
  duplicates = 0;
  /** Rows that told a further part of a call begun by another row. */
  joined = 0;
  /** Of `joined`: rows that came after their call had left, so that what they said is lost. */
  late = 0;
  /** Calls that left with more than `CROWD` rows. */
  crowded = 0;
  /** Calls that left without being a call, by reason. */
  readonly dropped = new Map<string, number>();
  readonly #held: HeldCalls;
  readonly #seen: SeenCalls;
  readonly #parties: PartyReader;
  readonly #sink: CallSink;
  readonly #holdCalls: number;
  #oldest: number;

  constructor(holdCalls: number, seen: SeenCalls, parties: PartyReader, sink: CallSink) {
    this.#held = new HeldCalls(holdCalls);
    this.#holdCalls = holdCalls;
    this.#seen = seen;
    this.#parties = parties;
    this.#sink = sink;
    this.#oldest = seen.nextSerial;
  }

  accept(row: CallRow): void {
    const seen = this.#seen;
    if (seen.nextSerial - this.#oldest >= this.#holdCalls) this.#leave();
    if (this.#joinKnown(row)) return;
    const serial = seen.nextSerial;
    seen.nextSerial = serial + 1;
    const place = serial & this.#held.mask;
    this.#held.begin(place, row);
    this.#describe(place, row);
    if (row.signalling !== null) this.#signal(place, row);
    if (row.keyCount === 1) seen.add(row.keyHigh[0]!, row.keyLow[0]!, serial, row.rowLow);
    else this.#name(row, serial);
  }

  /** Gives the row to the call that one of its ids names; calls that turn out to be one are united. False: none known. */
  #joinKnown(row: CallRow): boolean {
    let joined = 0;
    for (let index = 0; index < row.keyCount; index += 1) {
      const found = this.#seen.find(row.keyHigh[index]!, row.keyLow[index]!);
      if (found === 0) continue;
      const serial = this.#united(found);
      if (joined === 0) {
        joined = serial;
        this.#join(serial, row);
      } else if (serial !== joined && serial >= this.#oldest && joined >= this.#oldest)
        this.#unite(joined, serial);
    }
    if (joined === 0) return false;
    if (row.keyCount > 1) this.#name(row, joined);
    return true;
  }

  #join(serial: number, row: CallRow): void {
    const again = this.#seen.meetRow(row.rowLow);
    if (again) this.duplicates += 1;
    else this.joined += 1;
    // A row met before is added once more, which changes nothing: another row may have been mistaken for it.
    if (serial >= this.#oldest) this.#add(serial & this.#held.mask, row);
    else if (!again) this.late += 1;
  }

  /** The call that a call was united with, itself when it was not. */
  #united(serial: number): number {
    let last = serial;
    while (last >= this.#oldest && this.#held.unitedWith[last & this.#held.mask] !== 0)
      last = this.#held.unitedWith[last & this.#held.mask]!;
    return last;
  }

  /** Two held calls are one: what the second told goes to the first, and its opening row counts as joined. */
  #unite(into: number, from: number): void {
    const held = this.#held;
    held.absorb(into & held.mask, from & held.mask);
    held.unitedWith[from & held.mask] = into;
    this.joined += 1;
  }

  /** Lets the calls still held leave; the source has ended. */
  flush(): void {
    while (this.#oldest < this.#seen.nextSerial) this.#leave();
  }

  /** Lets one held call leave; false when none is held. */
  flushOne(): boolean {
    if (this.#oldest >= this.#seen.nextSerial) return false;
    this.#leave();
    return true;
  }

  #add(place: number, row: CallRow): void {
    const held = this.#held;
    if (row.version > held.version[place]!) {
      held.begin(place, row);
      held.problems[place] = held.problems[place]! | CORRECTED;
      this.#describe(place, row);
      if (row.signalling !== null) this.#signal(place, row);
      return;
    }
    if (row.version < held.version[place]!) return;
    const better = row.opens && (held.opened[place] === 0 || row.rank < held.rank[place]!);
    held.join(place, row);
    if (better) {
      held.rank[place] = row.rank;
      this.#describe(place, row);
    }
    if (row.signalling !== null && (better || (held.signalling[place] ?? null) === null))
      this.#signal(place, row);
  }

  /** Parties, id and place in the file are those of the call's first row in its own order. */
  #describe(place: number, row: CallRow): void {
    const held = this.#held;
    const parties = this.#parties;
    const at = Number.isNaN(row.at) ? 0 : row.at;
    if (row.imei !== null || row.cell !== null || held.imei.length > 0) {
      held.imei[place] = row.imei;
      held.cell[place] = row.cell;
    }
    if (row.wantsText) {
      held.id[place] = row.id;
      held.line[place] = row.line;
      held.caller[place] = parties.readCaller(row.callerBytes, row.callerStart, row.callerEnd, at);
      const mangled = parties.mangled;
      held.callee[place] = parties.readCallee(row.calleeBytes, row.calleeStart, row.calleeEnd, at);
      if (mangled || parties.mangled) held.problems[place]! |= MANGLED;
      return;
    }
    held.callerKey[place] = parties.packCaller(row.callerBytes, row.callerStart, row.callerEnd, at);
    held.callerClass[place] = parties.packedClass;
    const mangled = parties.mangled;
    held.calleeKey[place] = parties.packCallee(row.calleeBytes, row.calleeStart, row.calleeEnd, at);
    held.calleeClass[place] = parties.packedClass;
    if (mangled || parties.mangled) held.problems[place]! |= MANGLED;
  }

  /** What the row tells beside the numbers; kept until a row that speaks for the call tells otherwise. */
  #signal(place: number, row: CallRow): void {
    const held = this.#held;
    const callerKey = row.wantsText ? held.caller[place]!.key : held.callerKey[place]!;
    const at = Number.isNaN(row.at) ? 0 : row.at;
    held.signalling[place] = readSignalling(row.signalling!, this.#parties, callerKey, at);
  }

  /** Makes every id of the row lead to the call. */
  #name(row: CallRow, serial: number): void {
    for (let index = 0; index < row.keyCount; index += 1) {
      const high = row.keyHigh[index]!;
      const low = row.keyLow[index]!;
      if (this.#seen.find(high, low) === 0) this.#seen.add(high, low, serial, row.rowLow);
    }
  }

  #leave(): void {
    const place = this.#oldest & this.#held.mask;
    this.#oldest += 1;
    if (this.#held.unitedWith[place] !== 0) return;
    if (this.#held.rows[place]! > CROWD) this.crowded += 1;
    if (this.#held.opened[place] === 0) this.#forget(place);
    else if (Number.isNaN(this.#held.at[place]!)) this.#drop('no-time');
    else this.#sink.take(this.#held, place);
  }

  /** A call that only its end was told of; the attempt may stand in the next file. */
  #forget(place: number): void {
    const ids = this.#held.unopened.get(place) ?? [];
    for (let at = 0; at < ids.length; at += 2) this.#seen.forget(ids[at]!, ids[at + 1]!);
    this.#held.unopened.delete(place);
    this.#drop('no-attempt');
  }

  #drop(reason: string): void {
    this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + 1);
  }
}
