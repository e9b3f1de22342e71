/** IPv4 in dotted form; the caller has checked that four bytes are there. */
export function ipv4Text(bytes: Uint8Array, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

/** IPv6 as of RFC 5952 §4: lower case, the longest run of two or more zero groups shortened, the first of equals. */
export function ipv6Text(bytes: Uint8Array, at: number): string {
  const groups = Array.from(
    { length: 8 },
    (_, group) => (bytes[at + 2 * group]! << 8) | bytes[at + 2 * group + 1]!,
  );
  let from = -1;
  let length = 1;
  for (let start = 0; start < 8; start += 1) {
    let run = 0;
    while (start + run < 8 && groups[start + run] === 0) run += 1;
    if (run > length) {
      from = start;
      length = run;
    }
    start += run;
  }
  const hex = (some: readonly number[]) => some.map((group) => group.toString(16)).join(':');
  return from < 0 ? hex(groups) : `${hex(groups.slice(0, from))}::${hex(groups.slice(from + length))}`;
}
