/** One element of DER (ITU-T X.690 §8.1): a tag octet and where its content lies. */
export interface DerElement {
  /** Identifier octet as it stands: 0x30 SEQUENCE, 0x16 IA5String, 0xa0 context 0 constructed. */
  readonly tag: number;
  /** Where the identifier octet lies. */
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The elements that lie side by side in `bytes` from `start` to `end`, or `null` when that is no DER: a length that
 * reaches past the end, the indefinite form, a length not in its shortest form, a tag number above 30. Nothing is copied.
 */
export function readDer(bytes: Uint8Array, start = 0, end = bytes.length): DerElement[] | null {
  const elements: DerElement[] = [];
  let at = start;
  while (at < end) {
    const element = readElement(bytes, at, end);
    if (element === null) return null;
    elements.push(element);
    at = element.end;
  }
  return elements;
}

function readElement(bytes: Uint8Array, at: number, end: number): DerElement | null {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || at + 2 > end || (tag & 0x1f) === 0x1f) return null;
  if (first < 0x80) {
    const start = at + 2;
    return start + first > end ? null : { tag, at, start, end: start + first };
  }
  const octets = first & 0x7f;
  if (octets === 0 || octets > 4 || at + 2 + octets > end) return null;
  let length = 0;
  for (let place = 0; place < octets; place += 1) length = length * 256 + (bytes[at + 2 + place] ?? 0);
  const shortest = length >= 0x80 && length >= 256 ** (octets - 1);
  const start = at + 2 + octets;
  return !shortest || start + length > end ? null : { tag, at, start, end: start + length };
}

/** Object identifier as text (`1.3.6.1.5.5.7.1.26`), or `null` when the content is no identifier (X.690 §8.19). */
export function derObjectId(bytes: Uint8Array, { start, end }: DerElement): string | null {
  const arcs: number[] = [];
  let arc = 0;
  let isOpen = false;
  for (let at = start; at < end; at += 1) {
    const octet = bytes[at] ?? 0;
    if (!isOpen && octet === 0x80) return null;
    arc = arc * 128 + (octet & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER) return null;
    isOpen = (octet & 0x80) !== 0;
    if (isOpen) continue;
    if (arcs.length === 0) {
      const root = Math.min(2, Math.floor(arc / 40));
      arcs.push(root, arc - root * 40);
    } else arcs.push(arc);
    arc = 0;
  }
  return isOpen || arcs.length === 0 ? null : arcs.join('.');
}

/** INTEGER as a number; `null` when negative, not in shortest form or past the safe range. */
export function derInteger(bytes: Uint8Array, { start, end }: DerElement): number | null {
  const first = bytes[start];
  if (first === undefined || start >= end || first > 0x7f) return null;
  if (first === 0 && end - start > 1 && (bytes[start + 1] ?? 0) < 0x80) return null;
  let value = 0;
  for (let at = start; at < end; at += 1) value = value * 256 + (bytes[at] ?? 0);
  return Number.isSafeInteger(value) ? value : null;
}

/** Text of an IA5String or PrintableString; `null` when an octet is above 127. */
export function derAscii(bytes: Uint8Array, { start, end }: DerElement): string | null {
  let text = '';
  for (let at = start; at < end; at += 1) {
    const octet = bytes[at] ?? 0;
    if (octet > 0x7f) return null;
    text += String.fromCharCode(octet);
  }
  return text;
}
