import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { bad, ok, type Result } from '../domain/result.ts';

/**
 * A token, shared secret or key kept in a file of its own, never in the configuration: one line of printable characters without
 * spaces. A file that everybody can read is refused.
 */
export function secretFile(folder: string, file: string, minChars: number): Result<string, 'bad-secret'> {
  const path = resolve(folder, file);
  try {
    const text = readFileSync(path, 'utf8').trim();
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
      return bad('bad-secret', `${path} can be read by other users: chmod 600 ${path}`);
    if (!/^[\x21-\x7e]+$/.test(text) || text.length < minChars)
      return bad(
        'bad-secret',
        `${path} must hold one line of at least ${minChars} printable characters without spaces; make one with: ` +
          `head -c 32 /dev/urandom | base64 > ${path}`,
      );
    return ok(text);
  } catch (error) {
    return bad(
      'bad-secret',
      `${path} cannot be read (${(error as NodeJS.ErrnoException).code}): check path and rights`,
    );
  }
}
