import { bracketUri } from './safe-text.ts';

/** A URI with one more parameter, put before its headers; one of the same name that it had is taken out. */
export function withParameter(uri: string, name: string, value: string): string {
  const bare = withoutParameter(uri, name);
  const mark = headersAt(bare);
  return `${bare.slice(0, mark)};${name}=${value}${bare.slice(mark)}`;
}

/** The value of a URI parameter, `null` when it is not there; names compare without case. */
export function parameterOf(uri: string, name: string): string | null {
  const place = placeOf(uri, name);
  if (place === null) return null;
  const text = uri.slice(place.start, place.end);
  const equals = text.indexOf('=');
  return equals < 0 ? '' : text.slice(equals + 1);
}

export function withoutParameter(uri: string, name: string): string {
  let rest = uri;
  for (let place = placeOf(rest, name); place !== null; place = placeOf(rest, name))
    rest = rest.slice(0, place.start) + rest.slice(place.end);
  return rest;
}

/**
 * The URI a number or URI of the configuration stands for, asked for beside `requestUri`: a number goes to the same host in
 * the same scheme.
 */
export function targetUri(target: string, requestUri: string): string {
  if (/^(?:sips?|tel):/i.test(target)) return bracketUri(target);
  const number = bracketUri(target.replace(/[\s()-]/g, ''));
  const scheme = /^(sips?):/i.exec(requestUri)?.[1];
  if (scheme === undefined) return `tel:${number}`;
  const host = requestUri.slice(userEnd(requestUri), headersAt(requestUri)).split(';')[0]!;
  return `${scheme}:${number}@${bracketUri(host)};user=phone`;
}

/** Who is called, of any scheme: the user part of a SIP URI, the number of a tel URI; without parameters. */
export function calledPart(uri: string): string {
  const user = userEnd(uri);
  const from = uri.indexOf(':') + 1;
  const part = user > from ? uri.slice(from, user - 1) : uri.slice(from, headersAt(uri));
  return part.split(';')[0]!;
}

/** Behind the `@`, or behind the scheme when there is none. */
function userEnd(uri: string): number {
  const at = uri.lastIndexOf('@', headersAt(uri));
  return at < 0 ? uri.indexOf(':') + 1 : at + 1;
}

/** Where `?headers` begins, else the end; a `?` before the `@` belongs to the user part. */
function headersAt(uri: string): number {
  const mark = uri.indexOf('?', uri.lastIndexOf('@') + 1);
  return mark < 0 ? uri.length : mark;
}

function placeOf(uri: string, name: string): { start: number; end: number } | null {
  const end = headersAt(uri);
  for (let at = uri.indexOf(';', userEnd(uri)); at >= 0 && at < end; ) {
    const next = uri.indexOf(';', at + 1);
    const stop = next < 0 || next > end ? end : next;
    const text = uri.slice(at + 1, stop).toLowerCase();
    if (text === name.toLowerCase() || text.startsWith(`${name.toLowerCase()}=`))
      return { start: at, end: stop };
    at = stop === end ? -1 : stop;
  }
  return null;
}
