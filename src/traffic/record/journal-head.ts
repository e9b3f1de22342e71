import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { journalDir } from './segment.ts';

/** The last entry that is known to be on the disk. A journal that ends before it has lost entries. */
export interface JournalHead {
  readonly seq: number;
  readonly hash: string;
}

export const headPath = (dataDir: string): string => join(journalDir(dataDir), 'head.json');

/** Fixed width, so that it is overwritten in place. */
export function writeHead(head: JournalHead): string {
  return `${JSON.stringify(head).padEnd(110)}\n`;
}

/** `null` when there is none or it is half written: then nothing is known, and nothing is accused. */
export function readHead(dataDir: string): JournalHead | null {
  try {
    const head = JSON.parse(readFileSync(headPath(dataDir), 'utf8')) as JournalHead;
    return Number.isSafeInteger(head.seq) && typeof head.hash === 'string' ? head : null;
  } catch {
    return null;
  }
}
