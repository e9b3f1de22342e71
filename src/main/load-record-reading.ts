import { readFile } from 'node:fs/promises';
import { Fault } from '../domain/fault.ts';
import { isRecordProfile, parseMapping } from '../traffic/normalise/index.ts';
import type { CallRecordFileOptions } from '../traffic/pipeline/index.ts';
import { loadRecordProfile, ownRecordProfile } from './load-record-profile.ts';

/** What `--mapping` says about the files: the columns of a delimited one, or the tags of a binary one. */
export type RecordReading = Pick<CallRecordFileOptions, 'mapping' | 'profile'>;

/** Reads the file given with `--mapping`, `null` for none. Throws `Fault` when it cannot be read or a line is wrong. */
export async function loadRecordReading(path: string | null): Promise<RecordReading> {
  if (path === null) return { profile: () => loadRecordProfile() };
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new Fault('mapping-unreadable', `cannot read the mapping ${path}: ${cause.message}`, { cause });
  });
  if (isRecordProfile(text)) {
    const profile = await ownRecordProfile(text, path);
    return { profile: async () => profile };
  }
  const mapping = parseMapping(text, path);
  if (!mapping.ok) throw new Fault('mapping-refused', `the mapping ${path} is wrong: ${mapping.detail}`);
  return { mapping: mapping.value, profile: () => loadRecordProfile() };
}
