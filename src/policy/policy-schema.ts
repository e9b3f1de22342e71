import { z } from 'zod';
import { countryIndex } from '../domain/country.ts';
import { MEASURES } from '../domain/measure.ts';
import { MAX_LABEL } from '../domain/policy.ts';
import { BLOCK_KINDS } from '../domain/treatment.ts';
import { UNITS } from '../domain/unit.ts';

/** The written forms of a policy's parts (docs/policy.md). Unknown keys are refused: they are typing mistakes. */
const text = z.string().trim().min(1).max(2_000);
const bilingual = z.strictObject({ zh: text, en: text });
/** Shown by the telephone of the person called. */
const label = bilingual.refine(
  ({ zh, en }) => [...`${zh} ${en}`].length <= MAX_LABEL,
  `a label has at most ${MAX_LABEL} characters, both languages and the space between them together`,
);
const ruleId = z
  .string()
  .regex(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/, 'an id is written in capitals, such as OVER_FREQUENCY')
  .max(64);
const groupId = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'a group is written in small letters, such as dispersion');
const country = z.string().refine((code) => countryIndex(code) > 1, 'a country is two capitals, such as CN');
const version = z.number().int().min(1).max(1_000_000);
const weight = z
  .number()
  .min(-100)
  .max(100)
  .refine((value) => value !== 0, 'a weight of 0 does nothing; disable the rule instead');
/** YAML reads `value: 1` and `when: true` as what they are; to CEL they are text. */
const expression = z.union([z.string().trim().min(1), z.number(), z.boolean()]).transform(String);

const basis = z.strictObject({
  kind: z.enum(['law', 'standard', 'regulator', 'practice', 'measured', 'paper']),
  text: bilingual,
  source: text,
});

export const settingsSchema = z.strictObject({
  version: z
    .string()
    .regex(/^\d{4}\.\d{1,2}\.\d+$/, 'a version is written year.month.number, such as 2026.11.0'),
  home: country,
  suspectFrom: z.enum(MEASURES),
  label: label.optional(),
  groups: z.array(z.unknown()),
  measures: z.array(z.unknown()),
});

export const groupSchema = z.strictObject({
  id: groupId,
  title: bilingual,
  cap: z.number().positive().max(1_000),
  about: z.enum(['number', 'call']).default('number'),
  blocksAs: z.enum(BLOCK_KINDS).optional(),
  label: label.optional(),
});

export const thresholdSchema = z.strictObject({
  measure: z.enum(MEASURES).exclude(['none']),
  score: z.number().positive().max(10_000),
  minGroups: z.number().int().min(1).max(20),
  needs: z.array(groupId).max(20).default([]),
});

export const disabledSchema = z.strictObject({ reason: text });

export const ruleSchema = z.strictObject({
  id: ruleId,
  version,
  title: bilingual,
  reason: bilingual,
  group: groupId,
  weight,
  basis,
  value: expression,
  unit: z.enum(UNITS).default('count'),
  threshold: z.number(),
  when: expression,
  examples: z
    .array(
      z.strictObject({
        name: text,
        given: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
        fires: z.boolean(),
      }),
    )
    .max(100),
});

export const compositeSchema = z.strictObject({
  id: ruleId,
  version,
  title: bilingual,
  reason: bilingual,
  weight,
  when: expression,
  basis,
});

const quoted = z.string({
  error: 'write the number in quotes, so that "+" and leading zeros stay: "+8610..."',
});

export const entrySchema = z.strictObject({
  number: quoted.trim().min(1).max(64),
  match: z.enum(['exact', 'prefix']).default('exact'),
  country: country.optional(),
  party: z.enum(['caller', 'callee', 'both']).optional(),
  source: text,
  reason: bilingual,
  expires: z.iso
    .datetime({ offset: true, error: 'write the moment with its offset: "2027-01-31T00:00:00+08:00"' })
    .optional(),
  measure: z.enum(MEASURES).exclude(['none']).optional(),
  approvedBy: text.optional(),
});
