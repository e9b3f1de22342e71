import { z } from 'zod';

/** RFC 9457 problem details, with the fields that were wrong and what to do next. */
export const problem = z
  .object({
    type: z.string().describe('Stable identifier, `urn:jingtong:problem:<word>`'),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    /** What the client should do now. */
    action: z.string(),
    errors: z
      .array(z.object({ pointer: z.string().describe('JSON Pointer, RFC 6901'), detail: z.string() }))
      .optional(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;
