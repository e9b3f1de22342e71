/** The URI without the headers embedded behind `?` (RFC 3261 §19.1.1). A `?` before `@` belongs to the user part. */
export function withoutUriHeaders(uri: string): string {
  const mark = headersMark(uri);
  return mark < 0 ? uri : uri.slice(0, mark);
}

function headersMark(uri: string): number {
  return uri.indexOf('?', uri.lastIndexOf('@') + 1);
}

/** An embedded header's value, percent-decoded, or `null`. Names compare without case; the first of two counts. */
export function uriHeader(uri: string, name: string): string | null {
  const mark = headersMark(uri);
  if (mark < 0) return null;
  // Some write a second `?` for `&`.
  for (const part of uri.slice(mark + 1).split(/[&?]/)) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).toLowerCase() === name)
      return percentDecoded(part.slice(equals + 1));
  }
  return null;
}

/** A parameter of the URI itself, percent-decoded; `''` for one without value, `null` when absent. */
export function uriParameter(uri: string, name: string): string | null {
  const plain = withoutUriHeaders(uri);
  for (const part of plain
    .slice(plain.lastIndexOf('@') + 1)
    .split(';')
    .slice(1)) {
    const [key = '', value = ''] = part.split('=', 2);
    if (key.toLowerCase() === name) return percentDecoded(value);
  }
  return null;
}

/** Bad escapes stay as they are. */
function percentDecoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
