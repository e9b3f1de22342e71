import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * The compiled program, for tests that start it as a real process and kill it: built first when a source is newer.
 * `JINGTONG_DIST` names another build.
 */
export function builtDist(): string {
  const given = process.env.JINGTONG_DIST;
  if (given !== undefined) return given;
  const ready = spawnSync(process.execPath, [join(ROOT, 'scripts/ready.mjs')], { encoding: 'utf8' });
  const dist = join(ROOT, 'dist');
  if (ready.status !== 0 || !existsSync(dist))
    throw new Error(`the build failed: ${ready.stdout}${ready.stderr}`);
  return dist;
}

/** An import statement's target for a compiled module, for scripts given to `node --input-type=module -e`. */
export const builtModule = (dist: string, path: string): string => pathToFileURL(join(dist, path)).href;
