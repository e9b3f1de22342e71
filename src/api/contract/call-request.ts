import { z } from 'zod';
import { CONTRACT_LIMITS } from './limits.ts';
import { OUTCOME_WORDS, TRUNK_WORDS } from './words.ts';

const DAY_MS = 86_400_000;
const EARLIEST_MS = Date.UTC(2000, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);

const writtenNumber = z
  .string()
  .max(CONTRACT_LIMITS.numberChars)
  .nullable()
  .describe('Number in any written form (+86 138…, 0086…, 023-…, tel: or sip: URI, a name); null: withheld');

const identity = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\x21-\x7e]+$/);

const eventId = z
  .string()
  .min(1)
  .max(CONTRACT_LIMITS.eventIdChars)
  .regex(/^[\x21-\x7e]+$/, 'printable ASCII without spaces');

/** One call attempt as a switch, a dialplan or a script tells it. Unknown fields are refused by name. */
export const callRequest = z
  .strictObject({
    caller: writtenNumber,
    callee: writtenNumber,
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'two capital letters, ISO 3166-1')
      .optional()
      .describe('Country whose dialling rules read numbers without country code (Default: CN)'),
    trunk: z.enum(TRUNK_WORDS).optional().describe('Where the leg entered the network (Default: unknown)'),
    at: z
      .union([z.iso.datetime({ offset: true }), z.number().int().min(EARLIEST_MS).max(LATEST_MS)])
      .optional()
      .describe('When the attempt began: RFC 3339 with offset, or epoch milliseconds (Default: now)'),
    eventId: eventId
      .optional()
      .describe('Idempotency key: the same id again gives the same verdict and is not counted twice'),
    callId: eventId.optional().describe('Call-ID of the call; serves as eventId when none is given'),
    outcome: z.enum(OUTCOME_WORDS).optional().describe('How the attempt ended (Default: unknown)'),
    ringMs: z.number().int().min(0).max(DAY_MS).optional(),
    talkMs: z
      .number()
      .int()
      .min(0)
      .max(31 * DAY_MS)
      .optional(),
    imei: identity.optional().describe('Device of the caller as the source names it'),
    cell: identity.optional().describe('Cell of the caller as the source names it'),
  })
  .meta({ id: 'CallRequest' });
export type CallRequest = z.infer<typeof callRequest>;

/** Several calls in one request: judged in order, refused whole when one of them is malformed. */
export const batchRequest = z
  .strictObject({ calls: z.array(callRequest).min(1).max(CONTRACT_LIMITS.batchCalls) })
  .meta({ id: 'BatchRequest' });
export type BatchRequest = z.infer<typeof batchRequest>;
