const PLUS = 0x2b;
const ZERO = 0x30;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const AT = 0x40;
const T = 0x74;
const MIN_DIGITS = 7;
const MAX_DIGITS = 15;
const USER_PHONE = ';user=phone';

/**
 * The number of an address that is nothing but a number and a place (`sip:+8613800000000@gw.example;user=phone`,
 * `tel:+8613800000000`): neither scheme nor place changes how it is read. `null` for every other text, which then has
 * to be read the long way. Most addresses of a switch are such.
 */
export function plainUser(text: string, withheldHosts: ReadonlySet<string>): string | null {
  const start = text.startsWith('sip:') || text.startsWith('tel:') ? 4 : text.startsWith('sips:') ? 5 : 0;
  if (start === 0) return null;
  const first = text.charCodeAt(start) === PLUS ? start + 1 : start;
  let end = first;
  while (end < text.length && (text.charCodeAt(end) - ZERO) >>> 0 <= 9) end += 1;
  if (end - first < MIN_DIGITS || end - first > MAX_DIGITS) return null;
  const isTel = text.charCodeAt(0) === T;
  if (end === text.length) return isTel ? text.slice(start) : null;
  if (isTel || text.charCodeAt(end) !== AT || !isPlainPlace(text, end + 1, withheldHosts)) return null;
  return text.slice(start, end);
}

/** A host in lower case, with or without port, and behind it nothing or the word that the user is a number. */
function isPlainPlace(text: string, start: number, withheldHosts: ReadonlySet<string>): boolean {
  let end = start;
  let hostEnd = -1;
  for (; end < text.length && text.charCodeAt(end) !== SEMICOLON; end += 1) {
    const unit = text.charCodeAt(end);
    if (unit === COLON && hostEnd < 0) hostEnd = end;
    else if (!isHostUnit(unit)) return false;
  }
  if (hostEnd < 0) hostEnd = end;
  if (hostEnd === start || withheldHosts.has(text.slice(start, hostEnd))) return false;
  return end === text.length || (text.endsWith(USER_PHONE) && end + USER_PHONE.length === text.length);
}

/** Lower-case letters, digits, dot and hyphen. */
const isHostUnit = (unit: number): boolean =>
  (unit >= 0x61 && unit <= 0x7a) || (unit - ZERO) >>> 0 <= 9 || unit === 0x2e || unit === 0x2d;
