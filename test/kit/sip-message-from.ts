import type { SipMessage } from '../../src/domain/sip-message.ts';
import { parseSip } from '../../src/traffic/sources/index.ts';

/** What a request has that these lines do not say. */
const USUAL: readonly (readonly [name: string, line: string])[] = [
  ['via', 'Via: SIP/2.0/UDP sbc.example;branch=z9hG4bKusual'],
  ['from', 'From: <sip:+447700900123@a.example>;tag=f1'],
  ['to', 'To: <sip:+12025550143@gw.example>'],
  ['call-id', 'Call-ID: usual@a.example'],
  ['cseq', 'CSeq: 1 INVITE'],
];

/**
 * An INVITE with these header lines, and whatever of the required ones they leave out behind them. A character is a byte
 * (Latin-1), so `\xbf` is one byte on the wire.
 */
export function sipFrom(lines: readonly string[], uri = 'sip:+12025550143@gw.example'): SipMessage {
  const written = lines.join('\r\n').toLowerCase();
  const missing = USUAL.filter(([name]) => !new RegExp(`(?:^|[\\r\\n])${name}[ \\t]*:`).test(written));
  const text = [`INVITE ${uri} SIP/2.0`, ...lines, ...missing.map(([, line]) => line), '', ''].join('\r\n');
  return sipOf(Buffer.from(text, 'latin1'));
}

/** The message in these bytes; a test that hands over something else is wrong. */
export function sipOf(bytes: Uint8Array): SipMessage {
  const message = parseSip(bytes);
  if (!message.ok) throw new Error(`no SIP message: ${message.reason} (${message.detail})`);
  return message.value;
}
