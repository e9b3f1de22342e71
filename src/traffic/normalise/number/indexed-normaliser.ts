import { classOf, type NumberClass } from '../../../domain/call-facts.ts';
import { NO_KEY, type NumberKey } from '../../../domain/number-key.ts';
import type { TelephoneNumber } from '../../../domain/telephone-number.ts';
import { certainNumber } from './certain-number.ts';
import { eraAt } from './eras.ts';
import { COLD, type HotCode, heat, PREFIX, plainPrefixes } from './hot-codes.ts';
import type { NumberContext, NumberNormaliser } from './number-normaliser.ts';
import type { NumberingIndex } from './numbering-index.ts';
import { plainUser } from './plain-address.ts';
import { MAX_NUMBER_UNITS, readNumber } from './read-number.ts';
import { TextMemory } from './text-memory.ts';

interface Packed {
  readonly key: NumberKey;
  readonly class: NumberClass;
}

/** Everything that was prepared for one country, trunk kind and era. */
interface Desk {
  readonly country: string;
  readonly trunk: NumberContext['trunk'];
  /** The era's first moment and the first moment after it, epoch milliseconds. */
  readonly from: number;
  readonly until: number;
  /** The calling code that a number begins with, by its first three digits; `null`: none, `undefined`: not met yet. */
  readonly codes: (HotCode | null | undefined)[];
  readonly home: HotCode | null;
  readonly byCode: Map<string, HotCode>;
  /** How digits without plus are read, by the first three: see `plainPrefixes`. */
  readonly plain: Uint8Array;
  readonly memory: TextMemory<Packed>;
}

const PLUS = 0x2b;
const ZERO = 0x30;
/** Shorter strings may be codes or a bare country code; longer ones are no E.164 number. */
const MIN_DIGITS = 9;
const MAX_DIGITS = 15;
const MAX_MEMORY_BYTES = 64;
const MAX_MEMORY_TEXTS = 4096;
/** Trunk kinds times eras of the shipped plans fit; rows that jump between eras must not rebuild desks. */
const MAX_DESKS = 64;
/** A UTF-16 unit takes at most three bytes, so a text this long is over the limit whatever it says. */
const MAX_BYTES = 3 * MAX_NUMBER_UNITS;
const POWERS: readonly number[] = Array.from({ length: 16 }, (_, power) => 10 ** power);

/** The normaliser over an index: digits straight from the bytes for plain numbers, a bounded memory for the rest. */
export class IndexedNormaliser implements NumberNormaliser {
  packedClass: NumberClass = 0;
  readonly #index: NumberingIndex;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #desks = new Map<string, Desk>();
  readonly #digitsMayBeWithheld: boolean;
  #desk: Desk | null = null;
  /** The one before: caller and callee of a leg may be read by different rules in turn. */
  #deskBefore: Desk | null = null;
  /** Class of the number last read from plain digits. */
  #plainClass: NumberClass = 0;
  readonly #digits = new Uint8Array(MAX_DIGITS + 1);

  constructor(index: NumberingIndex) {
    this.#index = index;
    this.#digitsMayBeWithheld = [...index.plans.withheld.words].some((word) => /^\+?\d{9,}$/.test(word));
  }

  normalise(raw: string, context: NumberContext): TelephoneNumber {
    return this.#normalisePlain(raw, context) ?? readNumber(this.#index, raw, context);
  }

  pack(bytes: Uint8Array, start: number, end: number, context: NumberContext): NumberKey {
    const desk = this.#deskAt(context);
    const key = this.#packPlain(desk, bytes, start, end, context);
    if (key === NO_KEY) return this.#packText(desk, bytes, start, end, context);
    this.packedClass = this.#plainClass;
    return key;
  }

  /** A number of the table written in plain digits, alone or in an address; `null` for all else. */
  #normalisePlain(raw: string, context: NumberContext): TelephoneNumber | null {
    const text = plainUser(raw, this.#index.plans.withheld.hosts) ?? raw;
    const { length } = text;
    if (length < MIN_DIGITS || length > this.#digits.length) return null;
    for (let at = 0; at < length; at += 1) {
      const unit = text.charCodeAt(at);
      if (unit > 0x7f) return null;
      this.#digits[at] = unit;
    }
    const key = this.#packPlain(this.#deskAt(context), this.#digits, 0, length, context);
    return key === NO_KEY ? null : certainNumber(raw, key, this.#plainClass);
  }

  #deskAt(context: NumberContext): Desk {
    const desk = this.#desk;
    return desk === null ||
      desk.trunk !== context.trunk ||
      desk.country !== context.country ||
      !(context.at >= desk.from && context.at < desk.until)
      ? this.#deskFor(context)
      : desk;
  }

  /** Key of plain digits that the table holds, with the class in `#plainClass`; `NO_KEY` when they need a closer look. */
  #packPlain(desk: Desk, bytes: Uint8Array, start: number, end: number, context: NumberContext): NumberKey {
    const first = bytes[start] === PLUS ? start + 1 : start;
    const count = end - first;
    if (count < MIN_DIGITS || count > MAX_DIGITS) return NO_KEY;
    const prefix = prefixOf(bytes, first);
    if (prefix < 0) return NO_KEY;
    const global = first !== start || desk.trunk === 'international';
    const way = global ? PREFIX.cold : desk.plain[prefix];
    const code = global ? this.#codeOf(desk, prefix, context) : way === PREFIX.cold ? null : desk.home;
    if (code === null) return NO_KEY;
    const skipped = global ? code.length : way === PREFIX.behindTrunk ? 1 : 0;
    return this.#packNational(code, bytes, first + skipped, end);
  }

  #packNational(code: HotCode, bytes: Uint8Array, national: number, end: number): NumberKey {
    const { next } = code;
    let state = 1;
    let value = 0;
    for (let at = national; at < end; at += 1) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) return NO_KEY;
      value = value * 10 + digit;
      state = next[state * 10 + digit]!;
    }
    const found = code.classes[code.accepts[state]!]!;
    if (found === COLD || end - national + code.length > MAX_DIGITS) return NO_KEY;
    this.#plainClass = found;
    return code.value * POWERS[end - national]! + value;
  }

  #codeOf(desk: Desk, prefix: number, context: NumberContext): HotCode | null {
    const known = desk.codes[prefix];
    if (known !== undefined) return known;
    const code = this.#index.callingCodes.of(String(prefix).padStart(3, '0'));
    const hot = code === null ? null : (desk.byCode.get(code.code) ?? heat(code, context.at));
    if (hot !== null) desk.byCode.set(String(hot.value), hot);
    desk.codes[prefix] = hot;
    return hot;
  }

  #packText(desk: Desk, bytes: Uint8Array, start: number, end: number, context: NumberContext): NumberKey {
    if (end - start > MAX_MEMORY_BYTES) return this.#packLong(bytes, start, end, context);
    let text = '';
    for (let at = start; at < end; at += 1) text += String.fromCharCode(bytes[at]!);
    let packed = desk.memory.get(text);
    if (packed === undefined) {
      packed = this.#read(bytes, start, end, context);
      desk.memory.set(text, packed);
    }
    this.packedClass = packed.class;
    return packed.key;
  }

  #packLong(bytes: Uint8Array, start: number, end: number, context: NumberContext): NumberKey {
    // What follows the limit changes nothing: the beginning alone is already too long.
    const packed = this.#read(bytes, start, Math.min(end, start + MAX_BYTES + 1), context);
    this.packedClass = packed.class;
    return packed.key;
  }

  #read(bytes: Uint8Array, start: number, end: number, context: NumberContext): Packed {
    const number = this.normalise(this.#decoder.decode(bytes.subarray(start, end)), context);
    return { key: number.key, class: classOf(number) };
  }

  #deskFor(context: NumberContext): Desk {
    const before = this.#deskBefore;
    this.#deskBefore = this.#desk;
    if (before !== null && before.trunk === context.trunk && before.country === context.country)
      if (context.at >= before.from && context.at < before.until) {
        this.#desk = before;
        return before;
      }
    const era = eraAt(this.#index.changes, context.at);
    const name = `${context.country} ${context.trunk} ${era}`;
    const known = this.#desks.get(name);
    const desk = known ?? this.#open(context, era);
    if (known === undefined) {
      if (this.#desks.size >= MAX_DESKS) this.#desks.clear();
      this.#desks.set(name, desk);
    }
    this.#desk = desk;
    return desk;
  }

  #open(context: NumberContext, era: number): Desk {
    const { changes, callingCodes } = this.#index;
    const country = this.#index.country(context.country);
    const home = country === null ? null : callingCodes.get(country.plan.callingCode);
    const cold = this.#digitsMayBeWithheld;
    return {
      country: context.country,
      trunk: context.trunk,
      from: era === 0 ? Number.NEGATIVE_INFINITY : changes[era - 1]!,
      until: changes[era] ?? Number.POSITIVE_INFINITY,
      byCode: new Map(),
      codes: new Array(1000).fill(cold ? null : undefined),
      home: home === null || cold ? null : heat(home, context.at),
      plain: country === null || cold ? new Uint8Array(1000) : plainPrefixes(this.#index, country),
      memory: new TextMemory(MAX_MEMORY_TEXTS),
    };
  }
}

/** The first three digits as one number, -1 when one of them is no digit. */
function prefixOf(bytes: Uint8Array, first: number): number {
  const one = bytes[first]! - ZERO;
  const two = bytes[first + 1]! - ZERO;
  const three = bytes[first + 2]! - ZERO;
  return one < 0 || one > 9 || two < 0 || two > 9 || three < 0 || three > 9
    ? -1
    : one * 100 + two * 10 + three;
}
