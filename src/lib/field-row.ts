/** One record of delimited text as byte ranges into a shared buffer; valid until the next record is read. */
export interface FieldRow {
  readonly bytes: Uint8Array;
  /** Fields found. */
  readonly count: number;
  /** Range of each field without its surrounding quotes. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** 1 where the field holds doubled quotes that still have to be halved. */
  readonly doubled: Uint8Array;
  /** Range of the whole record without its line end. */
  readonly from: number;
  readonly to: number;
}

const utf8 = new TextDecoder('utf-8');

/** Text of bytes `start` to `end`; broken UTF-8 becomes U+FFFD, never an exception. */
export function bytesText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let index = start; index < end; index += 1) {
    const byte = bytes[index]!;
    if (byte > 127 || end - start > 64) return utf8.decode(bytes.subarray(start, end));
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Text of field `index` with doubled quotes halved; empty when the record has no such field. */
export function fieldText(row: FieldRow, index: number): string {
  if (index < 0 || index >= row.count) return '';
  const text = bytesText(row.bytes, row.starts[index]!, row.ends[index]!);
  return row.doubled[index] === 1 ? text.replaceAll('""', '"') : text;
}
