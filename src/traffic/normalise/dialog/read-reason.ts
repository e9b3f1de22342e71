import { isDigit, SEMICOLON } from '../../../lib/sip/byte-class.ts';
import { latin1 } from '../../../lib/sip/header-text.ts';
import { parameterNamed, unquoted } from '../../../lib/sip/parameters.ts';
import { nextSeparator, trimmed } from '../../../lib/sip/value-cuts.ts';

/** One value of a Reason header (RFC 3326 §2). */
export interface Reason {
  /** In lower case: `q.850`, `sip`, `stir`, ... */
  readonly protocol: string;
  readonly cause: number;
}

/** Reads the value in `[start, end)`; `null` when it names no cause that is a number. */
export function readReason(bytes: Uint8Array, start: number, end: number): Reason | null {
  const protocol = trimmed(bytes, start, nextSeparator(bytes, start, end, SEMICOLON));
  const parameter = parameterNamed(bytes, start, end, 'cause')?.value;
  if (!parameter) return null;
  const value = unquoted(bytes, parameter);
  let cause = 0;
  if (value.start === value.end || value.end - value.start > 4) return null;
  for (let at = value.start; at < value.end; at += 1) {
    if (!isDigit(bytes[at]!)) return null;
    cause = cause * 10 + bytes[at]! - 0x30;
  }
  return { protocol: latin1(bytes, protocol.start, protocol.end).toLowerCase(), cause };
}
