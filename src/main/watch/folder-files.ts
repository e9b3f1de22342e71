import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A file as it lies in the folder now. */
export interface FolderFile {
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

export interface CompletenessRule {
  /** Only names that match; `null`: all. */
  readonly glob: string | null;
  /** A file counts as complete when it was not written to for so long. */
  readonly settleMs: number;
  /** Or, when given, as soon as a file of its name with this ending lies beside it (`.done`). */
  readonly doneSuffix: string | null;
}

/** Endings and beginnings under which files are still being written or transferred. */
const UNFINISHED = /^\.|~$|\.(tmp|temp|part|partial|filepart|crdownload|swp|inprogress|lock)$/i;

/**
 * The folder's complete files, by name, and the names of those that are not complete yet. `before` is what the last look
 * saw: a file that is still growing has changed since, whatever its clock says. Folders inside are not entered,
 * links are not followed.
 */
export function completeFiles(
  dir: string,
  rule: CompletenessRule,
  now: number,
  before: ReadonlyMap<string, FolderFile>,
): { readonly complete: readonly FolderFile[]; readonly waiting: readonly FolderFile[] } {
  const names = readdirSync(dir).sort();
  const present = new Set(names);
  const complete: FolderFile[] = [];
  const waiting: FolderFile[] = [];
  for (const name of names) {
    if (UNFINISHED.test(name)) continue;
    if (rule.doneSuffix !== null && name.endsWith(rule.doneSuffix)) continue;
    if (rule.glob !== null && !globMatches(rule.glob, name)) continue;
    const path = join(dir, name);
    // Whoever may put files here must not have us read files elsewhere: a link is no file.
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined || !stat.isFile()) continue;
    const file = { name, path, size: stat.size, mtimeMs: stat.mtimeMs };
    const done =
      rule.doneSuffix === null ? settled(file, rule, now, before) : present.has(name + rule.doneSuffix);
    (done ? complete : waiting).push(file);
  }
  return { complete, waiting };
}

/** Not written to for the time asked for, by the file's own clock and by what we saw; a clock ahead of ours proves nothing. */
function settled(
  file: FolderFile,
  { settleMs }: CompletenessRule,
  now: number,
  before: ReadonlyMap<string, FolderFile>,
): boolean {
  const last = before.get(file.name);
  const changed = last !== undefined && (last.size !== file.size || last.mtimeMs !== file.mtimeMs);
  return !changed && Math.abs(now - file.mtimeMs) >= settleMs;
}

/** Shell-style matching of one name: `*` any text, `?` one character. */
export function globMatches(glob: string, name: string): boolean {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(name);
}
