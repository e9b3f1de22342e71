/** What reading an element found: it is there, it goes on behind the bytes at hand, or it is none. */
export const BER = { ok: 0, more: 1, bad: 2 } as const;
export type BerFound = (typeof BER)[keyof typeof BER];

/** Nested indefinite lengths; charging records nest three or four deep. */
export const MAX_DEPTH = 16;
/** Elements passed over to find the end of one indefinite length. */
const MAX_STEPS = 4096;
const MAX_TAG_OCTETS = 3;
const MAX_LENGTH_OCTETS = 8;
const INDEFINITE = -1;

/**
 * One element of the Basic Encoding Rules (ITU-T X.690 §8.1): identifier, length, contents. Reused from element to
 * element, makes nothing. Long tags, long lengths with leading zeros and indefinite lengths are read.
 */
export class BerElement {
  /** Class and form: the identifier octet without its tag number (`0xa0` context-specific constructed). */
  form = 0;
  tag = 0;
  /** Contents; without the two end octets of an indefinite length. */
  start = 0;
  end = 0;
  /** Behind the element. Where `more` was found, behind what the length claims, once it was told. */
  next = 0;
  /** Length as told, `INDEFINITE` when it is marked by its end. */
  #length = 0;

  /** Reads the element at `at`; bytes from `limit` on are not there yet. Never reads past `limit`. */
  read(bytes: Uint8Array, at: number, limit: number): BerFound {
    const found = this.readHead(bytes, at, limit);
    if (found !== BER.ok) return found;
    if (this.#length === INDEFINITE) return this.#readIndefinite(bytes, limit);
    this.end = this.start + this.#length;
    this.next = this.end;
    return this.end > limit ? BER.more : BER.ok;
  }

  /** Identifier and length alone; the contents begin at `start` and are not looked at. */
  readHead(bytes: Uint8Array, at: number, limit: number): BerFound {
    this.next = at;
    if (at >= limit) return BER.more;
    const first = bytes[at]!;
    this.form = first & 0xe0;
    this.tag = first & 31;
    let place = at + 1;
    if (this.tag === 31) {
      place = this.#longTag(bytes, place, limit);
      if (place <= 0) return place === 0 ? BER.more : BER.bad;
    }
    if (place >= limit) return BER.more;
    const short = bytes[place]!;
    place += 1;
    if (short <= 0x80) {
      this.#length = short === 0x80 ? INDEFINITE : short;
      this.start = place;
      return short === 0x80 && (first & 0x20) === 0 ? BER.bad : BER.ok;
    }
    const behind = place + (short & 127);
    if (behind - place > MAX_LENGTH_OCTETS) return BER.bad;
    if (behind > limit) return BER.more;
    let length = 0;
    for (; place < behind; place += 1) length = length * 256 + bytes[place]!;
    this.#length = length;
    this.start = behind;
    return BER.ok;
  }

  /** Place behind a tag number in several octets; 0 when bytes are missing, -1 when it is too long. */
  #longTag(bytes: Uint8Array, from: number, limit: number): number {
    let tag = 0;
    for (let place = from; place < limit; place += 1) {
      const octet = bytes[place]!;
      tag = tag * 128 + (octet & 127);
      if (octet < 128) {
        this.tag = tag;
        return place + 1;
      }
      if (place - from + 1 >= MAX_TAG_OCTETS) return -1;
    }
    return 0;
  }

  /** Finds the end-of-contents octets (X.690 §8.1.5), passing over what is nested. */
  #readIndefinite(bytes: Uint8Array, limit: number): BerFound {
    const { form, tag, start } = this;
    let at = start;
    let depth = 1;
    for (let step = 0; step < MAX_STEPS && depth <= MAX_DEPTH; step += 1) {
      const found = this.readHead(bytes, at, limit);
      if (found !== BER.ok) {
        this.start = start;
        return found;
      }
      const isEnd = bytes[at] === 0 && this.#length === 0;
      if (isEnd) depth -= 1;
      else if (this.#length === INDEFINITE) depth += 1;
      if (depth === 0) {
        this.form = form;
        this.tag = tag;
        this.end = at;
        this.next = this.start;
        this.start = start;
        return BER.ok;
      }
      at = isEnd || this.#length === INDEFINITE ? this.start : this.start + this.#length;
    }
    this.start = start;
    return BER.bad;
  }

  get isConstructed(): boolean {
    return (this.form & 0x20) !== 0;
  }
}
