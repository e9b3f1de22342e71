import {
  type ByteReader,
  type CapturedPayload,
  CapturePacket,
  captureKind,
  openCapture,
  PacketDissector,
  parseSip,
} from '../../traffic/sources/index.ts';
import { endpoint, type InspectedPackets } from './inspect-bytes.ts';
import type { InspectedMessage } from './inspection.ts';
import type { InspectContext } from './peer-readings.ts';
import { sipView } from './sip-view.ts';

/** The SIP messages of a capture file, at most `limit` of them in full; all are counted. */
export async function inspectCapture(
  reader: ByteReader,
  head: Uint8Array,
  skip: number,
  now: number,
  limit: number,
  context: InspectContext,
): Promise<InspectedPackets | null> {
  const kind = captureKind(head);
  if (kind === null) return null;
  const messages: InspectedMessage[] = [];
  let found = 0;
  const placed = placedReader(reader);
  const packet = new CapturePacket();
  const dissector = new PacketDissector({
    onMessage: (payload, packetNumber) => {
      found++;
      if (messages.length === limit) return;
      // Put together from fragments or segments, a message is nowhere in the file as a whole.
      const isInFile = payload.payload === packet.bytes;
      const at = isInFile ? skip + placed.bufferStart() + payload.payloadStart : null;
      messages.push(captured(payload, packetNumber, at, now, context));
    },
  });
  const source = openCapture(placed.reader, kind, head);
  do {
    while (source.next(packet)) dissector.packet(packet);
  } while (await source.fill());
  dissector.end();
  const { counts } = dissector;
  const notes = source.damage === null ? [] : [{ word: 'capture-damaged', detail: source.damage }];
  return {
    messages,
    notShown: found - messages.length,
    counts: {
      packets: counts.packets,
      messages: counts.messages,
      ...Object.fromEntries([...counts.dropped].map(([reason, count]) => [`dropped ${reason}`, count])),
      ...lossesOf(counts.lost),
    },
    notes:
      source.cutBytes === 0
        ? notes
        : [
            ...notes,
            { word: 'capture-cut', detail: `${source.cutBytes} bytes at the end are no whole packet` },
          ],
  };
}

/** A reader that knows which byte of the file stands first in the buffer it last read into. */
function placedReader(reader: ByteReader): { readonly reader: ByteReader; bufferStart(): number } {
  let given = 0;
  let end = 0;
  return {
    bufferStart: () => given - end,
    reader: {
      get bytesRead() {
        return reader.bytesRead;
      },
      totalBytes: reader.totalBytes,
      async read(into, offset) {
        const count = await reader.read(into, offset);
        given += count;
        end = offset + count;
        return count;
      },
      close: () => reader.close(),
    },
  };
}

function lossesOf(lost: PacketDissector['counts']['lost']): Record<string, number> {
  return Object.fromEntries(
    Object.entries(lost)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => [`lost ${name}`, count]),
  );
}

function captured(
  payload: CapturedPayload,
  packetNumber: number,
  at: number | null,
  now: number,
  context: InspectContext,
): InspectedMessage {
  // The payload is the reader's again when this returns, and a view keeps texts only; parsing wants steady bytes.
  const bytes = payload.payload.slice(payload.payloadStart, payload.payloadEnd);
  const time = Number.isNaN(payload.at) ? null : payload.at;
  const message = parseSip(bytes);
  return {
    at,
    length: bytes.length,
    carrier: {
      kind: 'packet',
      version: null,
      packet: packetNumber,
      time: time === null ? null : new Date(time).toISOString(),
      source: endpoint(payload.sourceAddress(), payload.sourcePort),
      destination: endpoint(payload.destinationAddress(), payload.destinationPort),
      correlationId: payload.correlationId() || null,
      captureId: null,
      notes: [],
    },
    sip: message.ok ? sipView(message.value, time ?? now, at ?? 0, context) : null,
    refused: message.ok ? null : { reason: message.reason, detail: message.detail },
  };
}
