import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { bad, ok, type Result } from '../../../domain/result.ts';

/** Numbers of a file: one a line, `#` and what follows is a remark, blank lines do not count. */
export interface NumberList {
  readonly entries: readonly string[];
  /** `own.txt:12` of each entry, for messages. */
  placeOf(entry: number): string;
}

const MAX_BYTES = 256 << 20;

/** Reads a file named in the configuration; a relative path counts from the configuration's folder. */
export function numberList(folder: string, file: string): Result<NumberList, 'unreadable' | 'too-large'> {
  const path = resolve(folder, file);
  let text: string;
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MAX_BYTES)
      return bad(
        'too-large',
        `${path} has ${bytes.length} bytes, at most ${MAX_BYTES} are read; write prefixes instead`,
      );
    text = bytes.toString('utf8');
  } catch (error) {
    return bad(
      'unreadable',
      `${path} cannot be read (${(error as NodeJS.ErrnoException).code}): check path and rights`,
    );
  }
  const entries: string[] = [];
  const lines: number[] = [];
  text.split(/\r\n|\n|\r/).forEach((line, nth) => {
    const entry = (line.split('#', 1)[0] ?? '').replace(/^\uFEFF/, '').trim();
    if (entry === '') return;
    entries.push(entry);
    lines.push(nth + 1);
  });
  return ok({ entries, placeOf: (entry) => `${file}:${lines[entry] ?? '?'}` });
}
