import { z } from 'zod';
import { LEGAL_BASIS_KINDS } from '../../../domain/legal-basis.ts';
import { type ClockLimit, type ClockRule, type ClockStep, type LimitLength, RECIPIENTS } from '../index.ts';
import { text, word } from './text-schema.ts';

const basis = z
  .strictObject({ kind: z.enum(LEGAL_BASIS_KINDS), text, source: z.string().default('') })
  .refine(({ kind, source }) => (kind === 'assumption') === (source === ''), {
    message: 'name the source; only an assumption has none, and says so with kind: assumption',
    path: ['kind'],
  });

const span = z
  .strictObject({
    minutes: z.int().min(1).optional(),
    hours: z.int().min(1).optional(),
    days: z.int().min(1).optional(),
  })
  .refine(
    (given) => Object.values(given).filter((one) => one !== undefined).length === 1,
    'write one of minutes, hours, days',
  );
const workingSpan = z
  .strictObject({ minutes: z.int().min(1).optional(), hours: z.int().min(1).optional() })
  .refine(
    (given) => Object.values(given).filter((one) => one !== undefined).length === 1,
    'write minutes or hours; for days use workingDays',
  );

const LENGTHS = ['wall', 'working', 'workingDays', 'sameDay', 'until'] as const;
const limit = z
  .strictObject({
    when: z.strictObject({ field: z.string(), is: z.array(word).min(1) }).optional(),
    wall: span.optional(),
    working: workingSpan.optional(),
    workingDays: z.int().min(1).max(2_000).optional(),
    sameDay: z.literal(true).optional(),
    until: z.string().optional(),
    basis,
  })
  .refine(
    (given) => LENGTHS.filter((key) => given[key] !== undefined).length === 1,
    `write one of ${LENGTHS.join(', ')}`,
  );

/** A ladder: who is told at which per cent of the limit. */
export const ladderSchema = z
  .record(
    z.string().regex(/^[1-9]\d{0,2}$/, 'write a per cent, 1 to 999'),
    z.array(z.enum(RECIPIENTS)).min(1),
  )
  .refine((steps) => steps['100'] !== undefined, 'somebody must be told at 100');

export const clocksFileSchema = z.strictObject({
  format: z.literal('jingtong-clocks/1'),
  ladders: z.record(word, z.unknown()).default({}),
  clocks: z.array(z.unknown()),
});

export const clockSchema = z
  .strictObject({
    id: word,
    title: text,
    hoursOf: z.enum(['owner', 'addressee']),
    ladder: word,
    onLimit: word.nullable().default(null),
    duty: basis.nullable().default(null),
    limits: z.array(limit).min(1),
  })
  .refine(
    ({ limits }) => limits.every(({ when }, index) => (when === undefined) === (index === limits.length - 1)),
    {
      message: 'every limit but the last needs "when", and the last holds for all others',
      path: ['limits'],
    },
  );

type Written = z.output<typeof clockSchema>;

/** The rule with its ladder put in. */
export function asClockRule(
  { ladder: _name, limits, ...rest }: Written,
  ladder: readonly ClockStep[],
): ClockRule {
  return { ...rest, ladder, limits: limits.map(asLimit) };
}

/** Steps in the order in which they are reached. */
export function asSteps(ladder: z.output<typeof ladderSchema>): ClockStep[] {
  return Object.entries(ladder)
    .map(([percent, tell]) => ({ percent: Number(percent), tell }))
    .sort((one, other) => one.percent - other.percent);
}

const asLimit = (written: Written['limits'][number]): ClockLimit => ({
  when: written.when ?? null,
  length: asLength(written),
  basis: written.basis,
});

const HOUR = 60;
const DAY = 1440;

function asLength({ wall, working, workingDays, until }: Written['limits'][number]): LimitLength {
  if (wall !== undefined)
    return {
      counts: 'wall',
      minutes: wall.minutes ?? (wall.hours === undefined ? wall.days! * DAY : wall.hours * HOUR),
    };
  if (working !== undefined) return { counts: 'working', minutes: working.minutes ?? working.hours! * HOUR };
  if (workingDays !== undefined) return { counts: 'working-days', days: workingDays };
  return until === undefined ? { counts: 'same-day' } : { counts: 'until', field: until };
}
