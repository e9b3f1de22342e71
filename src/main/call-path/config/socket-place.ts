import { isIP, isIPv4 } from 'node:net';

/** An address and port to listen on. */
export interface SocketPlace {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/** Reads `192.0.2.1:5060` or `[2001:db8::1]:5060`; `null` when it is neither. Names are refused: a door must not move. */
export function socketPlace(text: string): SocketPlace | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+)):(\d{1,5})$/i.exec(text.trim());
  if (match === null) return null;
  const host = match[1] ?? match[2] ?? '';
  const port = Number(match[3]);
  const sound = match[1] === undefined ? isIPv4(host) : isIP(host) === 6;
  return sound && port <= 65_535 ? { host, port } : null;
}

export const writePlace = ({ host, port }: SocketPlace): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
