const ZERO = 48;
const FILLER = 15;
/** Nibbles 0 to E; A to E are further keys (TS 29.002 TBCD-STRING), not errors. */
const DIGITS = Uint8Array.from('0123456789*#abc', (digit) => digit.charCodeAt(0));

/**
 * Digits as ASCII from octets that hold two each, until the filler `F` or the end; returns the place behind the last one
 * written. `into` has room for two a octet. Low nibble first: TBCD of 3GPP TS 29.002, telephony BCD of TS 24.008.
 */
export function writeTbcd(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: Uint8Array,
  at: number,
): number {
  let place = at;
  for (let index = start; index < end; index += 1) {
    const octet = bytes[index]!;
    const low = octet & 15;
    if (low === FILLER) break;
    into[place] = low < 10 ? ZERO + low : DIGITS[low]!;
    place += 1;
    const high = octet >> 4;
    if (high === FILLER) break;
    into[place] = high < 10 ? ZERO + high : DIGITS[high]!;
    place += 1;
  }
  return place;
}

/** The same with the high nibble first: plain BCD (TAP, some vendors). */
export function writeBcd(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: Uint8Array,
  at: number,
): number {
  let place = at;
  for (let index = start; index < end; index += 1) {
    const octet = bytes[index]!;
    const high = octet >> 4;
    if (high === FILLER) break;
    into[place] = DIGITS[high]!;
    place += 1;
    const low = octet & 15;
    if (low === FILLER) break;
    into[place] = DIGITS[low]!;
    place += 1;
  }
  return place;
}

/** The two decimal digits of an octet, NaN when a nibble is none. `swapped`: low nibble first. */
export function decimalPair(octet: number, swapped = false): number {
  const first = swapped ? octet & 15 : octet >> 4;
  const second = swapped ? octet >> 4 : octet & 15;
  return first > 9 || second > 9 ? NaN : first * 10 + second;
}
