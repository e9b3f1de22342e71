/**
 * A 64-bit hash in two 32-bit lanes, so that no BigInt is made. Not cryptographic. Two random inputs collide with
 * probability 2^-64; a million remembered hashes collide with one another with probability below 1e-7.
 */
export class LaneHash {
  high = 0;
  low = 0;

  start(seed: number): void {
    this.high = 0x9747b28c ^ seed;
    this.low = 0x811c9dc5 ^ Math.imul(seed, 0x85ebca6b);
  }

  /** Adds bytes one at a time: for short fields. */
  bytes(bytes: Uint8Array, start: number, end: number): void {
    let { high, low } = this;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at]!;
      low = Math.imul(low ^ byte, 0x01000193);
      high = Math.imul((high << 5) ^ (high >>> 27) ^ byte, 0x9e3779b1);
    }
    this.high = high;
    this.low = low;
  }

  /** Adds bytes four at a time: for whole records. */
  words(view: DataView, start: number, end: number): void {
    let { high, low } = this;
    let at = start;
    for (; at + 4 <= end; at += 4) {
      const word = view.getInt32(at, true);
      low = Math.imul(((low << 13) | (low >>> 19)) ^ word, 0xcc9e2d51);
      high = Math.imul(((high << 17) | (high >>> 15)) + word, 0x1b873593);
    }
    for (; at < end; at += 1) {
      const byte = view.getUint8(at);
      low = Math.imul(low ^ byte, 0x01000193);
      high = Math.imul((high << 5) ^ (high >>> 27) ^ byte, 0x9e3779b1);
    }
    this.high = high;
    this.low = low ^ (end - start);
  }

  text(text: string): void {
    let { high, low } = this;
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      low = Math.imul(low ^ unit, 0x01000193);
      high = Math.imul((high << 5) ^ (high >>> 27) ^ unit, 0x9e3779b1);
    }
    this.high = high;
    this.low = low;
  }

  /** Mixes the lanes; after this `high` and `low` are final, as signed integers (which V8 keeps off the heap). */
  finish(): void {
    const low = mix(this.low ^ Math.imul(this.high, 0x27d4eb2f));
    const high = mix(this.high ^ low);
    this.low = low;
    this.high = high;
  }

  /** Sixteen hexadecimal digits. */
  hex(): string {
    return laneHex(this.high) + laneHex(this.low);
  }
}

/** Eight hexadecimal digits of one lane. */
export function laneHex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, '0');
}

function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
