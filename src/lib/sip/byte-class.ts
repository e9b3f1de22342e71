/** ASCII bytes the SIP grammar speaks of (RFC 3261 §25.1). */
export const HTAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SP = 0x20;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const SLASH = 0x2f;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const LESS = 0x3c;
export const EQUALS = 0x3d;
export const GREATER = 0x3e;
export const AT = 0x40;
export const BACKSLASH = 0x5c;

/** White space of a header value once line folds are part of it. */
export function isSpace(byte: number): boolean {
  return byte === SP || byte === HTAB || byte === CR || byte === LF;
}

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

const TOKEN = new Uint8Array(256);
for (const character of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~")
  TOKEN[character.charCodeAt(0)] = 1;

/** `token` of RFC 3261 §25.1: what methods, header names and parameter names are made of. */
export function isToken(byte: number): boolean {
  return TOKEN[byte] === 1;
}
