export const SIP_TRANSPORTS = ['UDP', 'TCP', 'TLS'] as const;
export type SipTransport = (typeof SIP_TRANSPORTS)[number];

/** Where a message came from and its answer goes: a UDP socket with a far address, or one connection. */
export interface SipWire {
  readonly transport: SipTransport;
  /** Far address as text, without brackets or scope. */
  readonly address: string;
  /** Far port of a connection; with UDP the port comes with each message. */
  readonly port: number;
  /** Sends `bytes[start, end)`; `port` counts for UDP alone. What cannot be sent is dropped and counted by the wire. */
  send(bytes: Buffer, start: number, end: number, port: number): void;
}
