/** What two spellings of one party have in common: the user part without separators, or all of a URI that has none. */
export function partyOf(address: string): string {
  const rest = address.replace(/^[a-z][a-z0-9+.-]*:/i, '');
  const at = rest.lastIndexOf('@');
  const user = at < 0 ? rest : rest.slice(0, at);
  return user
    .replace(/;.*$/s, '')
    .replace(/[-.()]/g, '')
    .toLowerCase();
}
