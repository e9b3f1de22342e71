import { BACKSLASH } from './byte-class.ts';
import { headerText } from './header-text.ts';
import type { Span } from './value-cuts.ts';

/** A display name made readable. The bytes stay the evidence; this is for eyes. */
export interface DisplayText {
  /** Without control characters and without characters that turn the reading direction. */
  readonly text: string;
  /** How the bytes were read: `utf-8` is what RFC 3261 §7 asks for, the others are guesses. */
  readonly charset: 'utf-8' | 'gb2312' | 'latin-1' | 'damaged-utf-8';
  /** True when characters that steer a terminal or turn text around were left out. */
  readonly wasCleaned: boolean;
}

const STEERING = /[\p{Cc}\p{Cf}\u2028\u2029]/u;
const EVERY_STEERING = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Reads a display name; `isQuoted`: its escapes are resolved (`quoted-pair`, RFC 3261 §25.1). */
export function displayText(bytes: Uint8Array, { start, end }: Span, isQuoted: boolean): DisplayText {
  const raw = headerText(bytes, start, end);
  const unescaped = isQuoted && raw.includes('\\') ? withoutEscapes(raw) : raw;
  if (isPlain(unescaped)) return { text: unescaped, charset: 'utf-8', wasCleaned: false };
  const { text, charset } = decoded(Buffer.from(unescaped, 'latin1'));
  const wasCleaned = STEERING.test(text);
  return { text: wasCleaned ? text.replace(EVERY_STEERING, '') : text, charset, wasCleaned };
}

function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || unit >= 0x7f) return false;
  }
  return true;
}

function withoutEscapes(text: string): string {
  let kept = '';
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) === BACKSLASH && at + 1 < text.length) at++;
    kept += text[at]!;
  }
  return kept;
}

const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true });
const LOSSY_UTF8 = new TextDecoder('utf-8');
const GB2312 = new TextDecoder('gb18030');

/** Strict UTF-8, else pairs of GB 2312 Chinese characters, else UTF-8 with losses where some of it is sound, else Latin-1. */
function decoded(bytes: Uint8Array): { text: string; charset: DisplayText['charset'] } {
  try {
    return { text: STRICT_UTF8.decode(bytes), charset: 'utf-8' };
  } catch {
    if (isGb2312(bytes)) return { text: GB2312.decode(bytes), charset: 'gb2312' };
    const text = LOSSY_UTF8.decode(bytes);
    if (/[\u0080-\ufffc]|[\u{10000}-\u{10ffff}]/u.test(text)) return { text, charset: 'damaged-utf-8' };
    return { text: Buffer.from(bytes).toString('latin1'), charset: 'latin-1' };
  }
}

/** Every byte above ASCII stands in a pair of rows 16 to 87, where GB 2312 has its Chinese characters. */
function isGb2312(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte < 0x80) continue;
    const next = bytes[at + 1] ?? 0;
    if (byte < 0xb0 || byte > 0xf7 || next < 0xa1 || next === 0xff) return false;
    at++;
  }
  return true;
}
