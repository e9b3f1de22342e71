import { z } from 'zod';
import { parseDigitPattern } from '../../domain/digit-pattern.ts';
import { NUMBER_TYPES } from '../../domain/telephone-number.ts';

/** Chinese days begin at 16:00 UTC of the day before; every dated plan so far is Chinese. */
const BEIJING_OFFSET_MS = 8 * 3_600_000;

const pattern = z.string().superRefine((text, context) => {
  const parsed = parseDigitPattern(text);
  if (!parsed.ok) context.addIssue({ code: 'custom', message: parsed.detail });
});

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day, such as 2019-12-01')
  .transform((text, context) => {
    const at = Date.parse(`${text}T00:00:00Z`);
    if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text)
      context.addIssue({ code: 'custom', message: `${text} is not a day of the calendar` });
    return at - BEIJING_OFFSET_MS;
  })
  .nullable()
  .default(null);

const regularExpression = z.string().superRefine((text, context) => {
  try {
    new RegExp(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not a regular expression' });
  }
});

const range = z.strictObject({ pattern, type: z.enum(NUMBER_TYPES), from: day, until: day });

const serviceCode = z.strictObject({
  pattern,
  kind: z.enum(['service-code', 'service-number']).default('service-code'),
  type: z.enum(NUMBER_TYPES),
  holder: z.string().min(1).nullable().default(null),
  emergency: z.boolean().default(false),
  from: day,
  until: day,
});

/** Area codes by province, each with the length of a subscriber number. */
const areas = z.record(z.string(), z.record(z.string().regex(/^\d+$/), z.int().min(4).max(9)));

/** One country as it is written in a file; the parser turns it into a `NumberingPlan`. */
export const planSchema = z.strictObject({
  format: z.literal('jingtong-numbering/1').optional(),
  country: z.string().regex(/^([A-Z]{2}|001)$/),
  callingCode: z.string().regex(/^[1-9]\d{0,2}$/),
  main: z.boolean(),
  leading: pattern.nullable().default(null),
  trunkPrefix: z.string().regex(/^\d*$/).default(''),
  trunkRule: z
    .strictObject({ pattern: regularExpression, replace: z.string().nullable() })
    .nullable()
    .default(null),
  exitCodes: z.array(pattern).default([]),
  lengths: z.array(z.int().min(1).max(17)).min(1),
  localLengths: z.array(z.int().min(3).max(9)).default([]),
  shape: pattern,
  ranges: z.array(range).default([]),
  areas: areas.default({}),
  serviceCodes: z.array(serviceCode).default([]),
  emergency: z.array(z.string().regex(/^\d+$/)).default([]),
  carrierCodes: z.array(pattern).default([]),
  mobileCountryCodes: z.array(z.string().regex(/^\d{3}$/)).default([]),
});
export type WrittenPlan = z.infer<typeof planSchema>;

export const worldSchema = z.object({
  format: z.literal('jingtong-numbering-world/1'),
  plans: z.array(planSchema).min(1),
});

export const withheldSchema = z.strictObject({
  format: z.literal('jingtong-withheld/1'),
  words: z.array(z.string()),
  hosts: z.array(z.string()),
  keypadWords: z.record(z.string().regex(/^\d{5,15}$/), z.string()),
});
