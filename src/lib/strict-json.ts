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

/** Counts brackets outside strings; right for JSON, and an upper bound is not needed for anything else. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"') at = stringEnd(text, at);
    else if (letter === '{' || letter === '[') deepest = Math.max(deepest, ++depth);
    else if (letter === '}' || letter === ']') depth -= 1;
  }
  return deepest;
}

/** `text` is known to be JSON, so a string before a colon is a member's name. */
function hasDuplicateKey(text: string): boolean {
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '{') open.push(new Set());
    else if (letter === '[') open.push(null);
    else if (letter === '}' || letter === ']') open.pop();
    if (letter !== '"') continue;
    const end = stringEnd(text, at);
    const names = open.at(-1);
    if (names && isColonNext(text, end + 1)) {
      const name = JSON.parse(text.slice(at, end + 1)) as string;
      if (names.has(name)) return true;
      names.add(name);
    }
    at = end;
  }
  return false;
}

/** Place of the closing quote of the string that opens at `start`; the text's end when it never closes. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function isColonNext(text: string, start: number): boolean {
  let at = start;
  while (/\s/.test(text[at] ?? '')) at += 1;
  return text[at] === ':';
}
