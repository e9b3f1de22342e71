import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { Fault } from '../../domain/fault.ts';
import type { PasswordRules } from './password-rules.ts';

const FILE = z.strictObject({ minLength: z.int().min(8).max(64), words: z.array(z.string().min(3)) });

/** Reads `<folder>/access/weak-passwords.yaml`. Throws the `password-rules` fault when it is not there or not sound. */
export function loadPasswordRules(folder: string): PasswordRules {
  const path = join(folder, 'access', 'weak-passwords.yaml');
  try {
    const { minLength, words } = FILE.parse(parse(readFileSync(path, 'utf8'), { schema: 'core' }));
    return { minLength, weakWords: words };
  } catch (cause) {
    throw new Fault('password-rules', `cannot use ${path}: ${(cause as Error).message}`, { cause });
  }
}
