import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { Fault } from '../../domain/fault.ts';
import { archivedParts } from '../../platform/embedded/index.ts';
import { type Pruning, pruneJournal } from '../../traffic/pipeline/index.ts';
import { journalDir, listSegments, lockDataDir } from '../../traffic/record/index.ts';
import { defaultDataDir } from '../data-dir.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';

interface Given {
  readonly data: string;
  readonly keep: number;
  readonly dryRun?: boolean;
  readonly unarchived?: boolean;
  readonly json?: boolean;
}

const DAY_MS = 86_400_000;

/** `jingtong journal prune`: removes old files; what remains still verifies, replays and recovers. */
export const pruneCommand = (exit: (code: ExitCode) => void): Command =>
  new Command('prune')
    .description('remove files whose calls are older than a number of days and stand in the archive')
    .requiredOption('--keep <days>', 'how much to keep, such as 90d', days)
    .option('--data <dir>', 'data folder (JINGTONG_DATA)', defaultDataDir())
    .option('--dry-run', 'say what would go, remove nothing')
    .option('--unarchived', 'also files that are in no archive: their quiet calls are then gone for good')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Examples:
  $ jingtong journal prune --keep 90d --dry-run   what would go
  $ jingtong journal prune --keep 90d             each night, while the service runs

In place of what is removed stay its last hash and the state of the features there: "journal verify" and
"replay" prove the rest as before. A removed verdict can no longer be explained in full; database and archive
keep what they have.
Exit codes: 0 done, 1 failed, 2 wrong usage.`,
    )
    .action((given: Given) => {
      if (listSegments(given.data).length === 0)
        throw new Fault('journal-absent', `there is no journal in ${given.data}; is --data right?`);
      const pruning = prune(given);
      process.stdout.write(
        `${given.json ? JSON.stringify(pruning) : pruningText(pruning, given.dryRun === true)}\n`,
      );
      exit(EXIT.done);
    });

function prune({ data, keep, dryRun = false, unarchived = false }: Given): Pruning {
  const at = Date.now();
  const archived = unarchived ? null : archivedParts(join(data, 'archive'));
  const lock = lockDataDir(journalDir(data), 'jingtong journal prune');
  try {
    return pruneJournal({ dataDir: data, before: at - keep * DAY_MS, at, archived, dryRun });
  } finally {
    lock.release();
  }
}

function pruningText({ files, bytes, until, notArchived }: Pruning, dryRun: boolean): string {
  const waiting =
    notArchived === 0
      ? ''
      : `\n${notArchived} more are old enough but in no archive yet: "jingtong start" archives them, or give --unarchived`;
  if (until === null) return `nothing to remove${waiting}`;
  const verb = dryRun ? 'would be removed' : 'removed';
  return `${verb}: ${files} files, ${(bytes / 2 ** 20).toFixed(1)} MiB, up to entry ${until}${waiting}`;
}

function days(text: string): number {
  const match = /^([1-9]\d{0,4})d$/.exec(text);
  if (match !== null) return Number(match[1]);
  throw new InvalidArgumentError('give a number of days from 1 to 99999, such as 90d.');
}
