import type { FastifyRequest } from 'fastify';
import type { Api, ApiContext } from '../api-context.ts';
import { CONTRACT_LIMITS } from '../contract/index.ts';
import { ProblemError } from '../present-problem.ts';
import { isAllowedHost } from './allowed-host.ts';
import { bearerCheck } from './bearer-token.ts';
import { RateLimit } from './rate-limit.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

export interface GuardOptions {
  /** Required of every request for data; `null`: none (loopback only). */
  readonly token: string | null;
  /** Host names besides IP addresses and `localhost` under which the service may be asked. */
  readonly hostNames: readonly string[];
  /** Calls a second one client may have judged (Default: 20,000). */
  readonly callsPerSecond?: number;
  /** Other requests a second of one client (Default: 1,000). */
  readonly readsPerSecond?: number;
}

const DEFAULT_CALLS_PER_SECOND = 20_000;
const DEFAULT_READS_PER_SECOND = 1_000;
const MAX_CLIENTS = 10_000;

/** Open without token: they hold no data, and a probe or a browser that asks for the token has none yet. */
const OPEN = /^\/(?:$|\?|page\/|healthz$|openapi\.json$)/;

/**
 * Checks before anything is read or judged: headers, host name, origin, token, rate. Returns the charge for judged
 * calls, which is known only after the body was read.
 */
export function guard(
  api: Api,
  options: GuardOptions,
  context: ApiContext,
): (request: FastifyRequest, calls: number) => void {
  const names = new Set(options.hostNames.map((name) => name.toLowerCase()));
  const authorised = options.token === null ? null : bearerCheck(options.token);
  const [calls, reads] = rateLimits(options);

  api.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    checkOrigin(request, names);
    if (request.url.length > CONTRACT_LIMITS.urlChars)
      throw new ProblemError('url-too-long', {
        zh: `网址长 ${request.url.length}，上限 ${CONTRACT_LIMITS.urlChars}`,
        en: `the URL has ${request.url.length} characters, the limit is ${CONTRACT_LIMITS.urlChars}`,
      });
    if (authorised && !OPEN.test(request.url) && !authorised(request.headers.authorization)) {
      reply.header('WWW-Authenticate', 'Bearer realm="jingtong"');
      throw new ProblemError('token-required', {
        zh: '没有令牌或令牌不对',
        en: 'the token is missing or wrong',
      });
    }
    if (request.method !== 'POST') take(reads, request.ip, 1, context.clock.now());
  });
  return (request, cost) => take(calls, request.ip, cost, context.clock.now());
}

function rateLimits(options: GuardOptions): [RateLimit, RateLimit] {
  const limit = (perSecond: number) =>
    new RateLimit({ perSecond, burst: perSecond, maxClients: MAX_CLIENTS });
  return [
    limit(options.callsPerSecond ?? DEFAULT_CALLS_PER_SECOND),
    limit(options.readsPerSecond ?? DEFAULT_READS_PER_SECOND),
  ];
}

function checkOrigin(request: FastifyRequest, names: ReadonlySet<string>): void {
  if (!isAllowedHost(request.headers.host, names))
    throw new ProblemError('host-refused', {
      zh: '请求头 Host 不是本服务的名字',
      en: 'the Host header does not name this service',
    });
  // Opening the page by a link from elsewhere is a navigation and harmless; anything a foreign page sends is not.
  const site = request.headers['sec-fetch-site'];
  const navigation = request.headers['sec-fetch-mode'] === 'navigate' && request.method === 'GET';
  if ((site === 'cross-site' || site === 'same-site') && !navigation)
    throw new ProblemError('cross-site', {
      zh: '请求来自其他网站的页面',
      en: 'the request comes from a page of another site',
    });
}

function take(limit: RateLimit, client: string, cost: number, now: number): void {
  const wait = limit.take(client, cost, now);
  if (wait > 0)
    throw new ProblemError(
      'too-many-requests',
      { zh: `请在 ${wait} 秒后重试`, en: `retry in ${wait} s` },
      { retryAfterSeconds: wait },
    );
}
