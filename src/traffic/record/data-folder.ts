import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Fault } from '../../domain/fault.ts';

/** Makes a data folder with what is above it, its owner's alone. */
export function makeDataFolder(dir: string): void {
  const path = resolve(dir);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Step by step: `recursive` never ends where a folder exists and takes nothing, as under /proc.
    if (code === 'ENOENT' && dirname(path) !== path) {
      makeDataFolder(dirname(path));
      mkdirSync(path, { mode: 0o700 });
    } else if (code !== 'EEXIST') throw error;
  }
}

/** An error of the file system under a data folder, said as what to do; any other error as it is. */
export function folderFault(dataDir: string, error: unknown): unknown {
  if (error instanceof Fault || !(error instanceof Error) || !('syscall' in error)) return error;
  return new Fault(
    'data-unusable',
    `${dataDir} cannot be used as data folder: ${error.message}. Free or open it, or give another folder with --data.`,
    { cause: error },
  );
}
