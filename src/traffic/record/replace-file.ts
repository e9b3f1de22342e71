import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file so that a crash leaves the old one or the new one, never a half: written aside, forced to the disk,
 * renamed. The chunks are written as they come.
 */
export function replaceFile(path: string, content: string | Iterable<Uint8Array>): void {
  const draft = `${path}.new`;
  const file = openSync(draft, 'w', 0o600);
  try {
    try {
      for (const chunk of typeof content === 'string' ? [Buffer.from(content)] : content)
        writeAll(file, chunk);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    // A full disk needs the room back.
    rmSync(draft, { force: true });
    throw error;
  }
  syncDir(dirname(path));
}

/** Forces a folder's entries to the disk: a rename or a new file is not durable before that. */
export function syncDir(dir: string): void {
  if (process.platform === 'win32') return;
  const file = openSync(dir, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, chunk: Uint8Array): void {
  for (let done = 0; done < chunk.length; ) done += writeSync(file, chunk, done, chunk.length - done);
}
