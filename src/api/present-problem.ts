import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BilingualText, Language } from '../domain/text.ts';
import { acceptLanguage, languageTag } from './accept-language.ts';
import type { Problem } from './contract/index.ts';
import { PROBLEMS, type ProblemWord } from './problem-words.ts';

/** A refusal that becomes an RFC 9457 answer. Thrown by routes and guards, presented in one place. */
export class ProblemError extends Error {
  readonly word: ProblemWord;
  readonly detail: BilingualText;
  readonly errors: readonly FieldProblem[];
  readonly retryAfterSeconds: number | null;

  constructor(
    word: ProblemWord,
    detail: BilingualText,
    more: { errors?: readonly FieldProblem[]; retryAfterSeconds?: number } = {},
  ) {
    super(detail.en);
    this.word = word;
    this.detail = detail;
    this.errors = more.errors ?? [];
    this.retryAfterSeconds = more.retryAfterSeconds ?? null;
  }
}

/** One wrong field: where (RFC 6901 JSON Pointer) and what is wrong with it. */
export interface FieldProblem {
  readonly pointer: string;
  readonly detail: BilingualText;
}

/**
 * Header of every answer that carries no verdict we stand behind: let the call pass. A switch needs only this and the
 * status to do the right thing.
 */
export const FAIL_OPEN_HEADER = 'Jingtong-Fail';

export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: ProblemError): FastifyReply {
  const language = acceptLanguage(request.headers['accept-language']);
  if (error.retryAfterSeconds !== null) reply.header('Retry-After', String(error.retryAfterSeconds));
  if (request.method === 'POST') reply.header(FAIL_OPEN_HEADER, 'open');
  return reply
    .code(PROBLEMS[error.word].status)
    .header('Content-Language', languageTag(language))
    .header('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problemBody(error, language, request.id)));
}

function problemBody(error: ProblemError, language: Language, requestId: string): Problem {
  const words = PROBLEMS[error.word];
  return {
    type: `urn:jingtong:problem:${error.word}`,
    title: words.title[language],
    status: words.status,
    detail: error.detail[language],
    action: words.action[language],
    ...(error.errors.length > 0 && {
      errors: error.errors.map(({ pointer, detail }) => ({ pointer, detail: detail[language] })),
    }),
    requestId,
  };
}
