import type { z } from 'zod';
import type { Located } from './located.ts';
import type { PolicyProblem } from './policy-file.ts';

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
        problems.push(item.problem([...path, key], `unknown key "${key}"; remove it or mend its spelling`));
    else problems.push(item.problem(path, wordsOf(path.join('.'), issue)));
  }
  return null;
}

/** zod says what was expected; a person wants to know which key, and what to write. */
function wordsOf(name: string, issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type')
    return issue.message.endsWith('received undefined')
      ? `"${name}" is missing; write a value (${issue.expected})`
      : issue.message.startsWith('Invalid input')
        ? `${name}: a value of another kind is needed (${issue.expected})`
        : `${name}: ${issue.message}`;
  if (issue.code === 'invalid_value') return `${name}: write one of ${issue.values.join(', ')}`;
  return `${name}: ${issue.message}`;
}
