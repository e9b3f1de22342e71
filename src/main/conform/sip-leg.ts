import { randomBytes } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { headerOf } from '../../domain/sip-headers.ts';
import type { SipMessage } from '../../domain/sip-message.ts';
import { parseSip } from '../../traffic/sources/index.ts';
import { type SocketPlace, writePlace } from '../call-path/config/socket-place.ts';

/** A UDP socket that speaks enough SIP to place or take a test call. */
export interface SipLeg {
  /** Where it is reached. */
  readonly at: SocketPlace;
  send(text: string, to: SocketPlace): void;
  close(): void;
}

/** Opens a leg; what is no SIP message is passed over. */
export function openLeg(
  place: SocketPlace,
  onMessage: (message: SipMessage, from: SocketPlace) => void,
): Promise<SipLeg> {
  const socket: Socket = createSocket(place.host.includes(':') ? 'udp6' : 'udp4');
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.on('message', (bytes: Buffer, from: RemoteInfo) => {
      const parsed = parseSip(bytes);
      if (parsed.ok) onMessage(parsed.value, { host: from.address, port: from.port });
    });
    socket.bind(place.port, place.host, () => {
      socket.off('error', reject);
      // A switch that is down answers with ICMP; the walk finds out by what does not come.
      socket.on('error', () => undefined);
      resolve({
        at: { host: place.host, port: socket.address().port },
        send: (text, to) => socket.send(text, to.port, to.host),
        close: () => socket.close(),
      });
    });
  });
}

/** Value of a header as text, empty when there is none. */
export function headerValue(message: SipMessage, name: string): string {
  const header = headerOf(message, name);
  return header === null ? '' : text(message, header.valueStart, header.valueEnd);
}

/** Every header of a name, whole lines, in order. */
export function headerLines(message: SipMessage, name: string): string[] {
  return message.headers
    .filter((header) => header.name === name)
    .map((header) => `${title(name)}: ${text(message, header.valueStart, header.valueEnd)}`);
}

export const text = (message: SipMessage, start: number, end: number): string =>
  Buffer.from(message.bytes.subarray(start, end)).toString('utf8');

const title = (name: string): string => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());

export const token = (): string => randomBytes(8).toString('hex');

export const viaOf = (at: SocketPlace, branch: string): string =>
  `Via: SIP/2.0/UDP ${writePlace(at)};rport;branch=z9hG4bK${branch}`;
