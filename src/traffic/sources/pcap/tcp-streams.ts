import { OldestKeys } from '../../../lib/oldest-keys.ts';
import { latin1 } from '../../../lib/sip/header-text.ts';
import type { CaptureCounts } from './capture-counts.ts';
import type { CapturedMessage } from './captured-message.ts';
import type { IpPacket } from './ip-packet.ts';
import { type StreamStep, TcpStream } from './tcp-stream.ts';
import { network16, network32 } from './unsigned.ts';

/** Directions of connections followed at once; the one silent for longest makes room. */
const MAX_STREAMS = 16_384;
/** Bytes held for all of them. */
const MAX_HELD = 256 << 20;
const HEAD = 20;
const FIN = 1;
const SYN = 2;
const RST = 4;

/** What a TCP packet came to, when no message ended in it. */
export type TcpStep = StreamStep | 'tcp-no-data' | 'bad-tcp-header';

interface Followed {
  readonly stream: TcpStream;
  readonly first: number;
}

/** All TCP directions of a capture by address and port. Messages are handed on as they become whole. */
export class TcpStreams {
  readonly #counts: CaptureCounts;
  readonly #message: CapturedMessage;
  readonly #onMessage: (message: CapturedMessage) => void;
  readonly #streams = new Map<string, Followed>();
  readonly #oldest = new OldestKeys(this.#streams);
  #held = 0;

  constructor(
    counts: CaptureCounts,
    message: CapturedMessage,
    onMessage: (message: CapturedMessage) => void,
  ) {
    this.#counts = counts;
    this.#message = message;
    this.#onMessage = onMessage;
  }

  /** Takes the TCP packet in an IP packet. `null`: messages ended in it. */
  take(ip: IpPacket, at: number): TcpStep | null {
    const { bytes, payloadStart: start, payloadEnd: end } = ip;
    if (start + HEAD > end) return 'bad-tcp-header';
    const data = start + (bytes[start + 12]! >> 4) * 4;
    if (data < start + HEAD || data > end) return 'bad-tcp-header';
    const flags = bytes[start + 13]!;
    const sequence = network32(bytes, start + 4);
    const key = keyOf(ip, start);
    if ((flags & SYN) !== 0) {
      this.#begin(key, (sequence + 1) >>> 0, true, ip);
      return data === end
        ? 'tcp-no-data'
        : this.#segment(key, (sequence + 1) >>> 0, bytes.subarray(data, end), ip, at);
    }
    const step =
      data === end ? 'tcp-no-data' : this.#segment(key, sequence, bytes.subarray(data, end), ip, at);
    if ((flags & (FIN | RST)) !== 0) this.#end(key);
    return step;
  }

  /** The capture ended. */
  end(): void {
    for (const key of [...this.#streams.keys()]) this.#end(key);
  }

  #segment(key: string, sequence: number, bytes: Uint8Array, ip: IpPacket, at: number): StreamStep | null {
    const followed = this.#streams.get(key) ?? this.#begin(key, sequence, false, ip);
    if (this.#streams.size > MAX_STREAMS / 2) {
      // The order of the map is the order of use.
      this.#streams.delete(key);
      this.#streams.set(key, followed);
    }
    const before = followed.stream.heldBytes;
    const step = followed.stream.segment(sequence, bytes, at);
    this.#held += followed.stream.heldBytes - before;
    while (this.#held > MAX_HELD && this.#streams.size > 1) this.#endOldest();
    return step;
  }

  #begin(key: string, sequence: number, fromStart: boolean, ip: IpPacket): Followed {
    const known = this.#streams.get(key);
    // The same opening packet again: captured twice, or sent again.
    if (known !== undefined && fromStart && known.first === sequence) return known;
    if (known !== undefined) this.#end(key);
    else if (this.#streams.size >= MAX_STREAMS) this.#endOldest();
    const from = endpoints(ip);
    const stream = new TcpStream(sequence, fromStart, this.#counts, (bytes, start, end) => {
      this.#handOn(bytes, start, end, from);
    });
    const followed = { stream, first: sequence };
    this.#streams.set(key, followed);
    return followed;
  }

  #handOn(bytes: Uint8Array, start: number, end: number, from: ReturnType<typeof endpoints>): void {
    const message = this.#message;
    message.payload = bytes;
    message.payloadStart = start;
    message.payloadEnd = end;
    message.transport = 'tcp';
    message.isCut = false;
    Object.assign(message, from);
    this.#counts.messages += 1;
    this.#onMessage(message);
  }

  #end(key: string): void {
    const followed = this.#streams.get(key);
    if (followed === undefined) return;
    this.#held -= followed.stream.heldBytes;
    followed.stream.end();
    this.#streams.delete(key);
  }

  #endOldest(): void {
    const oldest = this.#oldest.next();
    if (oldest === undefined) return;
    this.#counts.evictedStreams += 1;
    this.#end(oldest);
  }
}

function keyOf({ bytes, version, source, destination }: IpPacket, tcp: number): string {
  const width = version === 4 ? 4 : 16;
  return (
    latin1(bytes, source, source + width) +
    latin1(bytes, destination, destination + width) +
    latin1(bytes, tcp, tcp + 4)
  );
}

/** Both ends of a stream, kept as long as it is: the packet they stand in is soon overwritten. */
function endpoints({ bytes, version, source, destination, payloadStart }: IpPacket) {
  const width = version === 4 ? 4 : 16;
  const addresses = new Uint8Array(2 * width);
  addresses.set(bytes.subarray(source, source + width));
  addresses.set(bytes.subarray(destination, destination + width), width);
  return {
    family: version,
    addresses,
    sourcePlace: 0,
    destinationPlace: width,
    sourcePort: network16(bytes, payloadStart),
    destinationPort: network16(bytes, payloadStart + 2),
  };
}
