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
    else problems.push(item.problem(path, `${path.join('.')}: ${issue.message}`));
  }
  return null;
}
