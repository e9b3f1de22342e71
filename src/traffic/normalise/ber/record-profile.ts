import { parse } from 'yaml';
import { z } from 'zod';
import { bad, ok, type Result } from '../../../domain/result.ts';
import { compileProfile, type RecordProfile } from './compile-profile.ts';
import { FIELD_TYPES } from './field-type.ts';

/** Tag, or path of tags from the record inwards; `*` stands for any. */
const PATH = /^(\d{1,6})(\/(\d{1,6}|\*)){0,6}$/;
const FIELD = new RegExp(`^(?<name>[A-Za-z][A-Za-z0-9-]{0,63}) (?<type>${FIELD_TYPES.join('|')})$`);
const NAME = /^[A-Za-z][A-Za-z0-9-]{0,63}$/;
/** Deeper would be a profile that extends itself. */
const MAX_EXTENDS = 4;

const fieldName = z.string().regex(NAME, 'the name of a field');
const tagNumber = z.number().int().min(0).max(2_097_151);
const record = z.strictObject({
  tag: tagNumber.optional(),
  /** Value of the field recordType. (Default: the tag) */
  recordType: z.number().int().min(0).optional(),
  use: z.enum(['call', 'count']).optional(),
  reason: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'a word such as sms-record')
    .optional(),
  caller: z.array(fieldName).max(4).optional(),
  callee: z.array(fieldName).max(4).optional(),
  forwarder: fieldName.optional(),
  /** Whose telephone the record's IMEI and cell are. */
  device: z.enum(['caller', 'callee']).optional(),
  fields: z
    .record(
      z.string().regex(PATH, 'no tag such as 22, nor a path such as 54/*/12/1/4'),
      z.string().regex(FIELD, `a name and a type (${FIELD_TYPES.join(', ')})`),
    )
    .optional(),
});

const profileSchema = z.strictObject({
  version: z.literal(1),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'small letters, digits and hyphens'),
  extends: z.string().optional(),
  nationalPrefixes: z
    .array(
      z.strictObject({
        starts: z.string().regex(/^\d{1,6}$/),
        length: z.number().int().min(4).max(15),
        prefix: z.string().regex(/^\d{1,4}$/),
      }),
    )
    .max(32)
    .optional(),
  records: z.record(z.string().regex(NAME), record).default({}),
  others: z.record(z.string().regex(/^\d{1,6}$/, 'a record type'), z.string().regex(NAME)).default({}),
});

/** A profile as written. */
export type ProfileFile = z.infer<typeof profileSchema>;
export type RecordEntry = z.infer<typeof record>;

/**
 * Reads a profile of binary charging records from YAML. `shipped` has the texts of the profiles that it may extend, by
 * name. Bad when a line is wrong (told with its place) or the profile it extends is not there.
 */
export function parseRecordProfile(
  yaml: string,
  name: string,
  shipped: ReadonlyMap<string, string>,
): Result<RecordProfile, 'bad-profile'> {
  const merged = readLayers(yaml, name, shipped, MAX_EXTENDS);
  return merged.ok ? compileProfile(merged.value, name) : merged;
}

/** True when a YAML text describes binary records and not the columns of a delimited file. */
export function isRecordProfile(yaml: string): boolean {
  return /^(records|extends)\s*:/m.test(yaml);
}

function readLayers(
  yaml: string,
  name: string,
  shipped: ReadonlyMap<string, string>,
  left: number,
): Result<ProfileFile, 'bad-profile'> {
  const own = readFile(yaml, name);
  if (!own.ok || own.value.extends === undefined) return own;
  const wanted = own.value.extends;
  const base = shipped.get(wanted);
  if (base === undefined || left === 0)
    return bad(
      'bad-profile',
      `${name}: extends: no profile "${wanted}"; shipped are ${[...shipped.keys()].join(', ')}`,
    );
  const under = readLayers(base, `${wanted}.yaml`, shipped, left - 1);
  return under.ok ? ok(over(under.value, own.value)) : under;
}

function readFile(yaml: string, name: string): Result<ProfileFile, 'bad-profile'> {
  if (yaml.length > 1 << 18) return bad('bad-profile', `${name}: longer than 256 KiB, this is no profile`);
  let raw: unknown;
  try {
    raw = parse(yaml, { maxAliasCount: 32 });
  } catch (error) {
    return bad('bad-profile', `${name}: ${(error as Error).message.split('\n')[0]}`);
  }
  const parsed = profileSchema.safeParse(raw);
  if (parsed.success) return ok(parsed.data);
  const faults = parsed.error.issues.map((issue) => {
    const message =
      issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
    return `${name}: ${issue.path.map(String).join('.') || 'profile'}: ${message}`;
  });
  return bad('bad-profile', faults.slice(0, 20).join('\n'));
}

/** What the upper profile says, and the lower where it is silent; fields are put together tag by tag. */
function over(lower: ProfileFile, upper: ProfileFile): ProfileFile {
  const records: Record<string, RecordEntry> = { ...lower.records };
  for (const [name, entry] of Object.entries(upper.records)) {
    const below = lower.records[name];
    records[name] = { ...below, ...entry, fields: { ...below?.fields, ...entry.fields } };
  }
  return { ...lower, ...upper, records, others: { ...lower.others, ...upper.others } };
}
