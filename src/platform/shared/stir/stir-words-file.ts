import { z } from 'zod';
import type { BilingualText } from '../../../domain/text.ts';
import { VERIFICATION_REASONS, type VerificationReason } from '../../../domain/verification-reason.ts';

/** What people read of a verification. */
export interface StirWords {
  /** By check: what is looked at, and the clause that demands it. */
  readonly checks: Readonly<Record<string, BilingualText & { readonly clause: string }>>;
  readonly reasons: Readonly<Record<VerificationReason, BilingualText>>;
  /** By note: what was tolerated or odd. */
  readonly notes: Readonly<Record<string, BilingualText>>;
}

const text = { zh: z.string().min(1), en: z.string().min(1) };
const reasons = Object.keys(VERIFICATION_REASONS) as [VerificationReason, ...VerificationReason[]];

export const stirWordsSchema = z.strictObject({
  format: z.literal('jingtong-stir-words/1'),
  checks: z.record(z.string(), z.strictObject({ ...text, clause: z.string().min(1) })),
  reasons: z.record(z.enum(reasons), z.strictObject(text)),
  notes: z.record(z.string(), z.strictObject(text)),
});
