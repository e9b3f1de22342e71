/** How far a body has come. `too-large`: more than the limit, nothing of it is kept. */
export type BodyState = 'reading' | 'whole' | 'too-large' | 'malformed';

/** Collects one body out of the bytes of a connection, which may hold more than it. */
export interface BodyReader {
  readonly state: BodyState;
  /** Takes what belongs to the body from `bytes` on; returns how many bytes that was. */
  feed(bytes: Buffer): number;
  /** The body, once whole. */
  body(): Buffer;
}

const EMPTY = Buffer.alloc(0);

/** A body of a known length (RFC 9112 §6.2). */
export class LengthBody implements BodyReader {
  readonly #pieces: Buffer[] = [];
  #missing: number;
  state: BodyState;

  constructor(bytes: number, maxBytes: number) {
    this.#missing = bytes;
    this.state = bytes > maxBytes ? 'too-large' : bytes === 0 ? 'whole' : 'reading';
  }

  feed(bytes: Buffer): number {
    const taken = Math.min(this.#missing, bytes.length);
    if (this.state !== 'reading' || taken === 0) return 0;
    this.#pieces.push(bytes.subarray(0, taken));
    this.#missing -= taken;
    if (this.#missing === 0) this.state = 'whole';
    return taken;
  }

  body(): Buffer {
    return this.#pieces.length === 0
      ? EMPTY
      : this.#pieces.length === 1
        ? this.#pieces[0]!
        : Buffer.concat(this.#pieces);
  }
}

/** Longest line of a size, its extensions and the trailers together, bytes. */
const MAX_LINE_BYTES = 1_024;

type Expected = 'size' | 'data' | 'data-end' | 'trailer';

/** A chunked body (RFC 9112 §7.1); extensions and trailers are read over. */
export class ChunkedBody implements BodyReader {
  readonly #maxBytes: number;
  readonly #pieces: Buffer[] = [];
  #expected: Expected = 'size';
  #line = '';
  #missing = 0;
  #total = 0;
  state: BodyState = 'reading';

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  feed(bytes: Buffer): number {
    let at = 0;
    while (this.state === 'reading' && at < bytes.length)
      at += this.#expected === 'data' ? this.#data(bytes.subarray(at)) : this.#lineByte(bytes[at]!);
    return at;
  }

  body(): Buffer {
    return Buffer.concat(this.#pieces, this.#total);
  }

  #data(bytes: Buffer): number {
    const taken = Math.min(this.#missing, bytes.length);
    this.#pieces.push(bytes.subarray(0, taken));
    this.#missing -= taken;
    if (this.#missing === 0) this.#expected = 'data-end';
    return taken;
  }

  #lineByte(byte: number): number {
    this.#line += String.fromCharCode(byte);
    if (this.#line.length > MAX_LINE_BYTES) this.state = 'malformed';
    else if (byte === 0x0a) {
      if (!this.#line.endsWith('\r\n')) this.state = 'malformed';
      else this.#lineEnded(this.#line.slice(0, -2));
      this.#line = '';
    }
    return 1;
  }

  #lineEnded(line: string): void {
    if (this.#expected === 'data-end') {
      if (line !== '') this.state = 'malformed';
      this.#expected = 'size';
    } else if (this.#expected === 'trailer') {
      if (line === '') this.state = 'whole';
    } else this.#sized(line);
  }

  #sized(line: string): void {
    const size = /^([0-9A-Fa-f]{1,8})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/.exec(line)?.[1];
    if (size === undefined) {
      this.state = 'malformed';
      return;
    }
    this.#missing = Number.parseInt(size, 16);
    this.#total += this.#missing;
    this.#expected = this.#missing === 0 ? 'trailer' : 'data';
    if (this.#total > this.#maxBytes || this.#pieces.length > MAX_PIECES) this.state = 'too-large';
  }
}

/** One byte a chunk costs us far more than it costs the sender. */
const MAX_PIECES = 4_096;
