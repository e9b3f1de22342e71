import { z } from 'zod';
import { nearestWord } from '../lib/cel/nearest-word.ts';
import type { Located } from './located.ts';
import type { PolicyProblem } from './policy-file.ts';

type Issue = z.core.$ZodIssue;

/** Checks one item against its written form; every mistake is reported at its own place. */
export function readItem<Schema extends z.ZodType>(
  item: Located,
  schema: Schema,
  problems: PolicyProblem[],
): z.output<Schema> | null {
  const read = schema.safeParse(item.value);
  if (read.success) return read.data;
  for (const issue of read.error.issues) {
    const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys)
        problems.push(item.problem([...path, key], unknownKey(key, path.length === 0 ? schema : null)));
    else problems.push(item.problem(path, wordsOf(path, issue, isAbsent(item.value, path))));
  }
  return null;
}

function unknownKey(key: string, schema: z.ZodType | null): string {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const near = nearestWord(key, known);
  if (near !== null) return `unknown key "${key}"; did you mean "${near}"?`;
  return `unknown key "${key}"; remove it or mend its spelling`;
}

function isAbsent(value: unknown, path: readonly (string | number)[]): boolean {
  let inner: unknown = value;
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null) return true;
    inner = (inner as Record<string | number, unknown>)[key];
  }
  return inner === undefined;
}

const KINDS: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  object: 'a mapping ("key: value" lines)',
  array: 'a list ("- ..." lines)',
};

/** zod says what was expected; a person wants to know which key, and what to write. */
function wordsOf(path: readonly (string | number)[], issue: Issue, absent: boolean): string {
  const name = path.join('.');
  if (absent) return `"${name}" is missing; write ${wanted(issue)}`;
  if (issue.code === 'invalid_union') return `${name}: write ${wanted(issue)}`;
  if (issue.code === 'invalid_type')
    return issue.message.startsWith('Invalid input')
      ? `${name}: write ${wanted(issue)}`
      : `${name}: ${issue.message}`;
  if (issue.code === 'invalid_value') return `${name}: write one of ${issue.values.join(', ')}`;
  return `${name}: ${issue.message}`;
}

function wanted(issue: Issue): string {
  if (issue.code === 'invalid_union') return 'an expression, such as caller.calls_1h';
  if (issue.code === 'invalid_value') return `one of ${issue.values.join(', ')}`;
  return issue.code === 'invalid_type' ? (KINDS[issue.expected] ?? issue.expected) : 'it';
}
