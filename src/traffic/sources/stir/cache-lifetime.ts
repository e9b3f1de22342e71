import type { IncomingHttpHeaders } from 'node:http';

export interface LifetimeBounds {
  readonly leastMs: number;
  readonly mostMs: number;
  /** When the server says nothing. */
  readonly usualMs: number;
}

/** How long a response may be kept, from its Cache-Control or Expires (RFC 9111 §4.2.1, §5.2), within bounds. */
export function cacheLifetimeMs(
  headers: IncomingHttpHeaders,
  now: number,
  { leastMs, mostMs, usualMs }: LifetimeBounds,
): number {
  return Math.min(mostMs, Math.max(leastMs, saidMs(headers, now) ?? usualMs));
}

function saidMs(headers: IncomingHttpHeaders, now: number): number | null {
  const control = headers['cache-control'] ?? '';
  if (/(?:^|[\s,])(?:no-store|no-cache)(?:$|[\s,=])/i.test(control)) return 0;
  const maxAge = /(?:^|[\s,])max-age\s*=\s*"?(\d{1,10})/i.exec(control)?.[1];
  if (maxAge !== undefined) {
    const age = /^\d{1,10}$/.test(headers.age ?? '') ? Number(headers.age) : 0;
    return Math.max(0, Number(maxAge) - age) * 1000;
  }
  if (headers.expires === undefined) return null;
  const end = Date.parse(headers.expires);
  const start = Date.parse(headers.date ?? '');
  // A date that cannot be read counts as past (RFC 9111 §5.3).
  return Number.isNaN(end) ? 0 : Math.max(0, end - (Number.isNaN(start) ? now : start));
}
