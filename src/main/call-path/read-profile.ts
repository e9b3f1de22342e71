import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bad, type Result } from '../../domain/result.ts';
import { type AnswerProfile, readAnswerProfile } from '../../traffic/act/index.ts';
import { PACKAGE_ROOT } from '../package-root.ts';

const SHIPPED = join(PACKAGE_ROOT, 'policy', 'call-control');

/** A call-control profile by name (of those shipped) or by path, which counts from the configuration's folder. */
export function readProfile(
  folder: string,
  nameOrPath: string,
): Result<AnswerProfile, 'profile-refused' | 'profile-unreadable'> {
  const isPath = /[/\\]|\.ya?ml$/i.test(nameOrPath);
  const path = isPath ? resolve(folder, nameOrPath) : join(SHIPPED, `${nameOrPath}.yaml`);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const known = readdirSync(SHIPPED).map((file) => file.replace(/\.yaml$/, ''));
    const remedy = isPath ? 'check path and rights' : `profiles are ${known.join(', ')}`;
    return bad(
      'profile-unreadable',
      `profile ${nameOrPath} cannot be read (${(error as NodeJS.ErrnoException).code}): ${remedy}`,
    );
  }
  return readAnswerProfile(text, nameOrPath);
}
