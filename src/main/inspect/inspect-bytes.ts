import { ok, type Result } from '../../domain/result.ts';
import {
  decodeHep,
  HEP_NOTES,
  HEP_SIP,
  HepPacket,
  parseSip,
  SIP_LIMITS,
} from '../../traffic/sources/index.ts';
import type { InspectedMessage } from './inspection.ts';
import type { InspectContext } from './peer-readings.ts';
import { sipView } from './sip-view.ts';

/**
 * The SIP message that begins with the first byte, and those that follow it. In a datagram a second one is not part of it;
 * who inspects a file wants to see what hides there. `base`: offset of `bytes` in the file.
 */
export function inspectSip(
  bytes: Uint8Array,
  base: number,
  now: number,
  limit: number,
  context: InspectContext,
): InspectedMessage[] {
  const messages: InspectedMessage[] = [];
  let at = 0;
  do {
    const taken = bytes.subarray(at, at + SIP_LIMITS.messageBytes);
    const message = parseSip(taken);
    const from = { at: base + at, carrier: null };
    if (!message.ok) {
      const refused = { reason: message.reason, detail: message.detail };
      return [...messages, { ...from, length: taken.length, sip: null, refused }];
    }
    const sip = sipView(message.value, now, base + at, context);
    messages.push({ ...from, length: message.value.bodyEnd, sip, refused: null });
    if (!sip.problems.some(({ word }) => word === 'second-message')) return messages;
    at += message.value.bodyEnd;
    while (bytes[at] === 0x0d || bytes[at] === 0x0a) at++;
  } while (messages.length < limit);
  return messages;
}

export interface InspectedPackets {
  readonly messages: readonly InspectedMessage[];
  readonly notShown: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly notes: readonly { readonly word: string; readonly detail: string }[];
}

/** HEP packets one behind the other, as a datagram or a stream has them. */
export function inspectHep(
  bytes: Uint8Array,
  base: number,
  now: number,
  limit: number,
  context: InspectContext,
): InspectedPackets {
  const messages: InspectedMessage[] = [];
  const packet = new HepPacket();
  let at = 0;
  let packets = 0;
  while (at < bytes.length) {
    const refusal = decodeHep(bytes, at, bytes.length, packet);
    packets++;
    if (refusal !== null) {
      messages.push({
        at: base + at,
        length: bytes.length - at,
        carrier: null,
        sip: null,
        refused: { reason: refusal, detail: 'this is no HEP packet that can be read' },
      });
      break;
    }
    const length = packet.version === 3 ? (bytes[at + 4]! << 8) | bytes[at + 5]! : bytes.length - at;
    if (messages.length < limit) messages.push(hepMessage(packet, base, at, length, now, context));
    at += length;
  }
  return { messages, notShown: packets - messages.length, counts: { packets }, notes: [] };
}

function hepMessage(
  packet: HepPacket,
  base: number,
  at: number,
  length: number,
  now: number,
  context: InspectContext,
): InspectedMessage {
  const time = Number.isNaN(packet.at) ? null : packet.at;
  const carrier = {
    kind: 'hep' as const,
    version: packet.version,
    packet: null,
    time: time === null ? null : new Date(time).toISOString(),
    source: endpoint(packet.sourceAddress(), packet.sourcePort),
    destination: endpoint(packet.destinationAddress(), packet.destinationPort),
    correlationId: packet.correlationId() || null,
    captureId: packet.captureId,
    notes: HEP_NOTES.filter((_, bit) => (packet.notes & (1 << bit)) !== 0),
  };
  const payload = packet.payload.subarray(packet.payloadStart, packet.payloadEnd);
  const isInFile = packet.payload === packet.bytes;
  const read = hepPayload(packet, payload);
  return {
    at: isInFile ? base + packet.payloadStart : base + at,
    length: isInFile ? payload.length : length,
    carrier,
    sip: read.ok
      ? sipView(read.value, time ?? now, isInFile ? base + packet.payloadStart : 0, context)
      : null,
    refused: read.ok ? null : { reason: read.reason, detail: read.detail },
  };
}

function hepPayload(
  packet: HepPacket,
  payload: Uint8Array,
): ReturnType<typeof parseSip> | Result<never, string> {
  if (packet.type !== HEP_SIP && packet.version === 3)
    return {
      ok: false,
      reason: 'not-sip',
      detail: `the packet carries protocol type ${packet.type}, not SIP`,
    };
  const message = parseSip(payload);
  return message.ok ? ok(message.value) : message;
}

/** `192.0.2.1:5060`, `[2001:db8::1]:5060`. */
export function endpoint(address: string, port: number): string {
  if (address === '') return '?';
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
