import type { Api, ApiContext } from '../api-context.ts';
import { SECURITY_HEADERS } from '../guard/security-headers.ts';
import { ProblemError } from '../present-problem.ts';

/** `GET /v1/live`: verdicts and figures as server-sent events. */
export function live(api: Api, context: ApiContext): void {
  api.route({
    method: 'GET',
    url: '/v1/live',
    exposeHeadRoute: false,
    schema: {
      summary: 'Verdicts as they come (server-sent events)',
      description:
        'Events `verdicts` (array) and `now` (figures). Last-Event-ID resumes; numbers are masked.',
      tags: ['verdicts'],
    },
    handler: (request, reply) => {
      if (context.live.full)
        throw new ProblemError(
          'overloaded',
          { zh: '正在观看的页面过多', en: 'too many pages are watching' },
          { retryAfterSeconds: 10 },
        );
      const last = request.headers['last-event-id'];
      reply.hijack();
      context.live.open(reply.raw, typeof last === 'string' ? last : undefined, SECURITY_HEADERS);
    },
  });
}
