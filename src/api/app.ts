import swagger from '@fastify/swagger';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject, validatorCompiler } from 'fastify-type-provider-zod';
import type { Clock } from '../ports/clock.ts';
import { type AnswerLimits, CallAnswers } from './answer-calls.ts';
import type { Api, ApiContext } from './api-context.ts';
import { apiMetrics } from './api-metrics.ts';
import { CONTRACT_LIMITS } from './contract/index.ts';
import { type GuardOptions, guard } from './guard/guard.ts';
import { LiveStream } from './live/live-stream.ts';
import { presentErrors } from './present-errors.ts';
import { getVerdicts } from './routes/get-verdicts.ts';
import { health } from './routes/health.ts';
import { live } from './routes/live.ts';
import { pages } from './routes/pages.ts';
import { postVerdicts } from './routes/post-verdicts.ts';
import type { VerdictDesk } from './verdict-desk.ts';
import type { Figure } from './written-figures.ts';

export interface ApiOptions extends GuardOptions, Partial<AnswerLimits> {
  readonly desk: VerdictDesk;
  readonly clock: Clock;
  readonly audit: ApiContext['audit'];
  /** Version of the product, for the OpenAPI document. */
  readonly version: string;
  readonly log?: FastifyBaseLogger;
  /** Figures of other doors, for `/metrics`. */
  readonly figures?: () => readonly Figure[];
  /** Open live streams at once (Default: 64). */
  readonly maxViewers?: number;
}

/** Waiting longer would cost the caller more than a missed verdict: a SIP proxy repeats its INVITE after 500 ms. */
const DEFAULT_BUDGET_MS = 200;
const DEFAULT_IN_FLIGHT = 5_000;
const DEFAULT_VIEWERS = 64;
const MAX_CONNECTIONS = 4_096;
/** How long a closing server lets requests under way finish. */
const LAST_ANSWERS_MS = 1_500;

/**
 * The HTTP door: decision API, health, metrics, OpenAPI and the live page, ready to `listen`. Judging is the desk's;
 * this only checks, limits, waits and words. `close()` ends live streams and lets running requests finish.
 */
export async function createApi(options: ApiOptions): Promise<Api> {
  const api: Api = bareApi(options.log);
  const context = contextOf(options);
  const charge = guard(api, options, context);
  presentErrors(api, context);
  await api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Jingtong decision API',
        version: options.version,
        description: 'Judge calls, with reasons. On any doubt about the service, let the call pass.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      tags: [{ name: 'verdicts' }, { name: 'operation' }],
      ...(options.token !== null && {
        security: [{ token: [] }],
        components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      }),
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  api.after(() => {
    postVerdicts(api, context, charge);
    getVerdicts(api, context);
    health(api, context);
    live(api, context);
    pages(api);
    api.get('/openapi.json', { schema: { hide: true } }, async () => api.swagger());
  });
  api.addHook('preClose', async () => {
    context.live.close();
    closeConnections(api);
  });
  api.addHook('onClose', async () => context.metrics.stop());
  await api.ready();
  return api;
}

function bareApi(log: FastifyBaseLogger | undefined): Api {
  const api = Fastify({
    ...(log ? { loggerInstance: log } : { logger: false }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: CONTRACT_LIMITS.bodyBytes,
    routerOptions: { maxParamLength: 200 },
    requestTimeout: 10_000,
    connectionTimeout: 0,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    http: { maxHeaderSize: CONTRACT_LIMITS.headerBytes, headersTimeout: 10_000 },
  }) as unknown as Api;
  api.server.maxConnections = MAX_CONNECTIONS;
  api.removeContentTypeParser('text/plain');
  api.setValidatorCompiler(validatorCompiler);
  // The answers are built by our own code and typed by the same schemas; tests hold them to it.
  api.setSerializerCompiler(() => (answer) => (typeof answer === 'string' ? answer : JSON.stringify(answer)));
  return api;
}

/** Connections that are idle now or after their last answer are closed at once, the others before long. */
function closeConnections(api: Api): void {
  const idle = setInterval(() => api.server.closeIdleConnections(), 50).unref();
  const all = setTimeout(() => api.server.closeAllConnections(), LAST_ANSWERS_MS).unref();
  api.server.once('close', () => {
    clearInterval(idle);
    clearTimeout(all);
  });
}

function contextOf(options: ApiOptions): ApiContext {
  const { desk, clock, audit } = options;
  const limits = {
    budgetMs: options.budgetMs ?? DEFAULT_BUDGET_MS,
    maxInFlight: options.maxInFlight ?? DEFAULT_IN_FLIGHT,
  };
  const answers: CallAnswers = new CallAnswers(desk, clock, limits, () => metrics);
  const live: LiveStream = new LiveStream({
    desk,
    clock,
    maxViewers: options.maxViewers ?? DEFAULT_VIEWERS,
    failedOpen: () => answers.failedOpen,
    onDropped: (count) => metrics.liveDropped.inc(count),
  });
  const metrics = apiMetrics(desk, { inFlight: () => answers.inFlight, liveViewers: () => live.viewers });
  desk.watch(({ verdict, event }) => {
    metrics.verdicts.inc({ measure: verdict.measure, source: sourceKind(event.source) });
  });
  return { desk, clock, audit, answers, live, metrics, figures: options.figures ?? (() => []) };
}

/** The kind before the colon: file names and the like stay out of the labels. */
function sourceKind(source: string): string {
  const kind = source.split(':', 1)[0]!;
  return /^[a-z]{1,16}$/.test(kind) ? kind : 'other';
}
