import { BACKSLASH, COMMA, GREATER, isSpace, LESS, QUOTE } from './byte-class.ts';

/** A part of a header value: offsets into the message, white space around it left out. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Values of one header line that are looked at; a longer list is cut, and its reader has to say so. */
export const MAX_LIST_VALUES = 64;

/** Offset just behind the quoted string that opens at `open`; `-1` when it never closes before `end`. */
export function afterQuoted(bytes: Uint8Array, open: number, end: number): number {
  for (let at = open + 1; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === BACKSLASH) at++;
    else if (byte === QUOTE) return at + 1;
  }
  return -1;
}

/** Offset of `wanted` in `[from, end)`, or `-1`. */
export function offsetOf(bytes: Uint8Array, wanted: number, from: number, end: number): number {
  for (let at = from; at < end; at++) if (bytes[at] === wanted) return at;
  return -1;
}

/**
 * Walks a value from separator to separator, leaving out those in quoted strings and angle brackets. A quote or bracket that
 * never closes is read as an ordinary character, so that it cannot swallow what follows; inside brackets a quote means
 * nothing. Time is linear in the value however many separators it has: what did not close once does not close later.
 */
export class SeparatorWalk {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #separator: number;
  #quotesClose = true;
  #bracketsClose = true;

  constructor(bytes: Uint8Array, end: number, separator: number) {
    this.#bytes = bytes;
    this.#end = end;
    this.#separator = separator;
  }

  /** Offset of the next separator at or behind `from`, or the end. `from` must not go back. */
  next(from: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    const separator = this.#separator;
    for (let at = from; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === separator) return at;
      if (byte === QUOTE && this.#quotesClose) {
        const after = afterQuoted(bytes, at, end);
        if (after > 0) at = after - 1;
        else this.#quotesClose = false;
      } else if (byte === LESS && this.#bracketsClose) {
        const close = offsetOf(bytes, GREATER, at, end);
        if (close > 0) at = close;
        else this.#bracketsClose = false;
      }
    }
    return end;
  }
}

/** Offset of the first `separator` in `[from, end)` outside quoted strings and angle brackets, or `end`. */
export function nextSeparator(bytes: Uint8Array, from: number, end: number, separator: number): number {
  return new SeparatorWalk(bytes, end, separator).next(from);
}

/** `start` and `end` moved inwards over white space and line folds. */
export function trimmed(bytes: Uint8Array, start: number, end: number): Span {
  let from = start;
  let to = end;
  while (from < to && isSpace(bytes[from]!)) from++;
  while (to > from && isSpace(bytes[to - 1]!)) to--;
  return { start: from, end: to };
}

/**
 * The values of a comma list (RFC 3261 §7.3.1) in order, at most `MAX_LIST_VALUES`. Empty ones are kept: they are
 * somebody's mistake to report.
 */
export function commaValues(bytes: Uint8Array, start: number, end: number): Span[] {
  const comma = bytes.indexOf(COMMA, start);
  if (comma < 0 || comma >= end) return [trimmed(bytes, start, end)];
  const values: Span[] = [];
  const walk = new SeparatorWalk(bytes, end, COMMA);
  for (let from = start; from <= end && values.length < MAX_LIST_VALUES; ) {
    const stop = walk.next(from);
    values.push(trimmed(bytes, from, stop));
    from = stop + 1;
  }
  return values;
}
