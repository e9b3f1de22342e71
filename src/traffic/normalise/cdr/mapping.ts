import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { CALL_OUTCOMES } from '../../../domain/call-event.ts';
import { bad, ok, type Result } from '../../../domain/result.ts';
import { timeZone } from '../../../lib/time-zone.ts';

/** A column by its name in the header line, or by its place counted from 1. */
const column = z.union([z.string().min(1), z.number().int().min(1).max(512)]);

/** Unit of a duration column; `clock` is `1:02:03` or `02:03`. */
const unit = z.enum(['s', 'ms', 'min', 'clock']);
const duration = z.union([
  column.transform((value) => ({ column: value, unit: 's' as const })),
  z.strictObject({ column, unit: unit.default('s') }),
]);

/** One character that neither numbers nor times contain; control characters are delimiters in some exports. */
const delimiter = z.string().regex(
  // biome-ignore lint/suspicious/noControlCharactersInRegex: 0x01 is Hive's delimiter
  /^(?:auto|tab|[\t\x01-\x08\x0e-\x1f!$%&,;<=>?@^`|~])$/,
  "auto, tab, or one character that stands in no number or time, such as ',' ';' '|' '^' '~'",
);

const OUTCOME_READINGS = ['disposition', 'freeswitch-cause', 'q850', 'sip', 'values'] as const;
const outcome = z.strictObject({
  column,
  /** How the column's values are read; `values` uses the table below. */
  reads: z.enum(OUTCOME_READINGS),
  values: z.record(z.string(), z.enum(CALL_OUTCOMES)).optional(),
});

const mappingSchema = z.strictObject({
  version: z.literal(1),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'small letters, digits and hyphens'),
  delimiter: delimiter.default('auto'),
  header: z.boolean(),
  encoding: z.string().optional(),
  timezone: z
    .string()
    .refine((name) => timeZone(name) !== null, 'no such time zone (Asia/Shanghai, UTC, +08:00)')
    .optional(),
  dateOrder: z.enum(['ymd', 'dmy', 'mdy']).default('ymd'),
  columns: z.strictObject({
    caller: column,
    callee: column,
    start: column,
    answer: column.optional(),
    end: column.optional(),
    /** From start to end. */
    duration: duration.optional(),
    /** From answer to end. */
    talk: duration.optional(),
    /** From start to answer. */
    ring: duration.optional(),
    /** The same value on every row of one call. */
    id: column.optional(),
    /** A number that grows when a record is sent again corrected. */
    correction: column.optional(),
    outcome: outcome.optional(),
    imei: column.optional(),
    cell: column.optional(),
  }),
});

/** How to read any delimited call-record file, written by its owner (docs/call-record-files.md). */
export type CallRecordMapping = z.infer<typeof mappingSchema>;
export type ColumnReference = z.infer<typeof column>;
export type DurationReference = z.infer<typeof duration>;
export type OutcomeReference = z.infer<typeof outcome>;

/** Reads a mapping from YAML text; every fault is told with `name`, line and what would be right. */
export function parseMapping(yaml: string, name: string): Result<CallRecordMapping, 'bad-mapping'> {
  if (yaml.length > 1 << 18) return bad('bad-mapping', `${name}: longer than 256 KiB, this is no mapping`);
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, maxAliasCount: 10 } as Parameters<
    typeof parseDocument
  >[1]);
  const broken = document.errors[0];
  if (broken !== undefined) {
    const { line, col } = lines.linePos(broken.pos[0]);
    return bad('bad-mapping', `${name}:${line}:${col}: ${broken.message.split('\n')[0]}`);
  }
  const parsed = mappingSchema.safeParse(document.toJS({ maxAliasCount: 10 }));
  if (parsed.success) return ok(parsed.data);
  const faults = parsed.error.issues.map((issue) => {
    const path = issue.path.map(String);
    return `${name}:${lineOf(document, path, lines)}: ${path.join('.') || 'mapping'}: ${issue.message}`;
  });
  return bad('bad-mapping', faults.join('\n'));
}

/** Line of a value, or of the nearest thing around it that is there. */
function lineOf(
  document: ReturnType<typeof parseDocument>,
  path: readonly string[],
  lines: LineCounter,
): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true) as
      | { range?: [number, number, number] }
      | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
