const QUOTE = 34;
const ZERO = 48;
const HEX = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
/** A single append may take this many bytes beyond the size of a block. */
const MARGIN = 65_536;

/**
 * Builds lines of ASCII text in one reused block of bytes: about four times as fast as joining strings and encoding them.
 * The block returned by `take` is overwritten by what is appended afterwards.
 */
export class ByteLines {
  readonly #bytes: Uint8Array;
  readonly #size: number;
  #at = 0;

  constructor(size = 262_144) {
    this.#size = size;
    this.#bytes = new Uint8Array(size + MARGIN);
  }

  get isFull(): boolean {
    return this.#at >= this.#size;
  }

  get length(): number {
    return this.#at;
  }

  /** Characters beyond 7 bits become `?`; call records of the simulator have none. */
  text(text: string): this {
    const bytes = this.#bytes;
    let at = this.#at;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      bytes[at++] = unit < 128 ? unit : 63;
    }
    this.#at = at;
    return this;
  }

  /** The text between quotes; it must not hold one. */
  quoted(text: string): this {
    this.#bytes[this.#at++] = QUOTE;
    this.text(text);
    this.#bytes[this.#at++] = QUOTE;
    return this;
  }

  /** A whole number from 0 in decimal digits. */
  whole(value: number): this {
    let width = 1;
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) width += 1;
    const bytes = this.#bytes;
    let rest = value;
    for (let at = this.#at + width - 1; at >= this.#at; at -= 1) {
      const shorter = Math.floor(rest / 10);
      bytes[at] = ZERO + (rest - shorter * 10);
      rest = shorter;
    }
    this.#at += width;
    return this;
  }

  /** Eight hexadecimal digits of a 32-bit integer. */
  hex(value: number): this {
    return this.hexTail(value, 8);
  }

  /** The last `digits` (1 to 8) of them. */
  hexTail(value: number, digits: number): this {
    for (let shift = digits * 4 - 4; shift >= 0; shift -= 4)
      this.#bytes[this.#at++] = HEX[(value >>> shift) & 15]!;
    return this;
  }

  /** What was appended since the last `take`, as a view that lives until the next append. */
  take(): Uint8Array {
    const block = this.#bytes.subarray(0, this.#at);
    this.#at = 0;
    return block;
  }
}
