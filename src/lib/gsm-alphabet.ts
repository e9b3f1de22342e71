/** The default alphabet of 3GPP TS 23.038 §6.2.1; 27 leads to the extension table. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const ESCAPE = 27;
const EXTENSION: ReadonlyMap<number, string> = new Map([
  [10, '\f'],
  [20, '^'],
  [40, '{'],
  [41, '}'],
  [47, '\\'],
  [60, '['],
  [61, '~'],
  [62, ']'],
  [64, '|'],
  [101, '€'],
]);

/**
 * Text of `count` letters of 7 bits, packed into octets lowest bit first (TS 23.038 §6.1.2.1). Case is kept. Letters that the
 * bytes do not hold are left out; an escape without a letter behind it is a blank, as the specification has it.
 */
export function unpackSeptets(bytes: Uint8Array, start: number, end: number, count: number): string {
  let text = '';
  let isEscaped = false;
  for (let index = 0; index < count; index += 1) {
    const bit = index * 7;
    const at = start + (bit >> 3);
    if (at >= end) break;
    const septet = ((bytes[at]! | ((at + 1 < end ? bytes[at + 1]! : 0) << 8)) >> (bit & 7)) & 127;
    if (septet === ESCAPE && !isEscaped) isEscaped = true;
    else {
      text += isEscaped ? (EXTENSION.get(septet) ?? BASIC[septet]!) : BASIC[septet]!;
      isEscaped = false;
    }
  }
  return isEscaped ? `${text} ` : text;
}

/** Letters packed as `unpackSeptets` reads them; what the alphabet does not have becomes `?`. */
export function packSeptets(text: string): { readonly bytes: Uint8Array; readonly count: number } {
  const septets = Array.from(text).flatMap((letter) => {
    const basic = letter === '\u001b' ? -1 : BASIC.indexOf(letter);
    if (basic >= 0) return [basic];
    const extended = [...EXTENSION].find(([, each]) => each === letter);
    return extended === undefined ? [BASIC.indexOf('?')] : [ESCAPE, extended[0]];
  });
  const bytes = new Uint8Array(Math.ceil((septets.length * 7) / 8));
  for (const [index, septet] of septets.entries()) {
    const bit = index * 7;
    const shifted = septet << (bit & 7);
    bytes[bit >> 3]! |= shifted & 255;
    if (shifted > 255) bytes[(bit >> 3) + 1]! |= shifted >> 8;
  }
  return { bytes, count: septets.length };
}
