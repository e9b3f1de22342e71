import { z } from 'zod';
import { CONTRACT_LIMITS } from './limits.ts';
import { MEASURE_WORDS } from './words.ts';

export const unmaskReason = z
  .string()
  .trim()
  .min(3)
  .max(200)
  .optional()
  .describe('Why full numbers are needed; written to the audit log. Without it numbers are masked');

/** Query of `GET /v1/verdicts`. */
export const listQuery = z.strictObject({
  measure: z.enum(MEASURE_WORDS).optional(),
  caller: z.string().min(1).max(CONTRACT_LIMITS.numberChars).optional(),
  limit: z.coerce.number().int().min(1).max(CONTRACT_LIMITS.pageVerdicts).default(50),
  before: z
    .string()
    .max(64)
    .regex(/^[\w.~-]+$/)
    .optional()
    .describe('`next` of the page before'),
  unmask: unmaskReason,
});
export type ListQuery = z.infer<typeof listQuery>;

/** Query of `GET /v1/verdicts/:id`. */
export const verdictQuery = z.strictObject({ unmask: unmaskReason });

export const verdictParams = z.object({
  id: z
    .string()
    .min(1)
    .max(96)
    .regex(/^[\w.:~-]+$/),
});
