import { OldestKeys } from '../../lib/oldest-keys.ts';
/** A client's allowance: `perSecond` on average, `burst` at once. */
export interface RateLimitOptions {
  readonly perSecond: number;
  readonly burst: number;
  /** Clients remembered; the one heard from longest ago is forgotten first, and starts again with a full allowance. */
  readonly maxClients: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets by client. `take` returns 0 when granted, else the seconds after which it would be. */
export class RateLimit {
  readonly #options: RateLimitOptions;
  readonly #buckets = new Map<string, Bucket>();
  readonly #oldest = new OldestKeys(this.#buckets);

  constructor(options: RateLimitOptions) {
    this.#options = options;
  }

  take(client: string, cost: number, now: number): number {
    const { perSecond, burst, maxClients } = this.#options;
    const known = this.#buckets.get(client);
    const bucket = known ?? { tokens: burst, at: now };
    if (known) this.#buckets.delete(client);
    else if (this.#buckets.size >= maxClients) this.#forgetOldest();
    this.#buckets.set(client, bucket);

    const elapsed = Math.max(0, now - bucket.at);
    bucket.tokens = Math.min(burst, bucket.tokens + (elapsed / 1000) * perSecond);
    bucket.at = now;
    // A request dearer than the whole burst is granted from a full bucket, or it could never be served.
    const price = Math.min(cost, burst);
    if (bucket.tokens < price) return Math.max(1, Math.ceil((price - bucket.tokens) / perSecond));
    bucket.tokens -= price;
    return 0;
  }

  get clients(): number {
    return this.#buckets.size;
  }

  #forgetOldest(): void {
    const oldest = this.#oldest.next();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
