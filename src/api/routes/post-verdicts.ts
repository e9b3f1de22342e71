import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { acceptLanguage, languageTag } from '../accept-language.ts';
import type { Answered } from '../answer-calls.ts';
import type { Api, ApiContext } from '../api-context.ts';
import {
  batchAnswer,
  batchRequest,
  type CallRequest,
  callRequest,
  problem,
  verdictAnswer,
} from '../contract/index.ts';
import { fieldProblems } from '../field-problems.ts';
import { FAIL_OPEN_HEADER, ProblemError } from '../present-problem.ts';
import { presentVerdict } from '../present-verdict.ts';

/** `POST /v1/verdicts`: one call or a batch in, the verdict with its reasons out. */
export function postVerdicts(
  api: Api,
  context: ApiContext,
  charge: (request: FastifyRequest, calls: number) => void,
): void {
  api.route({
    method: 'POST',
    url: '/v1/verdicts',
    schema: {
      summary: 'Judge a call, or several in order',
      description:
        'The verdict is durable in the journal before it is answered (acknowledged: true). If that takes too long the ' +
        'call is let pass: measure none, acknowledged false, header Jingtong-Fail: open.',
      tags: ['verdicts'],
      body: z.union([callRequest, batchRequest]),
      response: {
        200: z.union([verdictAnswer, batchAnswer]),
        400: problem,
        409: problem,
        429: problem,
        503: problem,
      },
    },
    // The two shapes are told apart by `calls`, so that a wrong field is named and not only "matches neither".
    validatorCompiler: () => (body) => ({ value: body }),
    handler: async (request, reply) => {
      const started = performance.now();
      const stop = (outcome: string) =>
        context.metrics.answers.observe({ outcome }, (performance.now() - started) / 1000);
      try {
        const { calls, batch } = readCalls(request.body);
        charge(request, calls.length);
        const answered = await context.answers.answer(calls);
        const open = answered.some(({ acknowledged }) => !acknowledged);
        stop(open ? 'failed-open' : 'answered');
        return send(context, request, reply, answered, batch);
      } catch (error) {
        stop('refused');
        throw error;
      }
    },
  });
}

function readCalls(body: unknown): { calls: readonly CallRequest[]; batch: boolean } {
  const batch = typeof body === 'object' && body !== null && Object.hasOwn(body, 'calls');
  const read = batch ? batchRequest.safeParse(body) : callRequest.safeParse(body);
  if (!read.success)
    throw new ProblemError(
      'invalid-call',
      {
        zh: batch ? '批次中有字段不符合要求，整批未作判定' : '有字段不符合要求',
        en: batch ? 'the batch has wrong fields; none of it was judged' : 'some fields are wrong',
      },
      { errors: fieldProblems(read.error.issues) },
    );
  const calls = 'calls' in read.data ? read.data.calls : [read.data];
  calls.forEach((call, place) => {
    if (call.eventId === undefined || call.callId === undefined) return;
    throw new ProblemError(
      'invalid-call',
      { zh: 'eventId 与 callId 只能给一个', en: 'give eventId or callId, not both' },
      {
        errors: [
          {
            pointer: `${batch ? `/calls/${place}` : ''}/callId`,
            detail: { zh: '请去掉', en: 'leave it out' },
          },
        ],
      },
    );
  });
  return { calls, batch };
}

function send(
  context: ApiContext,
  request: FastifyRequest,
  reply: FastifyReply,
  answered: readonly Answered[],
  batch: boolean,
): FastifyReply {
  const language = acceptLanguage(request.headers['accept-language']);
  reply.header('Content-Language', languageTag(language)).header('Cache-Control', 'no-store');
  if (answered.some(({ acknowledged }) => !acknowledged)) reply.header(FAIL_OPEN_HEADER, 'open');
  const verdicts = answered.map(({ judged, repeated, acknowledged, failedOpen }) => {
    const answer = presentVerdict(judged, {
      language,
      unmasked: true,
      words: context.desk.words,
      acknowledged,
      repeated,
    });
    if (failedOpen === null) return answer;
    return {
      ...answer,
      measure: 'none' as const,
      degraded: [...answer.degraded, { what: 'journal', why: failedOpen }],
    };
  });
  return reply.type('application/json').send(batch ? { verdicts } : verdicts[0]!);
}
