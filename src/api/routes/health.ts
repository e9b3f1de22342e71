import { z } from 'zod';
import type { Api, ApiContext } from '../api-context.ts';
import type { DeskStatus } from '../verdict-desk.ts';
import { writtenFigures } from '../written-figures.ts';

const readiness = z
  .object({
    ready: z.boolean(),
    /** What does not work as it should though calls are judged; empty when all is well. */
    degraded: z.array(z.string()),
    policy: z.object({ version: z.string(), digest: z.string(), refused: z.string().nullable() }),
    journal: z.object({ writable: z.boolean(), detail: z.string().nullable(), pending: z.number() }),
    database: z.object({
      state: z.enum(['starting', 'ready', 'failed', 'off']),
      detail: z.string().nullable(),
      lag: z.number(),
    }),
  })
  .meta({ id: 'Readiness' });

/** `/healthz`: the process answers. `/readyz`: calls can be judged and kept. `/metrics`: Prometheus text. */
export function health(api: Api, context: ApiContext): void {
  api.route({
    method: 'GET',
    url: '/healthz',
    schema: {
      summary: 'The process is alive',
      tags: ['operation'],
      response: { 200: z.object({ alive: z.boolean() }) },
    },
    handler: async () => ({ alive: true }),
  });
  api.route({
    method: 'GET',
    url: '/readyz',
    schema: {
      summary: 'Calls can be judged and kept; what is degraded is told',
      tags: ['operation'],
      response: { 200: readiness, 503: readiness },
    },
    handler: async (_request, reply) => {
      const status = context.desk.status();
      reply.code(status.journal.writable ? 200 : 503).header('Cache-Control', 'no-store');
      return readinessOf(status);
    },
  });
  api.route({
    method: 'GET',
    url: '/metrics',
    schema: {
      summary: 'Metrics in Prometheus text format',
      tags: ['operation'],
      response: { 200: z.string() },
    },
    handler: async (_request, reply) => {
      reply.type(context.metrics.registry.contentType).header('Cache-Control', 'no-store');
      return (await context.metrics.registry.metrics()) + writtenFigures(context.figures());
    },
  });
}

/** The database is not needed to judge: without it the service is degraded, not down. */
function readinessOf({ policy, policyRefused, journal, database }: DeskStatus): z.infer<typeof readiness> {
  const degraded = [
    ...(policyRefused === null ? [] : [`policy: ${policyRefused}`]),
    ...(journal.writable ? [] : [`journal: ${journal.detail ?? 'not writable'}`]),
    ...(database.state === 'ready' || database.state === 'off'
      ? []
      : [`database: ${database.detail ?? database.state}`]),
  ];
  return {
    ready: journal.writable,
    degraded,
    policy: { version: policy.version, digest: policy.digest, refused: policyRefused },
    journal: { ...journal },
    database: { ...database },
  };
}
