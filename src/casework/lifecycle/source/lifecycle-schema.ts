import { z } from 'zod';
import { AGENCY_KINDS } from '../../../domain/agency-kind.ts';
import { ROLES } from '../../../domain/role.ts';
import { COUNTS, FIELD_FORMS, type Lifecycle, NOTICES, PARTIES, RECIPIENTS } from '../index.ts';
import { text, word } from './text-schema.ts';

const fieldName = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'write a camelCase word, as in "legalBasis"');
const MAX_TEXT = 1_000;

const field = z
  .strictObject({
    title: text,
    form: z.enum(FIELD_FORMS),
    many: z.boolean().default(false),
    once: z.boolean().default(false),
    values: z.record(word, text).default({}),
    max: z.int().min(1).default(MAX_TEXT),
    min: z.int().default(0),
  })
  .refine(({ form, values }) => (form === 'word') === Object.keys(values).length > 0, {
    message: 'the form "word", and only that, needs "values"',
    path: ['values'],
  });

const guard = z.discriminatedUnion('guard', [
  z.strictObject({ guard: z.literal('field-is'), field: fieldName, is: z.array(word).min(1) }),
  z.strictObject({ guard: z.literal('field-given'), field: fieldName }),
  z.strictObject({ guard: z.literal('time-ahead'), field: fieldName }),
  z.strictObject({ guard: z.literal('time-reached'), field: fieldName }),
  z.strictObject({ guard: z.literal('addressee-given') }),
  z.strictObject({ guard: z.literal('children-all-in'), lifecycle: word, states: z.array(word).min(1) }),
  z.strictObject({ guard: z.literal('child-in'), lifecycle: word, states: z.array(word).min(1) }),
  z.strictObject({ guard: z.literal('made-fewer-than'), transition: word, times: z.int().min(1) }),
  z.strictObject({ guard: z.literal('count-at-least'), count: z.enum(COUNTS), least: z.int().min(1) }),
  z.strictObject({ guard: z.literal('clock-run-out'), clock: word }),
]);

const effect = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('open-children'), lifecycle: word, transition: word, each: fieldName }),
  z.strictObject({ do: z.literal('open-child'), lifecycle: word, transition: word }),
  z.strictObject({ do: z.literal('move-children'), lifecycle: word, transition: word }),
  z.strictObject({ do: z.literal('try-parent'), transition: word }),
  z.strictObject({ do: z.literal('apply-measure') }),
  z.strictObject({ do: z.literal('lift-measure') }),
  z.strictObject({ do: z.literal('notify-person'), notice: z.enum(NOTICES) }),
  z.strictObject({ do: z.literal('tell'), whom: z.enum(RECIPIENTS) }),
  z.strictObject({ do: z.literal('label'), as: z.enum(['fraud', 'not-fraud']) }),
  z.strictObject({ do: z.literal('withdraw-indicator') }),
  z.strictObject({ do: z.literal('grant-sight') }),
  z.strictObject({ do: z.literal('end-sight') }),
  z.strictObject({ do: z.literal('make-tasks') }),
]);

const transition = z.strictObject({
  title: text,
  from: z.array(word).default([]),
  to: word.nullable().default(null),
  roles: z.array(z.enum(ROLES)).min(1, 'name at least one role'),
  kinds: z.array(z.enum(AGENCY_KINDS)).default([]),
  party: z.enum(PARTIES).default('any'),
  requires: z.array(fieldName).default([]),
  allows: z.array(fieldName).default([]),
  guards: z.array(guard).default([]),
  apart: z.array(z.strictObject({ from: z.array(word).min(1), of: z.enum(['item', 'parent']) })).default([]),
  effects: z.array(effect).default([]),
  reopens: z.boolean().default(false),
  handsOver: fieldName.nullable().default(null),
  readdresses: fieldName.nullable().default(null),
  absorbs: fieldName.nullable().default(null),
});

const pause = z.strictObject({
  state: word,
  reason: text,
  capMinutes: z.int('whole minutes').min(1, 'a pause lasts at least a minute'),
});

/** `policy/lifecycles/*.yaml` as written; what is left out gets the value that does least. */
export const lifecycleSchema = z.strictObject({
  format: z.literal('jingtong-lifecycle/1'),
  id: word,
  version: z.int().min(1),
  title: text,
  about: text,
  parent: z.strictObject({ lifecycle: word, required: z.boolean() }).nullable().default(null),
  fields: z.record(fieldName, field),
  states: z.record(
    word,
    z.strictObject({
      title: text,
      final: z.boolean().default(false),
      unclocked: text.nullable().default(null),
    }),
  ),
  transitions: z.record(word, transition),
  clocks: z
    .record(word, z.strictObject({ runsIn: z.array(word).min(1), pausesIn: z.array(pause).default([]) }))
    .default({}),
});

/** The definition without the file's format line. */
export function asLifecycle({ format: _format, ...lifecycle }: z.output<typeof lifecycleSchema>): Lifecycle {
  return lifecycle;
}
