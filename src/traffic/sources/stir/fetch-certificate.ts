import { Resolver } from 'node:dns/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { bad, ok, type Result } from '../../../domain/result.ts';
import type { CertificateTrouble } from '../../../domain/signing-certificate.ts';
import { readCertificateUrl } from './certificate-url.ts';
import { httpsGet } from './https-get.ts';
import { isPublicAddress } from './public-address.ts';

export interface FetchLimits {
  /** Ports a certificate may be fetched from; 443 unless configured. */
  readonly ports: readonly number[];
  /** For everything together: names, redirects, the body. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Redirects followed; each is checked like the first address. */
  readonly maxRedirects: number;
  /** Authorities for web servers in PEM; `null`: those of the system. */
  readonly ca: string | null;
}

/** What tests replace: names, and which addresses count as outside. Production never sets it. */
export interface FetchSurroundings {
  readonly resolve: (host: string, signal: AbortSignal) => Promise<readonly string[]>;
  readonly isReachable: (address: string) => boolean;
}

export const SURROUNDINGS: FetchSurroundings = { resolve: resolveHost, isReachable: isPublicAddress };

export interface FetchedBody {
  readonly body: Buffer;
  readonly headers: IncomingHttpHeaders;
}

/** Addresses of one host that are tried before giving up. */
const MAX_ADDRESSES = 3;

/**
 * Fetches what stands behind an `x5u`. The host's name is resolved once, every address it has must be a public one, and the
 * connection goes to an address looked at, so that neither a name that changes its mind nor a redirect reaches inside.
 * Never rejects.
 */
export async function fetchCertificate(
  text: string,
  limits: FetchLimits,
  surroundings: FetchSurroundings = SURROUNDINGS,
): Promise<Result<FetchedBody, CertificateTrouble>> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), limits.timeoutMs);
  try {
    return await follow(text, limits, surroundings, controller.signal);
  } catch (error) {
    const why = controller.signal.aborted ? `no answer within ${limits.timeoutMs} ms` : messageOf(error);
    return bad('unreachable', `${text.slice(0, 200)}: ${why}`);
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
}

async function follow(
  first: string,
  limits: FetchLimits,
  surroundings: FetchSurroundings,
  signal: AbortSignal,
): Promise<Result<FetchedBody, CertificateTrouble>> {
  let text = first;
  for (let hop = 0; hop <= limits.maxRedirects; hop += 1) {
    const url = readCertificateUrl(text, limits.ports);
    if (!url.ok) return url;
    const addresses = await outsideAddresses(url.value, surroundings, signal);
    if (!addresses.ok) return addresses;
    const { maxBytes, ca } = limits;
    const answer = await httpsGet({ url: url.value, addresses: addresses.value, maxBytes, ca, signal });
    if (answer.status === 200) return ok({ body: answer.body, headers: answer.headers });
    const { location } = answer.headers;
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined)
      return bad('unreachable', `${text.slice(0, 200)} answers ${answer.status}`);
    text = new URL(location, url.value).href;
  }
  return bad('unreachable', `${first.slice(0, 200)} redirects more than ${limits.maxRedirects} times`);
}

/** The addresses of a host, or a refusal when any of them lies inside: a name has no business to mix the two. */
async function outsideAddresses(
  { hostname }: URL,
  { resolve, isReachable }: FetchSurroundings,
  signal: AbortSignal,
): Promise<Result<readonly string[], CertificateTrouble>> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? await resolve(host, signal) : [host];
  if (addresses.length === 0) return bad('unreachable', `${host} has no address`);
  const inside = addresses.find((address) => !isReachable(address));
  if (inside !== undefined)
    return bad('refused', `certificate address refused: ${host} is ${inside}, which is not public`);
  return ok(addresses.slice(0, MAX_ADDRESSES));
}

/** Asks the configured name servers, without the thread pool that files need. IPv4 first; a host with neither has none. */
async function resolveHost(host: string, signal: AbortSignal): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: 1000, tries: 2 });
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel);
  try {
    const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const addresses = found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const failed = found.find((one) => one.status === 'rejected');
    if (addresses.length === 0 && failed?.status === 'rejected') throw failed.reason;
    return addresses;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
