import { fileHeaderBytes } from './ber-framing.ts';

/** What the header of a file of charging records says (3GPP TS 32.297 §6.1.1), for a person to read. */
export interface FileHeaderField {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  readonly meaning: string | null;
}

const CLOSURE: ReadonlyMap<number, string> = new Map([
  [0, 'normal'],
  [1, 'file size limit'],
  [2, 'open time limit'],
  [3, 'number of records'],
  [4, 'by hand'],
  [5, 'change of version'],
  [128, 'abnormal'],
  [129, 'file system error'],
  [130, 'storage full'],
  [131, 'integrity error'],
]);

/** The fields of a file header; empty when the file begins without one. */
export function readFileHeader(bytes: Uint8Array): readonly FileHeaderField[] {
  if (fileHeaderBytes(bytes) === 0) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const field = (name: string, offset: number, length: number, meaning: string | null): FileHeaderField => ({
    name,
    offset,
    length,
    meaning,
  });
  return [
    field('fileLength', 0, 4, String(view.getUint32(0))),
    field('headerLength', 4, 4, String(view.getUint32(4))),
    field('highestRelease', 8, 1, releaseText(bytes[8]!)),
    field('lowestRelease', 9, 1, releaseText(bytes[9]!)),
    field('opened', 10, 4, openingTime(view.getUint32(10))),
    field('lastAppended', 14, 4, openingTime(view.getUint32(14))),
    field('records', 18, 4, String(view.getUint32(18))),
    field('sequence', 22, 4, String(view.getUint32(22))),
    field('closure', 26, 1, CLOSURE.get(bytes[26]!) ?? null),
    field('node', 27, 20, null),
    field('lostRecords', 47, 1, bytes[47] === 0 ? 'none' : null),
    field('filterLength', 48, 2, String(view.getUint16(48))),
  ];
}

/** Three bits of release (0: before release 4, 7: told in an extension), five of version. */
function releaseText(octet: number): string {
  const release = octet >> 5;
  const word = release === 0 ? '99' : release === 7 ? '10 or later' : String(release + 3);
  return `release ${word}, version ${octet & 31}`;
}

/** Month, day, hour, minute and the offset from UTC in 32 bits; there is no year. */
function openingTime(bits: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const [month, day] = [bits >>> 28, (bits >>> 23) & 31];
  const [hour, minute] = [(bits >>> 18) & 31, (bits >>> 12) & 63];
  const sign = (bits >>> 11) & 1 ? '+' : '-';
  return `${two(month)}-${two(day)} ${two(hour)}:${two(minute)} ${sign}${two((bits >>> 6) & 31)}:${two(bits & 63)}`;
}
