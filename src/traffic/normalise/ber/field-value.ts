import { BER, BerElement } from '../../../lib/ber/ber-element.ts';
import type { FieldType } from './field-type.ts';
import { writeBcd, writeTbcd } from './semi-octets.ts';

const element = new BerElement();

/** An INTEGER, ENUMERATED or BOOLEAN of up to six octets, as it is written: never negative here. NaN for anything else. */
export function readInteger(bytes: Uint8Array, start: number, end: number): number {
  let from = start;
  while (from < end - 1 && bytes[from] === 0) from += 1;
  if (from >= end || end - from > 6) return NaN;
  let value = 0;
  for (let at = from; at < end; at += 1) value = value * 256 + bytes[at]!;
  return value;
}

/**
 * The cause in a Diagnostics field: a CHOICE, so its value stands in an element of its own (`gsm0408Cause` [0] and
 * `itu-tQ767Cause` [2] are values of Q.850); some switches write the bare integer. NaN when it is another kind.
 */
export function readCause(bytes: Uint8Array, start: number, end: number): number {
  if (end - start <= 1) return readInteger(bytes, start, end);
  const found = element.read(bytes, start, end) === BER.ok && element.next === end;
  if (!found) return readInteger(bytes, start, end);
  const { tag } = element;
  return tag === 0 || tag === 2 ? readInteger(bytes, element.start, element.end) : NaN;
}

/** Contents of the elements [0], [1] and [2] inside a field; a start below 0 where one is missing. */
export interface ThreeParts {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}
const parts: ThreeParts = { starts: new Int32Array(3), ends: new Int32Array(3) };

export function readParts(bytes: Uint8Array, start: number, end: number): ThreeParts {
  parts.starts.fill(-1);
  for (let at = start; at < end; at = element.next) {
    if (element.read(bytes, at, end) !== BER.ok) break;
    if (element.tag > 2 || (element.form & 0xc0) !== 0x80) continue;
    parts.starts[element.tag] = element.start;
    parts.ends[element.tag] = element.end;
  }
  return parts;
}

const digits = Buffer.alloc(16);

/**
 * A LocationAreaAndCell as the cell is written elsewhere: `460-00-4660-22136` (country, network, area, cell; TS 23.003
 * §4.3.1), without network when the record does not tell it. `null` when area or cell is missing.
 */
export function readLocation(bytes: Uint8Array, start: number, end: number): string | null {
  const { starts, ends } = readParts(bytes, start, end);
  if (starts[0]! < 0 || starts[1]! < 0) return null;
  const area = readInteger(bytes, starts[0]!, ends[0]!);
  const cell = readInteger(bytes, starts[1]!, ends[1]!);
  if (Number.isNaN(area) || Number.isNaN(cell)) return null;
  const network = starts[2]! < 0 || ends[2]! - starts[2]! !== 3 ? '' : `${networkCode(bytes, starts[2]!)}-`;
  return `${network}${area}-${cell}`;
}

/** Mobile country and network code in three octets (TS 24.008 §10.5.1.3): MCC2 MCC1, MNC3 MCC3, MNC2 MNC1. */
export function networkCode(bytes: Uint8Array, start: number): string {
  const [one, two, three] = [bytes[start]!, bytes[start + 1]!, bytes[start + 2]!];
  const digit = (nibble: number): string => (nibble < 10 ? String(nibble) : '?');
  const third = two >> 4 === 15 ? '' : digit(two >> 4);
  return `${digit(one & 15)}${digit(one >> 4)}${digit(two & 15)}-${digit(three & 15)}${digit(three >> 4)}${third}`;
}

/** Codes of supplementary services (TS 29.002 SS-Code) that say how a call was handled. */
export const SS = { clir: 0x12, forwardingFrom: 0x20, forwardingTo: 0x2f } as const;

/** Why a forwarding service passes calls on, in the words of RFC 5806 §4. */
const FORWARDING: ReadonlyMap<number, string> = new Map([
  [0x21, 'unconditional'],
  [0x24, 'deflection'],
  [0x29, 'user-busy'],
  [0x2a, 'no-answer'],
  [0x2b, 'unavailable'],
]);

/** What the services of a SEQUENCE OF SuppServiceUsed did; reused. */
export class ServicesUsed {
  isNumberHidden = false;
  /** Why the call was forwarded, `null` when it was not. */
  forwarding: string | null = null;
  readonly #outer = new BerElement();

  read(bytes: Uint8Array, start: number, end: number): void {
    this.isNumberHidden = false;
    this.forwarding = null;
    const outer = this.#outer;
    for (let at = start; at < end; at = outer.next) {
      if (outer.read(bytes, at, end) !== BER.ok) return;
      if (!outer.isConstructed) continue;
      const { starts, ends } = readParts(bytes, outer.start, outer.end);
      if (starts[0]! < 0 || ends[0]! - starts[0]! !== 1) continue;
      this.#note(bytes[starts[0]!]!);
    }
  }

  #note(code: number): void {
    if (code === SS.clir) this.isNumberHidden = true;
    if (code >= SS.forwardingFrom && code <= SS.forwardingTo)
      this.forwarding = FORWARDING.get(code) ?? 'unknown';
  }
}

/** Finds the first element along a path of tags (-1 for any) inside a field; `null` when there is none. */
export function findInside(
  bytes: Uint8Array,
  start: number,
  end: number,
  path: readonly number[],
  depth = 1,
): { readonly start: number; readonly end: number } | null {
  const inside = new BerElement();
  for (let at = start; at < end; at = inside.next) {
    if (inside.read(bytes, at, end) !== BER.ok) return null;
    if (path[depth] !== -1 && path[depth] !== inside.tag) continue;
    if (depth === path.length - 1) return { start: inside.start, end: inside.end };
    const found = inside.isConstructed ? findInside(bytes, inside.start, inside.end, path, depth + 1) : null;
    if (found !== null) return found;
  }
  return null;
}

/** The digits of a device (IMEI, with or without its software version) as text, up to 16. */
export function deviceText(type: FieldType, bytes: Uint8Array, start: number, end: number): string {
  if (type === 'digits' || type === 'text') return asciiText(bytes, start, Math.min(end, start + 16));
  const write = type === 'bcd' ? writeBcd : writeTbcd;
  return digits.toString('latin1', 0, write(bytes, start, Math.min(end, start + 8), digits, 0));
}

/** Printable ASCII up to the first filler octet, at most 64 letters. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end && text.length < 64; at += 1) {
    const byte = bytes[at]!;
    if (byte < 32 || byte > 126) break;
    text += String.fromCharCode(byte);
  }
  return text;
}
