import { Fault } from '../../domain/fault.ts';
import type { ByteReader } from '../../traffic/sources/index.ts';
import { detectFormat } from './detect-format.ts';
import { inspectHep, inspectSip } from './inspect-bytes.ts';
import { type CallReadingOptions, inspectCalls } from './inspect-calls.ts';
import { inspectCapture } from './inspect-capture.ts';
import { inspectPassports } from './inspect-passports.ts';
import type { InspectFormat, Inspection } from './inspection.ts';
import { type InspectedFile, openInspected } from './open-inspected.ts';
import type { InspectContext } from './peer-readings.ts';

export interface InspectOptions extends CallReadingOptions {
  /** `null`: what the content looks like. */
  readonly format: InspectFormat | null;
  /** Byte of the file where reading begins. */
  readonly skip: number;
  /** Most messages, or calls, that are shown in full. */
  readonly limit: number;
}

/** SIP messages, HEP packets and signed statements are read from so much of a file. */
export const MAX_BYTES = 16 << 20;

/** Reads one file as what it is. `now` is the time of what does not tell its own. Throws a `Fault` for what cannot be read. */
export async function inspectFile(
  path: string,
  now: number,
  context: InspectContext,
  options: InspectOptions,
): Promise<Inspection> {
  const file = await openInspected(path, options.skip);
  const format = options.format ?? detectFormat(file.head);
  const found = await readAs(format, file, now, context, options);
  return {
    inspect: 1,
    file: path,
    bytes: file.bytes,
    format,
    formatFrom: options.format === null ? 'content' : 'told',
    messages: [],
    passports: [],
    calls: [],
    records: [],
    notShown: 0,
    counts: {},
    ...found,
    notes: found.notes ?? [],
  };
}

async function readAs(
  format: InspectFormat,
  file: InspectedFile,
  now: number,
  context: InspectContext,
  options: InspectOptions,
): Promise<Partial<Inspection>> {
  const { skip, limit } = options;
  switch (format) {
    case 'pcap': {
      const found = await inspectCapture(file.reader(true), file.head, skip, now, limit, context);
      if (found === null)
        throw new Fault('inspect-refused', `${file.name} does not begin as a pcap or pcapng file`);
      return found;
    }
    case 'calls':
      return inspectCalls(file, now, limit, skip, context, {
        ...options,
        isGuess: options.format === null,
      });
  }
  const { bytes, isWhole } = await readBytes(file.reader(true));
  const notes = isWhole ? [] : [{ word: 'cut', detail: `only the first ${MAX_BYTES} bytes were read` }];
  if (format === 'passport') return { passports: inspectPassports(bytes, skip), notes };
  if (format === 'sip') return { messages: inspectSip(bytes, skip, now, limit, context), notes };
  const packets = inspectHep(bytes, skip, now, limit, context);
  return { ...packets, notes: [...notes, ...packets.notes] };
}

async function readBytes(reader: ByteReader): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const chunk = new Uint8Array(1 << 16);
    const count = await reader.read(chunk, 0);
    if (count === 0) return { bytes: Buffer.concat(chunks), isWhole: true };
    chunks.push(chunk.subarray(0, count));
    total += count;
    if (total < MAX_BYTES) continue;
    await reader.close();
    return { bytes: Buffer.concat(chunks), isWhole: false };
  }
}
