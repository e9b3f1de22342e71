import type { IncomingMessage } from 'node:http';

/** The first header of a name (lower case), found without building the object of all of them. */
export function rawHeader({ rawHeaders }: IncomingMessage, name: string): string | undefined {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const written = rawHeaders[at]!;
    if (written.length === name.length && (written === name || written.toLowerCase() === name))
      return rawHeaders[at + 1];
  }
  return undefined;
}

/** Media type in lower case without parameters; empty when there is none. */
export function mediaType(header: string | undefined): string {
  if (header === undefined) return '';
  const end = header.indexOf(';');
  return (end < 0 ? header : header.slice(0, end)).trim().toLowerCase();
}
