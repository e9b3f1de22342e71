import type { FastifyError, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { Fault } from '../domain/fault.ts';
import type { BilingualText } from '../domain/text.ts';
import type { Api, ApiContext } from './api-context.ts';
import { ProblemError, sendProblem } from './present-problem.ts';
import type { ProblemWord } from './problem-words.ts';

/** Every error of every route as RFC 9457, counted by kind. Bugs are logged with their stack and told without it. */
export function presentErrors(api: Api, context: ApiContext): void {
  api.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error, request);
    context.metrics.refused.inc({ reason: problem.word });
    if (problem.word === 'internal') request.log.error({ err: error }, 'request failed: this is a bug');
    return sendProblem(request, reply, problem);
  });
  api.setNotFoundHandler((request, reply) => {
    const allowed = allowedMethods(api, request);
    const word: ProblemWord = allowed.length > 0 ? 'method-not-allowed' : 'not-found';
    context.metrics.refused.inc({ reason: word });
    if (allowed.length > 0) reply.header('Allow', allowed.join(', '));
    const path = request.url.split('?', 1)[0]!.slice(0, 200);
    return sendProblem(
      request,
      reply,
      new ProblemError(word, { zh: `${request.method} ${path}`, en: `${request.method} ${path}` }),
    );
  });
}

function allowedMethods(api: Api, request: FastifyRequest): string[] {
  const url = request.url.split('?', 1)[0]!;
  return (['GET', 'POST'] as const).filter(
    (method) => method !== request.method && api.findRoute({ method, url }),
  );
}

/** Fastify's own refusals, by its code. */
const BY_CODE: Readonly<Record<string, ProblemWord>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'not-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
};

function problemOf(error: unknown, request: FastifyRequest): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof Fault) return new ProblemError('unavailable', same(error.message));
  if (hasZodFastifySchemaValidationErrors(error))
    return new ProblemError(
      request.method === 'GET' ? 'invalid-query' : 'invalid-call',
      { zh: '参数不符合要求', en: 'some parameters are wrong' },
      {
        errors: error.validation.map(({ instancePath, message }) => ({
          pointer: instancePath,
          detail: same(message ?? 'is wrong'),
        })),
      },
    );
  const { code, statusCode, message } = error as FastifyError;
  const word = BY_CODE[code];
  if (word) return new ProblemError(word, same(message));
  if (error instanceof SyntaxError) return new ProblemError('malformed-json', same(message));
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new ProblemError('invalid-request', same(message));
  return new ProblemError('internal', {
    zh: '出现了未预料的错误，已记入日志',
    en: 'something unexpected went wrong and was logged',
  });
}

const same = (text: string): BilingualText => ({ zh: text, en: text });
