import type { SipHeader, SipMessage } from './sip-message.ts';

/** The first header of that name (long, lower case), or `null`. */
export function headerOf(message: SipMessage, name: string): SipHeader | null {
  const { headers } = message;
  for (let index = 0; index < headers.length; index++) {
    const header = headers[index]!;
    if (header.name === name) return header;
  }
  return null;
}

/** Every header of that name (long, lower case) in the order they came; empty when there is none. */
export function headersOf(message: SipMessage, name: string): readonly SipHeader[] {
  const first = headerOf(message, name);
  if (first === null) return NONE;
  const all: SipHeader[] = [];
  for (const header of message.headers) if (header.name === name) all.push(header);
  return all;
}

const NONE: readonly SipHeader[] = Object.freeze([]);
