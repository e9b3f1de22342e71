import { isHeader } from './record-sample.ts';

/** Column names as they are compared: without surrounding blanks and marks, in small letters. */
export function headerNames(header: readonly string[]): readonly string[] {
  return header.map((name) => name.replaceAll('\ufeff', '').trim().toLowerCase());
}

/** Place of the first of the wanted names that the header has, -1 when it has none. */
export function namedColumn(names: readonly string[], wanted: readonly string[]): number {
  for (const name of wanted) {
    const place = names.indexOf(name);
    if (place >= 0) return place;
  }
  return -1;
}

/** True when a record is a header again: at least half of the known names stand in it, and nothing in it is a figure. */
export function isHeaderAgain(known: readonly string[], record: readonly string[]): boolean {
  if (!isHeader(record)) return false;
  const names = headerNames(record);
  const wanted = headerNames(known).filter((name) => name !== '');
  return wanted.length > 1 && wanted.filter((name) => names.includes(name)).length * 2 >= wanted.length;
}
