import { isIP } from 'node:net';

/**
 * Whether a `Host` header names this service. A foreign web page can make a browser reach us under its own name (DNS
 * rebinding), never under an IP address or `localhost`; so those pass, and other names only when listed.
 */
export function isAllowedHost(header: string | undefined, names: ReadonlySet<string>): boolean {
  if (header === undefined || header.length > 255) return false;
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(header);
  if (bracketed) return isIP(bracketed[1]!) === 6;
  const plain = /^([a-z0-9._-]+?)\.?(?::\d{1,5})?$/i.exec(header);
  if (!plain) return false;
  const name = plain[1]!.toLowerCase();
  return isIP(name) === 4 || name === 'localhost' || names.has(name);
}

/** Whether an address we listen on is reachable from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
