import { bad, ok } from '../../../domain/result.ts';
import type {
  CertificateAnswer,
  CertificateSource,
  SigningCertificate,
} from '../../../domain/signing-certificate.ts';
import { cacheLifetimeMs, type LifetimeBounds } from './cache-lifetime.ts';
import { CertificateFiles } from './certificate-files.ts';
import {
  type FetchLimits,
  type FetchSurroundings,
  fetchCertificate,
  SURROUNDINGS,
} from './fetch-certificate.ts';

export interface CertificateSourceOptions {
  /** Folder that keeps certificates over restarts; `null`: none. */
  readonly folder?: string | null;
  /** False: nothing is ever fetched, only what lies in the folder counts. */
  readonly isOnline?: boolean;
  readonly limits?: Partial<FetchLimits>;
  readonly lifetime?: Partial<LifetimeBounds>;
  /** How long after its end a certificate still answers while a new one is fetched. */
  readonly staleMs?: number;
  /** How long a failure is remembered before the URL is tried again. */
  readonly failureMs?: number;
  readonly maxEntries?: number;
  readonly maxTotalBytes?: number;
  readonly maxFetches?: number;
  readonly now?: () => number;
  readonly surroundings?: FetchSurroundings;
  /** Told of what does not stop the service: a file that cannot be written or read. */
  readonly onTrouble?: (message: string) => void;
}

/** Everything that happened to requests for certificates; all counters since the start. */
export interface CertificateCounts {
  fromCache: number;
  fetched: number;
  refused: number;
  failed: number;
  /** Not fetched because too many fetches were under way. */
  busy: number;
  evicted: number;
}

export interface CachedCertificateSource extends CertificateSource {
  readonly counts: Readonly<CertificateCounts>;
  readonly size: number;
  /** Waits for fetches and writes under way. */
  settle(): Promise<void>;
}

interface Entry {
  readonly answer: CertificateAnswer & { readonly ok: true };
  readonly freshUntil: number;
  readonly isByHand: boolean;
}

const LIMITS: FetchLimits = {
  ports: [443],
  timeoutMs: 2000,
  maxBytes: 64 * 1024,
  maxRedirects: 2,
  ca: null,
};
/** Beyond that the disk is too slow, and what is not written is fetched again after a restart. */
const MAX_WAITING_WRITES = 256;
const LIFETIME: LifetimeBounds = { leastMs: 60_000, mostMs: 86_400_000, usualMs: 3_600_000 };

/** Opens a source with what its folder holds. A folder that cannot be read is a `Fault`. */
export async function openCertificateSource(
  options: CertificateSourceOptions = {},
): Promise<CachedCertificateSource> {
  const cache = new CertificateCache(options);
  await cache.load();
  return cache;
}

class CertificateCache implements CachedCertificateSource {
  readonly counts: CertificateCounts = {
    fromCache: 0,
    fetched: 0,
    refused: 0,
    failed: 0,
    busy: 0,
    evicted: 0,
  };
  readonly #limits: FetchLimits;
  readonly #lifetime: LifetimeBounds;
  readonly #settings: Required<
    Pick<
      CertificateSourceOptions,
      | 'staleMs'
      | 'failureMs'
      | 'maxEntries'
      | 'maxTotalBytes'
      | 'maxFetches'
      | 'now'
      | 'isOnline'
      | 'onTrouble'
      | 'surroundings'
    >
  >;
  readonly #files: CertificateFiles | null;
  /** In the order of last use, oldest first. */
  readonly #entries = new Map<string, Entry>();
  readonly #failures = new Map<string, { readonly answer: CertificateAnswer; readonly until: number }>();
  readonly #fetches = new Map<string, Promise<CertificateAnswer>>();
  #totalBytes = 0;
  #waitingWrites = 0;
  #writes: Promise<void> = Promise.resolve();

  constructor({ folder = null, limits, lifetime, ...rest }: CertificateSourceOptions) {
    this.#limits = { ...LIMITS, ...limits };
    this.#lifetime = { ...LIFETIME, ...lifetime };
    this.#settings = {
      staleMs: rest.staleMs ?? 86_400_000,
      failureMs: rest.failureMs ?? 30_000,
      maxEntries: rest.maxEntries ?? 10_000,
      maxTotalBytes: rest.maxTotalBytes ?? 32 * 1024 * 1024,
      maxFetches: rest.maxFetches ?? 32,
      now: rest.now ?? Date.now,
      isOnline: rest.isOnline ?? true,
      onTrouble: rest.onTrouble ?? (() => {}),
      surroundings: rest.surroundings ?? SURROUNDINGS,
    };
    this.#files = folder === null ? null : new CertificateFiles(folder);
  }

  get size(): number {
    return this.#entries.size;
  }

  async load(): Promise<void> {
    const { onTrouble, maxEntries } = this.#settings;
    const odd = (name: string) =>
      onTrouble(`${name} in the certificate folder is no kept certificate; left alone`);
    for (const { url, bytes, freshUntil } of (await this.#files?.load(maxEntries, odd)) ?? [])
      this.#put(url, bytes, freshUntil ?? Number.POSITIVE_INFINITY, freshUntil === null);
  }

  get(url: string): CertificateAnswer | Promise<CertificateAnswer> {
    const now = this.#settings.now();
    const entry = this.#entries.get(url);
    if (entry !== undefined) {
      const isUsable = now < entry.freshUntil + this.#settings.staleMs || !this.#settings.isOnline;
      if (now >= entry.freshUntil) this.#refresh(url, now);
      if (isUsable) {
        this.#entries.delete(url);
        this.#entries.set(url, entry);
        this.counts.fromCache += 1;
        return entry.answer;
      }
    }
    if (!this.#settings.isOnline)
      return bad('unreachable', 'not in the certificate folder, and fetching is off');
    const failure = this.#failures.get(url);
    if (failure !== undefined && now < failure.until) return failure.answer;
    return this.#fetches.get(url) ?? this.#startFetch(url);
  }

  async settle(): Promise<void> {
    await Promise.all(this.#fetches.values());
    await this.#writes;
  }

  /** Fetches again behind the answer given; a failure is tried again later. */
  #refresh(url: string, now: number): void {
    const isTried = this.#fetches.has(url) || now < (this.#failures.get(url)?.until ?? 0);
    if (this.#settings.isOnline && !isTried) void this.#startFetch(url);
  }

  #startFetch(url: string): CertificateAnswer | Promise<CertificateAnswer> {
    if (this.#fetches.size >= this.#settings.maxFetches) {
      this.counts.busy += 1;
      return bad('unreachable', `${this.#settings.maxFetches} certificates are being fetched already`);
    }
    const fetching = this.#fetch(url).finally(() => this.#fetches.delete(url));
    this.#fetches.set(url, fetching);
    return fetching;
  }

  async #fetch(url: string): Promise<CertificateAnswer> {
    const fetched = await fetchCertificate(url, this.#limits, this.#settings.surroundings);
    const now = this.#settings.now();
    if (!fetched.ok) {
      this.counts[fetched.reason === 'refused' ? 'refused' : 'failed'] += 1;
      this.#remember(url, fetched, now + this.#settings.failureMs);
      return fetched;
    }
    this.counts.fetched += 1;
    this.#failures.delete(url);
    const { body, headers } = fetched.value;
    const freshUntil = now + cacheLifetimeMs(headers, now, this.#lifetime);
    const answer = this.#put(url, body, freshUntil, false);
    this.#write((files) => files.keep({ url, bytes: body, freshUntil }));
    return answer;
  }

  #remember(url: string, answer: CertificateAnswer, until: number): void {
    this.#failures.delete(url);
    this.#failures.set(url, { answer, until });
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > this.#settings.maxEntries && oldest !== undefined)
      this.#failures.delete(oldest);
  }

  #put(url: string, bytes: Buffer, freshUntil: number, isByHand: boolean): CertificateAnswer {
    const before = this.#entries.get(url);
    // The same bytes keep the same object: whoever judged it need not judge it again.
    const isSame = before !== undefined && bytes.equals(before.answer.value.bytes);
    const value: SigningCertificate = isSame ? before.answer.value : { url, bytes };
    this.#drop(url);
    const answer = ok(value);
    this.#entries.set(url, { answer, freshUntil, isByHand });
    this.#totalBytes += bytes.length;
    this.#makeRoom(url);
    return answer;
  }

  #makeRoom(newest: string): void {
    const { maxEntries, maxTotalBytes } = this.#settings;
    for (const [url, { isByHand }] of this.#entries) {
      if (this.#entries.size <= maxEntries && this.#totalBytes <= maxTotalBytes) return;
      if (url === newest || isByHand) continue;
      this.#drop(url);
      this.counts.evicted += 1;
      this.#write((files) => files.forget(url));
    }
  }

  #drop(url: string): void {
    this.#totalBytes -= this.#entries.get(url)?.answer.value.bytes.length ?? 0;
    this.#entries.delete(url);
  }

  /** One write after the other; a folder that cannot be written costs nothing but the next restart. */
  #write(work: (files: CertificateFiles) => Promise<void>): void {
    const files = this.#files;
    if (files === null || this.#waitingWrites >= MAX_WAITING_WRITES) return;
    this.#waitingWrites += 1;
    this.#writes = this.#writes
      .then(() => work(files))
      .catch((error: unknown) => this.#settings.onTrouble(`certificate folder: ${(error as Error).message}`))
      .finally(() => {
        this.#waitingWrites -= 1;
      });
  }
}
