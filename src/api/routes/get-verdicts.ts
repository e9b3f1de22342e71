import type { FastifyRequest } from 'fastify';
import { acceptLanguage } from '../accept-language.ts';
import type { Api, ApiContext, AuditLine } from '../api-context.ts';
import {
  listQuery,
  problem,
  verdictAnswer,
  verdictPage,
  verdictParams,
  verdictQuery,
} from '../contract/index.ts';
import { ProblemError } from '../present-problem.ts';
import { presentVerdict } from '../present-verdict.ts';
import type { JudgedCall } from '../verdict-desk.ts';

/** `GET /v1/verdicts/:id` and `GET /v1/verdicts`: verdicts found again, numbers masked unless a reason is given. */
export function getVerdicts(api: Api, context: ApiContext): void {
  api.route({
    method: 'GET',
    url: '/v1/verdicts/:id',
    schema: {
      summary: 'One verdict, explained',
      tags: ['verdicts'],
      params: verdictParams,
      querystring: verdictQuery,
      response: { 200: verdictAnswer, 404: problem },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const judged = await context.desk.find(id);
      if (judged === null)
        throw new ProblemError('no-such-verdict', {
          zh: `找不到判定 ${id}`,
          en: `verdict ${id} was not found`,
        });
      const reason = request.query.unmask;
      if (reason !== undefined) await keepAudit(context, request, 'unmask-verdict', id, reason);
      reply.header('Cache-Control', 'no-store');
      return present(context, request, judged, reason !== undefined);
    },
  });
  api.route({
    method: 'GET',
    url: '/v1/verdicts',
    schema: {
      summary: 'Recent verdicts, newest first',
      tags: ['verdicts'],
      querystring: listQuery,
      response: { 200: verdictPage, 400: problem },
    },
    handler: async (request, reply) => {
      const { measure, caller, limit, before, unmask } = request.query;
      const page = await context.desk.list({
        measure: measure ?? null,
        caller: caller ?? null,
        limit,
        before: before ?? null,
      });
      if (unmask !== undefined)
        await keepAudit(
          context,
          request,
          'unmask-list',
          `measure=${measure ?? '*'} rows=${page.calls.length}`,
          unmask,
        );
      reply.header('Cache-Control', 'no-store');
      return {
        verdicts: page.calls.map((judged) => present(context, request, judged, unmask !== undefined)),
        next: page.next,
      };
    },
  });
}

function present(context: ApiContext, request: FastifyRequest, judged: JudgedCall, unmasked: boolean) {
  const language = acceptLanguage(request.headers['accept-language']);
  return presentVerdict(judged, {
    language,
    unmasked,
    words: context.desk.words,
    acknowledged: true,
    repeated: false,
  });
}

/** Full numbers are shown only once the line that says so is kept. */
async function keepAudit(
  context: ApiContext,
  request: FastifyRequest,
  action: AuditLine['action'],
  object: string,
  reason: string,
): Promise<void> {
  try {
    await context.audit({ at: context.clock.now(), client: request.ip, action, object, reason });
  } catch {
    throw new ProblemError('unavailable', {
      zh: '审计记录无法写入，因此不显示完整号码',
      en: 'the audit line could not be written, so full numbers are not shown',
    });
  }
}
