import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Clock } from '../ports/clock.ts';
import type { CallAnswers } from './answer-calls.ts';
import type { ApiMetrics } from './api-metrics.ts';
import type { LiveStream } from './live/live-stream.ts';
import type { VerdictDesk } from './verdict-desk.ts';
import type { Figure } from './written-figures.ts';

/** Who looked at full numbers, of what, and why. */
export interface AuditLine {
  readonly at: number;
  readonly client: string;
  readonly action: 'unmask-verdict' | 'unmask-list';
  /** The verdict id or the query; never a full number. */
  readonly object: string;
  readonly reason: string;
}

/** What the routes share. */
export interface ApiContext {
  readonly desk: VerdictDesk;
  readonly clock: Clock;
  readonly answers: CallAnswers;
  readonly metrics: ApiMetrics;
  readonly live: LiveStream;
  /** Figures of other doors. */
  readonly figures: () => readonly Figure[];
  /** Resolves when the line is kept; full numbers are shown only then. */
  readonly audit: (line: AuditLine) => Promise<void>;
}

export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;
