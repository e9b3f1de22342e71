import type { ByteReader } from '../cdr/byte-reader.ts';
import type { CapturePacket } from './capture-packet.ts';

/** What stepping through a capture came to. `more`: fill and ask again. `skipped`: a block that holds no packet. */
export type CaptureStep = 'packet' | 'skipped' | 'more' | 'damaged';

/** One format's reading of the bytes at hand. */
export interface CaptureFormat {
  /** Reads what begins at `at`; `taken` then says how many bytes that was, or with `more` how many are needed at least. */
  step(bytes: Uint8Array, at: number, end: number, packet: CapturePacket): CaptureStep;
  taken: number;
  /** Why `damaged`. */
  damage: string;
}

/** Longest record or block that is held; no capture program writes longer ones. */
export const MAX_RECORD = 4 << 20;
const FIRST_CAPACITY = 1 << 18;

/** The packets of a capture file, read in order through one buffer. */
export class CaptureSource {
  packets = 0;
  /** Where and why reading had to stop before the end, `null` when it did not. */
  damage: string | null = null;
  /** Bytes at the end that are no whole packet: the file was cut, or is still being written. */
  cutBytes = 0;
  readonly #reader: ByteReader;
  readonly #format: CaptureFormat;
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #at = 0;
  #end = 0;
  #before = 0;
  #needed = 1;

  constructor(reader: ByteReader, format: CaptureFormat) {
    this.#reader = reader;
    this.#format = format;
  }

  /** The next packet; `false` when more must be filled first. */
  next(packet: CapturePacket): boolean {
    while (this.damage === null) {
      const step = this.#format.step(this.#bytes, this.#at, this.#end, packet);
      if (step === 'more') {
        this.#needed = this.#format.taken;
        return false;
      }
      if (step === 'damaged') {
        this.damage = `${this.#format.damage} at byte ${this.#before + this.#at}`;
        return false;
      }
      this.#at += this.#format.taken;
      if (step === 'packet') {
        this.packets += 1;
        packet.number = this.packets;
        return true;
      }
    }
    return false;
  }

  /** Reads on; `false` at the end of the file, or when it is damaged beyond reading. Throws the reader's `Fault`. */
  async fill(): Promise<boolean> {
    if (this.damage !== null) return false;
    this.#bytes.copyWithin(0, this.#at, this.#end);
    this.#before += this.#at;
    this.#end -= this.#at;
    this.#at = 0;
    if (this.#needed > this.#bytes.length) {
      const grown = new Uint8Array(this.#needed);
      grown.set(this.#bytes.subarray(0, this.#end));
      this.#bytes = grown;
    }
    let got = 0;
    do {
      const count = await this.#reader.read(this.#bytes, this.#end);
      if (count === 0) break;
      got += count;
      this.#end += count;
    } while (this.#end < this.#needed);
    if (got === 0) this.cutBytes = this.#end;
    return got > 0;
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}
