import { statSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { Fault } from '../../domain/fault.ts';
import { TRUNK_KINDS, type TrunkKind } from '../../domain/trunk.ts';
import { printable } from '../../lib/printable.ts';
import { watchPolicyFiles } from '../../platform/shared/index.ts';
import type { CommandBuilder } from '../command-builder.ts';
import { defaultDataDir } from '../data-dir.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { loadRecordReading, type RecordReading } from '../load-record-reading.ts';
import { givenPolicyFolders } from '../policy-site.ts';
import { openRecordedEngine, type RecordedEngine } from '../recorded-engine.ts';
import { progressBar } from '../scan/progress-bar.ts';
import type { ReadingOptions } from '../watch/take-file.ts';
import { type WatchTotals, watchFolder } from '../watch/watch-folder.ts';
import { duplicateLine, openingLines, outcomeLine } from '../watch/watch-lines.ts';

interface Given {
  readonly data: string;
  readonly once?: boolean;
  readonly json?: boolean;
  readonly glob?: string;
  readonly settle: number;
  readonly done?: string;
  readonly interval: number;
  readonly format?: string;
  readonly mapping?: string;
  readonly timezone?: string;
  readonly encoding?: string;
  readonly country?: string;
  readonly trunk: TrunkKind;
  readonly switch?: string;
  readonly policy?: string;
  readonly maxNumbers: number;
}

/** `jingtong watch`: processes the call-record files of a folder as they arrive, each exactly once. */
export const watchCommand: CommandBuilder = (exit) =>
  new Command('watch')
    .description('process call-record files as they arrive in a folder, each exactly once')
    .argument('<dir>', 'folder the files arrive in')
    .option('--data <dir>', 'data folder (JINGTONG_DATA)', defaultDataDir())
    .option('--once', 'process what is there and end')
    .option('--json', 'print one JSON object a file')
    .option('--glob <pattern>', 'only files whose name matches, such as "*.csv.gz"')
    .option('--settle <seconds>', 'a file is complete when nobody wrote to it for so long', seconds, 5)
    .option('--done <ending>', 'a file is complete when NAME<ending> lies beside it, such as .done')
    .option('--interval <seconds>', 'look at least so often', seconds, 2)
    .option('--format <name>', 'read the files as this format (default: detected, file by file)')
    .option('--mapping <file>', 'YAML mapping for any delimited file, or profile of binary records')
    .option('--timezone <zone>', 'time zone of times written without one (Asia/Shanghai, UTC, +08:00)')
    .option('--encoding <name>', 'text encoding of the files (default: detected)')
    .option(
      '--country <code>',
      "country whose dialling rules read numbers (default: the policy's home)",
      country,
    )
    .addOption(
      new Option('--trunk <kind>', 'where all these calls came in').choices(TRUNK_KINDS).default('unknown'),
    )
    .option('--switch <name>', 'whose files these are, when call ids of several switches could be the same')
    .option('--policy <dir>', 'policy folder (default: the one shipped)')
    .option('--max-numbers <n>', 'numbers kept in memory', wholeNumber, 1_000_000)
    .addHelpText('after', EXAMPLES)
    .action(async (dir: string, given: Given) => exit(await runWatch(dir, given)));

const EXAMPLES = `
Examples:
  $ jingtong watch /var/spool/cdr                          as they come, until Ctrl-C
  $ jingtong watch /var/spool/cdr --once                   what is there now, for cron
  $ jingtong watch in --glob "*.csv.gz" --done .done       complete when NAME.done lies beside it
  $ jingtong watch in --timezone Asia/Shanghai --json      one JSON object a file

A file is read when nobody has written to it for --settle seconds; files moved in whole are read at once. Each call is
judged exactly once, over restarts and kill -9: the place in the file is part of the call's journal entry. The same
content under another name is a duplicate; of a file that grew, the new part is read. Files are left where they are.
What cannot be read is in DATA/quarantine with its reason. Verdicts: jingtong explain ID; see also docs/watch.md.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but something is in quarantine.`;

async function runWatch(dir: string, given: Given): Promise<ExitCode> {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory())
    throw new Fault('folder-unreadable', `${dir} is no folder that can be read`);
  const records = await loadRecordReading(given.mapping ?? null);
  const folders = givenPolicyFolders(given.policy);
  const recorded = await openRecordedEngine({
    dataDir: given.data,
    what: 'jingtong watch',
    policyFolders: folders,
    maxNumbers: given.maxNumbers,
    ...(given.country === undefined ? {} : { country: given.country }),
    journal: { onProblem: say },
  });
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  const unwatch = watchPolicyFiles(folders, () => void reloadPolicy(recorded));
  for (const line of openingLines(recorded.opening, given.data)) say(line);
  for (const line of recorded.engine.refusedEntries()) say(line);
  try {
    return exitCode(await watchWith(dir, given, recorded, records, stop.signal));
  } finally {
    unwatch();
    process.off('SIGINT', end).off('SIGTERM', end);
    await recorded.close();
  }
}

async function reloadPolicy(recorded: RecordedEngine): Promise<void> {
  try {
    const read = await recorded.reloadPolicy();
    if (!read.ok) say(`the changed policy is refused, the old one stays:\n${read.detail}`);
    else if (read.changed) {
      const { version, digest } = read.policy.stamp;
      say(`policy ${version} (${digest.slice(0, 12)}) is in force from the next call on`);
      for (const line of recorded.engine.refusedEntries()) say(line);
    }
  } catch (error) {
    say(`the policy files could not be read, the old policy stays: ${(error as Error).message}`);
  }
}

function watchWith(
  dir: string,
  given: Given,
  { engine, recorded }: RecordedEngine,
  records: RecordReading,
  signal: AbortSignal,
): Promise<WatchTotals> {
  const reading: ReadingOptions = {
    normaliser: engine.normaliser,
    country: given.country ?? engine.policy().home,
    trunk: given.trunk,
    format: given.format,
    ...records,
    timezone: given.timezone,
    encoding: given.encoding,
    idScope: given.switch,
    hashSeed: engine.settings.hashSeed,
  };
  const print = (json: unknown, line: string): void => {
    process.stdout.write(`${given.json ? JSON.stringify(json) : line}\n`);
  };
  return watchFolder({
    dir,
    dataDir: given.data,
    recorded,
    reading,
    rule: { glob: given.glob ?? null, settleMs: given.settle * 1_000, doneSuffix: given.done ?? null },
    everyMs: given.interval * 1_000,
    once: given.once ?? false,
    now: Date.now,
    signal,
    stopped: () => signal.aborted,
    bar: (name) => progressBar(printable(name), process.stderr, Date.now),
    onFile: (outcome) => {
      print(outcome, outcomeLine(outcome));
      for (const warning of outcome.warnings) say(`${outcome.name}: ${warning}`);
    },
    onDuplicate: (name, of) =>
      print({ name, sha256: of.sha256, outcome: 'duplicate', of: of.name }, duplicateLine(name, of)),
    onProblem: say,
  });
}

const say = (message: string): void => {
  process.stderr.write(`jingtong: ${message}\n`);
};

function exitCode(totals: WatchTotals): ExitCode {
  const wrong = totals.refused + totals.damaged + totals.quarantinedRows;
  return wrong > 0 ? EXIT.doneWithQuarantine : EXIT.done;
}

function seconds(text: string): number {
  if (!/^\d{1,5}(\.\d{1,3})?$/.test(text)) throw new InvalidArgumentError('give seconds, such as 5 or 0.5.');
  return Number(text);
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('give a whole number.');
  return Number(text);
}

function country(text: string): string {
  if (!/^[A-Za-z]{2}$/.test(text))
    throw new InvalidArgumentError('give a two-letter country code, such as CN.');
  return text.toUpperCase();
}
