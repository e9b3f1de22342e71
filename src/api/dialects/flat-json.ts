/** Names and values of an object of plain texts, in order: name, value, name, value. */
export type FlatMembers = readonly string[];

/** More members than a switch sends are left to the general reader. */
const MAX_MEMBERS = 32;

/**
 * Reads `{"name":"value",...}` whose values are all strings without escapes, which is what switches send; `null` for every
 * other text, right or wrong, and for a name that comes twice. What it reads it reads as `JSON.parse` does.
 */
export function flatMembers(text: string): FlatMembers | null {
  const members: string[] = [];
  let at = past(text, 0);
  if (text.charCodeAt(at) !== OPEN) return null;
  at = past(text, at + 1);
  for (;;) {
    const nameEnd = stringEnd(text, at);
    if (nameEnd < 0 || members.length >= 2 * MAX_MEMBERS) return null;
    const name = text.slice(at + 1, nameEnd);
    for (let nth = 0; nth < members.length; nth += 2) if (members[nth] === name) return null;
    const colon = past(text, nameEnd + 1);
    const value = past(text, colon + 1);
    const valueEnd = text.charCodeAt(colon) === COLON ? stringEnd(text, value) : -1;
    if (valueEnd < 0) return null;
    members.push(name, text.slice(value + 1, valueEnd));
    at = past(text, valueEnd + 1);
    const next = text.charCodeAt(at);
    if (next === CLOSE) return past(text, at + 1) === text.length ? members : null;
    if (next !== COMMA) return null;
    at = past(text, at + 1);
  }
}

const OPEN = 0x7b;
const CLOSE = 0x7d;
const COLON = 0x3a;
const COMMA = 0x2c;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Place of the next character that is no white space of JSON (RFC 8259 §2). */
function past(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
  }
  return at;
}

/** Place of the closing quote of the string that opens at `start`; -1: none opens there, or it needs more reading. */
function stringEnd(text: string, start: number): number {
  if (text.charCodeAt(start) !== QUOTE) return -1;
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH || code < 0x20) return -1;
  }
  return -1;
}
