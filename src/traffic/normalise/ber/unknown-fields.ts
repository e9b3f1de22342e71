import type { RecordKind } from './compile-profile.ts';

/** Tags counted apart; a file of noise has no end of them. */
const MAX_TAGS = 256;
const TOLD = 8;

/** Counts fields whose tag the profile does not name: tolerated, but somebody should know. */
export class UnknownFields {
  readonly #counts = new Map<RecordKind, Map<number, number>>();
  #tags = 0;
  #total = 0;

  count(kind: RecordKind, tag: number): void {
    this.#total += 1;
    let counts = this.#counts.get(kind);
    if (counts === undefined) {
      counts = new Map();
      this.#counts.set(kind, counts);
    }
    const before = counts.get(tag);
    if (before === undefined) {
      if (this.#tags === MAX_TAGS) return;
      this.#tags += 1;
    }
    counts.set(tag, (before ?? 0) + 1);
  }

  /** What a person should read, `null` when every field was known. */
  sentence(): string | null {
    if (this.#total === 0) return null;
    const ranked = [...this.#counts]
      .flatMap(([kind, counts]) => [...counts].map(([tag, count]) => ({ kind: kind.name, tag, count })))
      .sort((one, other) => other.count - one.count || one.tag - other.tag);
    const told = ranked.slice(0, TOLD).map(({ kind, tag, count }) => `[${tag}] of ${kind} ${count} times`);
    const more = ranked.length > TOLD ? ` and ${ranked.length - TOLD} others` : '';
    return `${this.#total} fields have tags that the profile does not name (${told.join(', ')}${more}): name them in a profile (--mapping) if they matter`;
  }
}
