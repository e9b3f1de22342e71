/** Why a text is not taken as JSON that everybody reads alike. */
export type JsonTrouble = 'not-json' | 'duplicate-key' | 'too-deep';

export type StrictJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: JsonTrouble };

/**
 * JSON that has one reading only: two members of one name, which readers resolve differently (RFC 8259 §4), and nesting
 * deeper than `maxDepth` are refused. Names are compared after unescaping. The caller bounds the length.
 */
export function parseStrictJson(text: string, maxDepth: number): StrictJson {
  if (depthOf(text) > maxDepth) return { ok: false, reason: 'too-deep' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'not-json' };
  }
  return hasDuplicateKey(text) ? { ok: false, reason: 'duplicate-key' } : { ok: true, value };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/** Counts brackets outside strings; right for JSON, and of no matter for anything else. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = stringEnd(text, at);
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) depth -= 1;
  }
  return deepest;
}

/** `text` is known to be JSON, so a string before a colon is a member's name. */
function hasDuplicateKey(text: string): boolean {
  const open: (string[] | Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === OPEN_OBJECT) open.push([]);
    else if (code === OPEN_ARRAY) open.push(null);
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) open.pop();
    if (code !== QUOTE) continue;
    const end = stringEnd(text, at);
    const names = open.at(-1);
    if (names && isColonNext(text, end + 1)) {
      const name = nameOf(text.slice(at + 1, end));
      if (Array.isArray(names) ? names.includes(name) : names.has(name)) return true;
      if (!Array.isArray(names)) names.add(name);
      else if (names.push(name) > FEW_NAMES) open[open.length - 1] = new Set(names);
    }
    at = end;
  }
  return false;
}

/** Up to here looking through a list is quicker than a set. */
const FEW_NAMES = 16;

const nameOf = (written: string): string =>
  written.includes('\\') ? (JSON.parse(`"${written}"`) as string) : written;

/** Place of the closing quote of the string that opens at `start`; the text's end when it never closes. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) break;
    if (code === BACKSLASH) at += 1;
  }
  return at;
}

/** Space, tab, line feed and carriage return may stand between (RFC 8259 §2). */
function isColonNext(text: string, start: number): boolean {
  let at = start;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  return text.charCodeAt(at) === COLON;
}
