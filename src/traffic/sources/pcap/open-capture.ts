import type { ByteReader } from '../cdr/byte-reader.ts';
import { type CaptureKind, pcapForm } from './capture-kind.ts';
import { CaptureSource } from './capture-source.ts';
import { PcapFormat } from './pcap-format.ts';
import { PcapngFormat } from './pcapng-format.ts';

/** Prepares to read a capture; `head` is what it begins with, at least four bytes, which the reader still gives. */
export function openCapture(reader: ByteReader, kind: CaptureKind, head: Uint8Array): CaptureSource {
  if (kind === 'pcapng') return new CaptureSource(reader, new PcapngFormat());
  const form = pcapForm(head);
  if (form === null) throw new Error('not a classic capture file; ask captureKind first');
  return new CaptureSource(reader, new PcapFormat(form));
}
