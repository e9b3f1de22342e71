import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditLine } from '../../api/index.ts';

export interface AuditLog {
  /** Resolves when the line is on the disk. */
  append(line: AuditLine): Promise<void>;
  close(): Promise<void>;
}

/** `audit.ndjson` in the data folder: who asked for full numbers, of what, and why. Lines are only ever added. */
export function openAuditLog(dataDir: string): AuditLog {
  let file: Promise<FileHandle> | null = null;
  let last: Promise<void> = Promise.resolve();
  const write = async (line: AuditLine): Promise<void> => {
    file ??= open(join(dataDir, 'audit.ndjson'), 'a', 0o600);
    const handle = await file.catch((error) => {
      file = null;
      throw error;
    });
    await handle.appendFile(`${JSON.stringify({ ...line, at: new Date(line.at).toISOString() })}\n`);
    await handle.datasync();
  };
  return {
    append(line) {
      const written = last.then(() => write(line));
      last = written.catch(() => undefined);
      return written;
    },
    async close() {
      await last;
      await (await file)?.close();
    },
  };
}
