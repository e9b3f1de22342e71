/**
 * Gives the keys of a map in the order in which they were put in, for letting go of the oldest. Asking a map for its first key
 * again and again walks over everything taken out before; this keeps its place instead. Every key it gives must be taken out of
 * the map, and a key that is to count as new is taken out and put in again.
 */
export class OldestKeys<Key> {
  readonly #map: ReadonlyMap<Key, unknown>;
  #keys: Iterator<Key>;

  constructor(map: ReadonlyMap<Key, unknown>) {
    this.#map = map;
    this.#keys = map.keys();
  }

  /** The oldest key; `undefined` when the map is empty. */
  next(): Key | undefined {
    const step = this.#keys.next();
    if (step.done !== true) return step.value;
    // An iterator that came to the end stays there.
    this.#keys = this.#map.keys();
    const again = this.#keys.next();
    return again.done === true ? undefined : again.value;
  }
}
