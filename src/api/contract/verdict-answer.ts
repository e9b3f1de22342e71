import { z } from 'zod';
import { LANGUAGE_TAGS, MEASURE_WORDS, OUTCOME_WORDS, TRUNK_WORDS } from './words.ts';

const bilingual = z.object({ zh: z.string(), en: z.string() }).meta({ id: 'BilingualText' });

/** A party as it was read. `canonical` is masked (`+86138****5678`) unless unmasking was asked for with a reason. */
const party = z
  .object({
    canonical: z.string(),
    kind: z.string(),
    type: z.string(),
    country: z.string().nullable(),
    confidence: z.string(),
    notes: z.array(z.string()),
  })
  .meta({ id: 'Party' });

const signal = z
  .object({
    id: z.string(),
    version: z.number().int(),
    group: z.string(),
    value: z.number(),
    threshold: z.number(),
    valueText: z
      .string()
      .nullable()
      .describe(
        'The value for people (30 %, 2 h), in the language of the answer; null: the rule has no figure',
      ),
    thresholdText: z.string().nullable(),
    weight: z.number(),
    title: bilingual,
    /** One sentence in the language of the answer. */
    reason: z.string(),
    basis: z.object({ kind: z.string(), text: z.string(), source: z.string() }).nullable(),
  })
  .meta({ id: 'Signal' });

export const verdictAnswer = z
  .object({
    id: z.string(),
    eventId: z.string(),
    at: z.string().describe('When the call began, RFC 3339'),
    caller: party,
    callee: party,
    trunk: z.enum(TRUNK_WORDS),
    outcome: z.enum(OUTCOME_WORDS),
    source: z.string(),
    signalling: z
      .array(z.string())
      .describe(
        'What the signalling told beside the numbers, in sentences of the language of the answer; empty: the source tells none',
      ),
    measure: z.enum(MEASURE_WORDS).describe('What to do with the call; on any doubt about us, let it pass'),
    scoredMeasure: z.enum(MEASURE_WORDS),
    appliesTo: z
      .enum(['number', 'call'])
      .describe('call: the shown number is not the one calling; nothing may be done to the number itself'),
    score: z.number().nullable().describe('null: nothing could be evaluated; never read as no risk'),
    reasons: z.array(z.string()),
    language: z.enum(LANGUAGE_TAGS),
    signals: z.array(signal),
    composites: z.array(signal),
    capped: z.array(z.object({ group: z.string(), sum: z.number(), counted: z.number() })),
    list: z
      .object({
        list: z.enum(['allow', 'deny']),
        party: z.enum(['caller', 'callee']),
        entry: z.string(),
        source: z.string(),
        reason: z.string(),
      })
      .nullable(),
    protection: z
      .object({
        party: z.enum(['caller', 'callee']),
        entry: z.string(),
        reason: z.string(),
        voided: z
          .enum(['impossible-origin'])
          .nullable()
          .describe('Why the protection does not hold for this one call: somebody else shows the number'),
      })
      .nullable(),
    degraded: z.array(z.object({ what: z.string(), why: z.string() })),
    policy: z.object({ version: z.string(), digest: z.string() }),
    /** False: the journal did not confirm in time, and the measure is `none` whatever the score (fail open). */
    acknowledged: z.boolean(),
    /** True: this event id was judged before; nothing was counted again. */
    repeated: z.boolean(),
    /** What the simulated town knows of its own call; `null` for every real call. Never part of the verdict. */
    simulated: z.object({ fraud: z.boolean(), role: z.string() }).nullable(),
  })
  .meta({ id: 'Verdict' });
export type VerdictAnswer = z.infer<typeof verdictAnswer>;
export type SignalAnswer = z.infer<typeof signal>;
export type PartyAnswer = z.infer<typeof party>;

export const batchAnswer = z.object({ verdicts: z.array(verdictAnswer) }).meta({ id: 'BatchAnswer' });

export const verdictPage = z
  .object({
    verdicts: z.array(verdictAnswer),
    /** Pass as `before` to get the next older page; `null`: there is none. */
    next: z.string().nullable(),
  })
  .meta({ id: 'VerdictPage' });
