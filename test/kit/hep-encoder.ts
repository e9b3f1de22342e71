/** Writes HEP packets for tests, sound and broken ones, from the specification and not from our reader. */
export interface HepChunk {
  readonly vendor?: number;
  readonly type: number;
  readonly body: Uint8Array;
  /** Written instead of the true length. */
  readonly length?: number;
}

export const hepChunk = (type: number, body: Uint8Array, vendor = 0): HepChunk => ({ vendor, type, body });
export const u8 = (value: number): Uint8Array => Uint8Array.of(value);
export const u16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 255);
export const u32 = (value: number): Uint8Array =>
  Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
export const text = (value: string): Uint8Array => new TextEncoder().encode(value);
export const ipv4 = (dotted: string): Uint8Array => Uint8Array.from(dotted.split('.'), Number);

export function ipv6(groups: string): Uint8Array {
  return Uint8Array.from(groups.split(':').flatMap((group) => [...u16(Number.parseInt(group, 16))]));
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export function hep3(
  chunks: readonly HepChunk[],
  { magic = 'HEP3', total }: { magic?: string; total?: number } = {},
): Uint8Array {
  const body = joined(
    ...chunks.flatMap(({ vendor = 0, type, body, length = 6 + body.length }) => [
      u16(vendor),
      u16(type),
      u16(length),
      body,
    ]),
  );
  return joined(text(magic), u16(total ?? 6 + body.length), body);
}

export interface HepMessage {
  readonly payload: string | Uint8Array;
  /** Epoch milliseconds. */
  readonly at?: number;
  readonly source?: string;
  readonly destination?: string;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly captureId?: number;
  readonly type?: number;
  readonly key?: string;
  readonly correlation?: string;
}

/** The chunks every agent writes, in the order most of them do. */
export function hepChunks(message: HepMessage): HepChunk[] {
  const at = message.at ?? Date.UTC(2026, 0, 5, 10);
  const payload = typeof message.payload === 'string' ? text(message.payload) : message.payload;
  return [
    hepChunk(1, u8(2)),
    hepChunk(2, u8(17)),
    hepChunk(3, ipv4(message.source ?? '192.0.2.10')),
    hepChunk(4, ipv4(message.destination ?? '192.0.2.20')),
    hepChunk(7, u16(message.sourcePort ?? 5060)),
    hepChunk(8, u16(message.destinationPort ?? 5080)),
    hepChunk(9, u32(Math.floor(at / 1000))),
    hepChunk(10, u32((at % 1000) * 1000)),
    hepChunk(11, u8(message.type ?? 1)),
    hepChunk(12, u32(message.captureId ?? 2001)),
    ...(message.key === undefined ? [] : [hepChunk(14, text(message.key))]),
    ...(message.correlation === undefined ? [] : [hepChunk(17, text(message.correlation))]),
    hepChunk(15, payload),
  ];
}

export const hepMessage = (message: HepMessage): Uint8Array => hep3(hepChunks(message));

/** HEPv1 and HEPv2 over IPv4 or IPv6 (when the addresses have colons). */
export function hep2(message: HepMessage, version: 1 | 2 = 2): Uint8Array {
  const { source = '192.0.2.10', destination = '192.0.2.20' } = message;
  const six = source.includes(':');
  const address = six ? ipv6 : ipv4;
  const at = message.at ?? Date.UTC(2026, 0, 5, 10);
  const little = (value: number, bytes: number) => u32(value).reverse().subarray(0, bytes);
  return joined(
    Uint8Array.of(version, six ? 40 : 16, six ? 10 : 2, 17),
    u16(message.sourcePort ?? 5060),
    u16(message.destinationPort ?? 5080),
    address(source),
    address(destination),
    version === 1
      ? new Uint8Array(0)
      : joined(
          little(Math.floor(at / 1000), 4),
          little((at % 1000) * 1000, 4),
          little(message.captureId ?? 2001, 2),
          new Uint8Array(2),
        ),
    typeof message.payload === 'string' ? text(message.payload) : message.payload,
  );
}
