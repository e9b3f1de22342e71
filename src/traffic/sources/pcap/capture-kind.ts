/** Kinds of capture files that are read. */
export type CaptureKind = 'pcap' | 'pcapng';

const PCAPNG = 0x0a0d0d0a;

/** How a classic file writes its numbers and times. */
export interface PcapForm {
  readonly littleEndian: boolean;
  readonly nanoseconds: boolean;
  /** Bytes of a record's head: 16, or 24 in the form once patched into old Linux kernels. */
  readonly recordHead: number;
}

/** Form of a classic capture file by its first four bytes, `null` when it is none. */
export function pcapForm(head: Uint8Array): PcapForm | null {
  if (head.length < 4) return null;
  const view = new DataView(head.buffer, head.byteOffset, 4);
  for (const littleEndian of [true, false]) {
    const magic = view.getUint32(0, littleEndian);
    if (magic === 0xa1b2c3d4) return { littleEndian, nanoseconds: false, recordHead: 16 };
    if (magic === 0xa1b23c4d) return { littleEndian, nanoseconds: true, recordHead: 16 };
    if (magic === 0xa1b2cd34) return { littleEndian, nanoseconds: false, recordHead: 24 };
  }
  return null;
}

/** What kind of capture file begins with these bytes, `null` when it is none. */
export function captureKind(head: Uint8Array): CaptureKind | null {
  if (head.length < 4) return null;
  // The block type reads the same in both byte orders.
  if (new DataView(head.buffer, head.byteOffset, 4).getUint32(0) === PCAPNG) return 'pcapng';
  return pcapForm(head) === null ? null : 'pcap';
}
