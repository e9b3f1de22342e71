import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const PART = /^([0-9]{12})\.json$/;

/** The parts that an archive's folder holds whole, by the number of their first journal entry; none when it is not there. */
export function archivedParts(dir: string): Set<number> {
  let names: readonly string[];
  try {
    names = readdirSync(join(dir, 'parts'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Set();
    throw error;
  }
  return new Set(
    names.flatMap((name) => {
      const match = PART.exec(name);
      return match === null ? [] : [Number(match[1])];
    }),
  );
}
