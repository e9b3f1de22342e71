/** How long a request sent again is answered with the same bytes (RFC 5080 §2.2.2: 5 to 30 s). */
const KEPT_MS = 15_000;
const MAX_REPLIES = 65_536;

interface Kept {
  readonly until: number;
  /** `null` while the first is being answered. */
  reply: Buffer | null;
}

/**
 * Requests answered of late, by source address, source port, identifier and authenticator (RFC 2865 §2.5, RFC 5080 §2.2.2).
 * Bounded; the oldest goes first.
 */
export class ReplyCache {
  readonly #kept = new Map<string, Kept>();

  /** `new`: answer it. `pending`: it is being answered. Otherwise the bytes it was answered with. */
  meet(key: string, now: number): 'new' | 'pending' | Buffer {
    const known = this.#kept.get(key);
    if (known !== undefined && known.until > now) return known.reply ?? 'pending';
    this.#kept.delete(key);
    this.#prune(now);
    this.#kept.set(key, { until: now + KEPT_MS, reply: null });
    return 'new';
  }

  answered(key: string, reply: Buffer): void {
    const known = this.#kept.get(key);
    if (known !== undefined) known.reply = reply;
  }

  /** It was not answered: sent again it is new. */
  forget(key: string): void {
    this.#kept.delete(key);
  }

  get size(): number {
    return this.#kept.size;
  }

  #prune(now: number): void {
    for (const [key, { until }] of this.#kept) {
      if (until > now && this.#kept.size < MAX_REPLIES) return;
      this.#kept.delete(key);
    }
  }
}
