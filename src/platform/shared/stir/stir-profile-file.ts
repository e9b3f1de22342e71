import { z } from 'zod';
import type { VerificationResponse } from '../../../domain/caller-verification.ts';
import { STATEMENT_KINDS, type StirProfile } from '../../../domain/stir-profile.ts';
import { VERIFICATION_REASONS, type VerificationReason } from '../../../domain/verification-reason.ts';

const reason = z.enum(Object.keys(VERIFICATION_REASONS) as [VerificationReason, ...VerificationReason[]]);

const response = z.strictObject({
  status: z.int().min(400).max(699),
  phrase: z
    .string()
    .min(1)
    .max(80)
    .regex(/^[\x20-\x7e]+$/, 'a phrase is plain ASCII'),
  call: z.enum(['end', 'continue']),
  reasons: z.array(reason).min(1),
});

const routingPrefix = z
  .strictObject({ 'country-code': z.string().regex(/^[1-9]\d{0,2}$/), digits: z.int().min(1).max(10) })
  .transform((written) => ({ countryCode: written['country-code'], digits: written.digits }))
  .or(z.literal('none').transform(() => null));

/** A profile as written in `policy/stir/*.yaml`. */
export const stirProfileSchema = z
  .strictObject({
    format: z.literal('jingtong-stir/1'),
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, 'small letters, digits and dashes'),
    title: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
    'freshness-seconds': z.int().min(1).max(3600),
    'chain-freshness-seconds': z.int().min(1).max(3600),
    'requires-date': z.boolean(),
    kinds: z.array(z.enum(STATEMENT_KINDS)).min(1),
    'required-parameters': z.array(z.enum(['alg', 'ppt'])),
    'max-parameters': z.int().min(1).max(64),
    'routing-prefix': routingPrefix,
    reuse: z.enum(['failed', 'noted']),
    'requires-tn-auth-list': z.boolean(),
    'reason-protocol': z.enum(['STIR', 'SIP']),
    responses: z.array(response),
    'no-response': z.array(reason),
  })
  .superRefine((written, context) => {
    const used = [...written['no-response'], ...written.responses.flatMap(({ reasons }) => reasons)];
    for (const word of reason.options) {
      const times = used.filter((one) => one === word).length;
      if (times !== 1)
        context.addIssue({
          code: 'custom',
          path: ['responses'],
          message: `the reason "${word}" stands ${times} times in responses and no-response; it must stand once`,
        });
    }
  })
  .transform(profileOf);

function profileOf(written: {
  id: string;
  title: StirProfile['title'];
  'freshness-seconds': number;
  'chain-freshness-seconds': number;
  'requires-date': boolean;
  kinds: StirProfile['kinds'];
  'required-parameters': StirProfile['requiredParameters'];
  'max-parameters': number;
  'routing-prefix': StirProfile['routingPrefix'];
  reuse: StirProfile['reuse'];
  'requires-tn-auth-list': boolean;
  'reason-protocol': StirProfile['reasonProtocol'];
  responses: z.infer<typeof response>[];
}): StirProfile {
  const responses = new Map<VerificationReason, VerificationResponse | null>(
    reason.options.map((word) => [word, null]),
  );
  for (const { status, phrase, call, reasons } of written.responses)
    for (const word of reasons) responses.set(word, { status, phrase, endsCall: call === 'end' });
  return {
    id: written.id,
    title: written.title,
    freshnessS: written['freshness-seconds'],
    chainFreshnessS: written['chain-freshness-seconds'],
    requiresDate: written['requires-date'],
    kinds: written.kinds,
    requiredParameters: written['required-parameters'],
    maxParameters: written['max-parameters'],
    routingPrefix: written['routing-prefix'],
    reuse: written.reuse,
    requiresTnAuthList: written['requires-tn-auth-list'],
    reasonProtocol: written['reason-protocol'],
    responses: Object.fromEntries(responses) as StirProfile['responses'],
  };
}
