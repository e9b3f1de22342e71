import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type {
  NumberingPlan,
  NumberingPlans,
  NumberRange,
  WithheldForms,
} from '../../domain/numbering-plan.ts';
import { bad, ok, type Result } from '../../domain/result.ts';
import { planSchema, type WrittenPlan, withheldSchema, worldSchema } from './numbering-file.ts';

/** One file of policy/numbering/ as text. */
export interface NumberingFile {
  /** File name without folder; it decides what is expected: `world.json`, `withheld.yaml` or `<CC>.yaml`. */
  readonly name: string;
  readonly text: string;
}

export type NumberingProblem = 'bad-numbering-file' | 'missing-numbering-file';

/**
 * Turns the files of policy/numbering/ into plans. A hand-kept `<CC>.yaml` replaces that country's generated plan.
 * `version` names the data (a hash of the files, say) and is passed through.
 * Refuses all of it when one file is wrong: the detail says file, line and what was expected.
 */
export function parseNumberingFiles(
  files: readonly NumberingFile[],
  version: string,
): Result<NumberingPlans, NumberingProblem> {
  const plans = new Map<string, NumberingPlan>();
  let withheld: WithheldForms | null = null;
  const worldFirst = [...files].sort((one, other) => rank(one.name) - rank(other.name));
  for (const file of worldFirst) {
    if (file.name === 'withheld.yaml') {
      const read = readYaml(file, withheldSchema);
      if (!read.ok) return read;
      withheld = withheldForms(read.value);
    } else {
      const read = file.name === 'world.json' ? readWorld(file) : readCountry(file);
      if (!read.ok) return read;
      for (const plan of read.value) plans.set(planKey(plan), plan);
    }
  }
  if (plans.size === 0)
    return bad('missing-numbering-file', 'no world.json and no <CC>.yaml among the numbering files');
  if (withheld === null)
    return bad('missing-numbering-file', 'withheld.yaml is not among the numbering files');
  return ok({ version, plans, withheld });
}

const rank = (name: string): number => (name === 'world.json' ? 0 : 1);
const planKey = (plan: NumberingPlan): string =>
  plan.country === '001' ? `001:${plan.callingCode}` : plan.country;

function withheldForms(written: z.infer<typeof withheldSchema>): WithheldForms {
  return {
    words: new Set(written.words.map((word) => word.toLowerCase())),
    hosts: new Set(written.hosts.map((host) => host.toLowerCase())),
    keypadWords: new Set(Object.keys(written.keypadWords)),
  };
}

function readWorld(file: NumberingFile): Result<readonly NumberingPlan[], 'bad-numbering-file'> {
  let json: unknown;
  try {
    json = JSON.parse(file.text);
  } catch (error) {
    return bad(
      'bad-numbering-file',
      `${file.name}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const read = worldSchema.safeParse(json);
  if (read.success) return ok(read.data.plans.map(toPlan));
  const issue = read.error.issues[0];
  return bad('bad-numbering-file', `${file.name}: ${issue?.path.join('.')}: ${issue?.message}`);
}

function readCountry(file: NumberingFile): Result<readonly NumberingPlan[], 'bad-numbering-file'> {
  const read = readYaml(file, planSchema);
  if (!read.ok) return read;
  if (`${read.value.country}.yaml` !== file.name)
    return bad(
      'bad-numbering-file',
      `${file.name}:1: country is ${read.value.country}, the file name says another`,
    );
  return ok([toPlan(read.value)]);
}

/** Parses YAML and checks it; the first problem is told with its line. */
function readYaml<Schema extends z.ZodType>(
  file: NumberingFile,
  schema: Schema,
): Result<z.infer<Schema>, 'bad-numbering-file'> {
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines, schema: 'core' });
  const error = document.errors[0];
  if (error)
    return bad('bad-numbering-file', `${file.name}:${error.linePos?.[0].line ?? 1}: ${error.message}`);
  const read = schema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (read.success) return ok(read.data);
  const issue = read.error.issues[0];
  const path = issue?.path ?? [];
  return bad('bad-numbering-file', `${file.name}:${lineOf(path)}: ${path.join('.')}: ${issue?.message}`);

  function lineOf(keys: readonly PropertyKey[]): number {
    for (let length = keys.length; length > 0; length -= 1) {
      const node = document.getIn(keys.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  }
}

function toPlan(written: WrittenPlan): NumberingPlan {
  const { areas, emergency, format: _format, ...plan } = written;
  return {
    ...plan,
    ranges: [...plan.ranges, ...areaRanges(areas)],
    areaCodes: Object.values(areas).flatMap((codes) => Object.keys(codes)),
    serviceCodes: [
      ...plan.serviceCodes,
      ...emergency.map((pattern) => ({
        pattern,
        kind: 'service-code' as const,
        type: 'emergency' as const,
        holder: null,
        emergency: true,
        from: null,
        until: null,
      })),
    ],
  };
}

/** Fixed numbers: an area code, then a subscriber number that begins with 2 to 8. */
function areaRanges(areas: WrittenPlan['areas']): NumberRange[] {
  const byLength = new Map<number, string[]>();
  for (const codes of Object.values(areas)) {
    for (const [code, length] of Object.entries(codes)) {
      byLength.set(length, [...(byLength.get(length) ?? []), code]);
    }
  }
  return [...byLength].map(([length, codes]) => ({
    pattern: `(${codes.join('|')})[2-8]x{${length - 1}}`,
    type: 'fixed' as const,
    from: null,
    until: null,
  }));
}
