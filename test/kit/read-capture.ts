import { captureKind } from '../../src/traffic/sources/pcap/capture-kind.ts';
import { CapturePacket } from '../../src/traffic/sources/pcap/capture-packet.ts';
import { openCapture } from '../../src/traffic/sources/pcap/open-capture.ts';
import { PacketDissector } from '../../src/traffic/sources/pcap/packet-dissector.ts';

/** A message read out of a capture, in words. */
export interface ReadMessage {
  readonly packet: number;
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** Reads a whole capture held in memory, `step` bytes a read. */
export async function readCapture(file: Uint8Array, step = 1 << 16) {
  const kind = captureKind(file);
  if (kind === null) throw new Error('not a capture');
  let at = 0;
  const source = openCapture(
    {
      async read(into, offset) {
        const count = Math.min(step, file.length - at, into.length - offset);
        into.set(file.subarray(at, at + count), offset);
        at += count;
        return count;
      },
      get bytesRead() {
        return at;
      },
      totalBytes: file.length,
      close: async () => {},
    },
    kind,
    file,
  );
  const messages: ReadMessage[] = [];
  const dissector = new PacketDissector({
    onMessage: (message, packet) => {
      const { payload, payloadStart, payloadEnd } = message;
      messages.push({
        packet,
        at: message.at,
        from: `${message.sourceAddress()} ${message.sourcePort}`,
        to: `${message.destinationAddress()} ${message.destinationPort}`,
        text: Buffer.from(payload.subarray(payloadStart, payloadEnd)).toString('latin1'),
      });
    },
  });
  const packet = new CapturePacket();
  do while (source.next(packet)) dissector.packet(packet);
  while (await source.fill());
  dissector.end();
  const { counts } = dissector;
  const dropped = Object.fromEntries(counts.dropped);
  const rows = counts.messages + [...counts.dropped.values()].reduce((sum, count) => sum + count, 0);
  return {
    kind,
    messages,
    counts,
    dropped,
    rows,
    packets: source.packets,
    damage: source.damage,
    cutBytes: source.cutBytes,
  };
}
