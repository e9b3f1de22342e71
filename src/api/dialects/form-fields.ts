import { isUtf8 } from 'node:buffer';

/** Most names in one query or form; a switch sends a few dozen. */
const MAX_FIELDS = 512;

/** Which names are wanted, and what for. Finds them in place: a name nobody wants costs a comparison of its first letters. */
export class FieldNames<Field> {
  readonly #byLength: { readonly name: string; readonly field: Field }[][] = [];

  constructor(names: Iterable<readonly [name: string, field: Field]>) {
    for (const [name, field] of names) {
      this.#byLength[name.length] ??= [];
      this.#byLength[name.length]!.push({ name, field });
    }
  }

  /** The field of the name that stands from `start` to `end`; `undefined` when it is not wanted. */
  at(text: string, start: number, end: number): Field | undefined {
    const names = this.#byLength[end - start];
    if (names === undefined) return undefined;
    for (const { name, field } of names)
      if (text.charCodeAt(start) === name.charCodeAt(0) && text.startsWith(name, start)) return field;
    return undefined;
  }

  get(name: string): Field | undefined {
    return this.at(name, 0, name.length);
  }
}

/**
 * Walks `name=value&name=value` (URL Standard §5.1, application/x-www-form-urlencoded) without building anything that is
 * not asked for; `take` gets the decoded value. Tells `problem` of percent signs that decode to nothing readable; those
 * values are read as ISO 8859-1.
 */
export function formFields<Field>(
  text: string,
  names: FieldNames<Field>,
  take: (field: Field, value: string) => void,
  problem: (word: 'not-utf8' | 'too-many-fields') => void,
): void {
  let start = 0;
  for (let nth = 0; start < text.length; nth += 1) {
    if (nth === MAX_FIELDS) {
      problem('too-many-fields');
      return;
    }
    let end = text.indexOf('&', start);
    if (end < 0) end = text.length;
    let equals = text.indexOf('=', start);
    if (equals < 0 || equals > end) equals = end;
    const field = names.at(text, start, equals) ?? escapedName(text, start, equals, names, problem);
    if (field !== undefined && equals < end) take(field, decoded(text.slice(equals + 1, end), problem));
    start = end + 1;
  }
}

function escapedName<Field>(
  text: string,
  start: number,
  end: number,
  names: FieldNames<Field>,
  problem: (word: 'not-utf8') => void,
): Field | undefined {
  const percent = text.indexOf('%', start);
  return percent < 0 || percent >= end ? undefined : names.get(decoded(text.slice(start, end), problem));
}

/**
 * Decodes one value. A plus is a space, unless it begins the value or stands before a digit: neither a name nor a number has
 * a space there, and switches send `+861380...` and `sip:+861380...` unescaped (Kamailio's `s.escape.param` leaves it).
 */
function decoded(text: string, problem: (word: 'not-utf8') => void): string {
  const plus = text.indexOf('+', 1);
  const spaced = plus < 0 ? text : text[0] + text.slice(1).replace(/\+(?!\d)/g, ' ');
  return spaced.includes('%') ? percentDecoded(spaced, problem) : spaced;
}

/** RFC 3986 §2.1. A percent sign without two hex digits behind it stands for itself. */
function percentDecoded(text: string, problem: (word: 'not-utf8') => void): string {
  const bytes = Buffer.from(text, 'utf8');
  let to = 0;
  for (let from = 0; from < bytes.length; from += 1) {
    const byte = bytes[from]!;
    const high = byte === 0x25 ? hexDigit(bytes[from + 1]) : -1;
    const low = high < 0 ? -1 : hexDigit(bytes[from + 2]);
    bytes[to] = low < 0 ? byte : high * 16 + low;
    if (low >= 0) from += 2;
    to += 1;
  }
  const value = bytes.subarray(0, to);
  if (isUtf8(value)) return value.toString('utf8');
  problem('not-utf8');
  return value.toString('latin1');
}

function hexDigit(code: number | undefined): number {
  if (code === undefined) return -1;
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
