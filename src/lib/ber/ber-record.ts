import { BER, BerElement } from './ber-element.ts';

/** Fields of one record; charging records have up to about 120. */
export const MAX_FIELDS = 512;

/**
 * One charging record as byte ranges into a shared buffer: its own tag and the elements directly inside it. Valid until
 * the next record is read.
 */
export interface BerRecord {
  readonly bytes: Uint8Array;
  /** The element as a whole, identifier and length included. */
  readonly from: number;
  readonly to: number;
  readonly tag: number;
  readonly count: number;
  /** Tag, form (see `BerElement.form`) and contents of each field. */
  readonly tags: Int32Array;
  readonly forms: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

export class BerFields implements BerRecord {
  bytes: Uint8Array = new Uint8Array(0);
  from = 0;
  to = 0;
  tag = 0;
  count = 0;
  readonly tags = new Int32Array(MAX_FIELDS);
  readonly forms = new Uint8Array(MAX_FIELDS);
  readonly starts = new Int32Array(MAX_FIELDS);
  readonly ends = new Int32Array(MAX_FIELDS);
  readonly #element = new BerElement();

  /** Lists the elements between `start` and `end`. False: they do not fill it exactly, or are more than `most`. */
  list(bytes: Uint8Array, start: number, end: number, most = MAX_FIELDS): boolean {
    const element = this.#element;
    this.bytes = bytes;
    this.count = 0;
    for (let at = start; at < end; at = element.next) {
      const { count } = this;
      if (count === most || element.read(bytes, at, end) !== BER.ok) return false;
      this.tags[count] = element.tag;
      this.forms[count] = element.form;
      this.starts[count] = element.start;
      this.ends[count] = element.end;
      this.count = count + 1;
    }
    return true;
  }
}
