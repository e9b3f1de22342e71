import { EQUALS, QUOTE, SEMICOLON } from './byte-class.ts';
import { nextSeparator, SeparatorWalk, type Span, trimmed } from './value-cuts.ts';

/** One `;name=value` of a header value. Offsets into the message; a quoted value keeps its quotes. */
export interface Parameter {
  readonly name: Span;
  /** `null` for a flag such as `;lr`; an empty span for `;ext=`. */
  readonly value: Span | null;
}

/** The parameters between `start` (a semicolon, or white space before it) and `end`, in order, empty ones left out. */
export function parametersOf(bytes: Uint8Array, start: number, end: number): Parameter[] {
  const found: Parameter[] = [];
  const walk = new SeparatorWalk(bytes, end, SEMICOLON);
  let from = walk.next(start) + 1;
  while (from <= end) {
    const stop = walk.next(from);
    const parameter = readParameter(bytes, from, stop);
    if (parameter !== null) found.push(parameter);
    if (stop >= end) break;
    from = stop + 1;
  }
  return found;
}

function readParameter(bytes: Uint8Array, start: number, end: number): Parameter | null {
  const equals = nextSeparator(bytes, start, end, EQUALS);
  const name = trimmed(bytes, start, equals);
  if (name.start === name.end && equals === end) return null;
  return { name, value: equals < end ? trimmed(bytes, equals + 1, end) : null };
}

/** True when the bytes of the span spell `name`, which must be lower case, in any case of ASCII letters. */
export function spells(bytes: Uint8Array, span: Span, name: string): boolean {
  if (span.end - span.start !== name.length) return false;
  for (let index = 0; index < name.length; index++) {
    const byte = bytes[span.start + index]!;
    const lower = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
    if (lower !== name.charCodeAt(index)) return false;
  }
  return true;
}

/** The first parameter of that name (lower case), or `null`. Names compare without case (RFC 3261 §7.3.1). */
export function parameterNamed(
  bytes: Uint8Array,
  start: number,
  end: number,
  name: string,
): Parameter | null {
  const walk = new SeparatorWalk(bytes, end, SEMICOLON);
  let from = walk.next(start) + 1;
  while (from <= end) {
    const stop = walk.next(from);
    const equals = nextSeparator(bytes, from, stop, EQUALS);
    const written = trimmed(bytes, from, equals);
    if (spells(bytes, written, name))
      return { name: written, value: equals < stop ? trimmed(bytes, equals + 1, stop) : null };
    if (stop >= end) break;
    from = stop + 1;
  }
  return null;
}

/** A span without the quotes around it, when it has both. */
export function unquoted(bytes: Uint8Array, span: Span): Span {
  const isQuoted = span.end - span.start >= 2 && bytes[span.start] === QUOTE && bytes[span.end - 1] === QUOTE;
  return isQuoted ? { start: span.start + 1, end: span.end - 1 } : span;
}
