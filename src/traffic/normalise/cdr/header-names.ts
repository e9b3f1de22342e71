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
