import { classOf, type NumberClass } from '../../../domain/call-facts.ts';
import { KEY_KIND, NO_KEY, type NumberKey } from '../../../domain/number-key.ts';
import type { TelephoneNumber } from '../../../domain/telephone-number.ts';
import { calleeTrunk, type TrunkKind } from '../../../domain/trunk.ts';
import { bytesText } from '../../../lib/field-row.ts';
import type { NumberContext, NumberNormaliser } from '../number/number-normaliser.ts';

/** Keys from here on are hashes of texts, whose written form has to be told beside them. */
const FIRST_HASHED = KEY_KIND.alphanumeric * 1e15;
const REMEMBERED_TEXTS = 1 << 16;

/** Reads the written parties of call records with the number normaliser, as bytes for speed or as text for events. */
export class PartyReader {
  packedClass: NumberClass = 0;
  /** True when the party last read was mangled into `8.61380E+12` or `13800138001.0` by a spreadsheet. */
  mangled = false;
  /** Written forms of hashed keys met since the last `takeTexts`. A key is told again after 65,536 others. */
  #texts: [NumberKey, string][] = [];
  readonly #told = new Set<NumberKey>();
  readonly #normaliser: NumberNormaliser;
  readonly #caller: { country: string; trunk: TrunkKind; at: number };
  readonly #callee: { country: string; trunk: TrunkKind; at: number };

  constructor(normaliser: NumberNormaliser, country: string, trunk: TrunkKind) {
    this.#normaliser = normaliser;
    this.#caller = { country, trunk, at: 0 };
    this.#callee = { country, trunk: calleeTrunk(trunk), at: 0 };
  }

  /** Key of the caller in bytes `start` to `end`; its class is left in `packedClass`. */
  packCaller(bytes: Uint8Array, start: number, end: number, at: number): NumberKey {
    this.#caller.at = at;
    return this.#pack(bytes, start, end, this.#caller);
  }

  /** The same for the callee, who is written otherwise on some trunks. */
  packCallee(bytes: Uint8Array, start: number, end: number, at: number): NumberKey {
    this.#callee.at = at;
    return this.#pack(bytes, start, end, this.#callee);
  }

  /** The caller as a number with all its words. */
  readCaller(bytes: Uint8Array, start: number, end: number, at: number): TelephoneNumber {
    this.#caller.at = at;
    return this.#readWhole(bytes, start, end, this.#caller);
  }

  readCallee(bytes: Uint8Array, start: number, end: number, at: number): TelephoneNumber {
    this.#callee.at = at;
    return this.#readWhole(bytes, start, end, this.#callee);
  }

  /** The caller from text: what his display shows. */
  readCallerText(text: string, at: number): TelephoneNumber {
    this.#caller.at = at;
    return this.#normaliser.normalise(text, this.#caller);
  }

  /** A number written as callees are: whoever passed a call on was called first. */
  readCalleeText(text: string, at: number): TelephoneNumber {
    this.#callee.at = at;
    return this.#normaliser.normalise(text, this.#callee);
  }

  #pack(bytes: Uint8Array, start: number, end: number, context: NumberContext): NumberKey {
    this.mangled = false;
    for (let index = start; index < end; index += 1)
      if (bytes[index]! > 126 || bytes[index] === 34)
        return this.#packText(partyText(bytes, start, end), context);
    const key = this.#normaliser.pack(bytes, start, end, context);
    this.packedClass = this.#normaliser.packedClass;
    if (key === NO_KEY || key >= FIRST_HASHED) this.mangled = isMangled(bytes, start, end);
    if (key >= FIRST_HASHED && !this.#told.has(key)) this.#tell(this.#read(bytes, start, end, context));
    return key;
  }

  #readWhole(bytes: Uint8Array, start: number, end: number, context: NumberContext): TelephoneNumber {
    const number = this.#read(bytes, start, end, context);
    this.mangled = (number.key === NO_KEY || number.key >= FIRST_HASHED) && isMangled(bytes, start, end);
    return number;
  }

  #read(bytes: Uint8Array, start: number, end: number, context: NumberContext): TelephoneNumber {
    return this.#normaliser.normalise(partyText(bytes, start, end), context);
  }

  takeTexts(): [NumberKey, string][] {
    const texts = this.#texts;
    if (texts.length > 0) this.#texts = [];
    return texts;
  }

  #packText(text: string, context: NumberContext): NumberKey {
    const number = this.#normaliser.normalise(text, context);
    this.packedClass = classOf(number);
    if (number.key >= FIRST_HASHED && !this.#told.has(number.key)) this.#tell(number);
    return number.key;
  }

  #tell(number: TelephoneNumber): void {
    if (this.#told.size >= REMEMBERED_TEXTS) this.#told.clear();
    this.#told.add(number.key);
    this.#texts.push([number.key, number.canonical]);
  }
}

function isMangled(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start >= 24) return false;
  return /^\s*(\d([.,]\d+)?E\+\d+|\+?\d{5,}[.,]0+)\s*$/i.test(bytesText(bytes, start, end));
}

/** Text of a quoted field's bytes; doubled quotes stand for one. */
function partyText(bytes: Uint8Array, start: number, end: number): string {
  return bytesText(bytes, start, end).replaceAll('""', '"');
}
