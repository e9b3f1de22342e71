import { Command, InvalidArgumentError } from 'commander';
import type { CallEvent } from '../../domain/call-event.ts';
import { Fault } from '../../domain/fault.ts';
import { createNumberNormaliser } from '../../traffic/normalise/index.ts';
import {
  type CallRecordTally,
  openCallRecordFile,
  proposeCallRecordMapping,
  type QuarantinedRecord,
} from '../../traffic/pipeline/index.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { loadNumberingPlans } from '../load-numbering-plans.ts';
import { loadRecordReading } from '../load-record-reading.ts';

/** `jingtong mapping`: how to read a delimited call-record file that no built-in format fits. */
export function mappingCommand(exit: (code: ExitCode) => void): Command {
  const command = new Command('mapping')
    .description('Describe a delimited call-record file once, so that every command can read it.')
    .addHelpText('after', HELP);
  command
    .command('new')
    .description('Propose a mapping from the beginning of a file, as YAML to be checked by a person.')
    .argument('<file>', 'the call-record file, plain, gzip or zstd')
    .option('--encoding <name>', 'character encoding (default: what the file looks like)')
    .option('--json', 'print {"mapping": "..."} instead of the YAML itself')
    .action(async (file: string, options: { encoding?: string; json?: boolean }) => {
      const proposed = await proposeCallRecordMapping(file, options.encoding);
      if (!proposed.ok) throw new Fault(proposed.reason, proposed.detail);
      process.stdout.write(
        options.json === true ? `${JSON.stringify({ mapping: proposed.value })}\n` : proposed.value,
      );
      exit(EXIT.done);
    });
  command
    .command('check')
    .description('Read a file through a mapping without judging anything, and show what comes out.')
    .argument('<file>', 'the call-record file, plain, gzip or zstd')
    .requiredOption('--mapping <yaml>', 'the mapping, or the profile of binary records')
    .option('--rows <n>', 'calls to show', rowCount, 10)
    .option('--country <CC>', 'country whose dialling rules apply', 'CN')
    .option('--timezone <zone>', 'zone of the written times (default: the mapping says, else UTC)')
    .option(
      '--encoding <name>',
      'character encoding (default: the mapping says, else what the file looks like)',
    )
    .option('--json', 'one JSON object instead of a table')
    .action(async (file: string, options: CheckOptions) => exit(await check(file, options)));
  return command;
}

interface CheckOptions {
  readonly mapping: string;
  readonly rows: number;
  readonly country: string;
  readonly timezone?: string;
  readonly encoding?: string;
  readonly json?: boolean;
}

interface Checked {
  /** `line` is the byte offset in a binary file. */
  readonly calls: readonly { readonly line: number; readonly event: CallEvent }[];
  readonly quarantined: readonly QuarantinedRecord[];
  readonly tally: CallRecordTally;
}

async function check(path: string, options: CheckOptions): Promise<ExitCode> {
  const records = await loadRecordReading(options.mapping);
  const plans = await loadNumberingPlans();
  if (!plans.ok) throw new Fault('numbering-refused', `the numbering plans are not usable: ${plans.detail}`);
  const quarantined: QuarantinedRecord[] = [];
  const opened = await openCallRecordFile({
    from: { path },
    normaliser: createNumberNormaliser(plans.value),
    country: options.country.toUpperCase(),
    trunk: 'unknown',
    receivedAt: Date.now(),
    source: 'mapping-check',
    ...records,
    timezone: options.timezone,
    encoding: options.encoding,
    onQuarantine: (record) => {
      if (quarantined.length < options.rows) quarantined.push(record);
    },
  });
  if (!opened.ok) throw new Fault(opened.reason, opened.detail);
  const calls: { line: number; event: CallEvent }[] = [];
  for await (const batch of opened.value.events())
    for (const call of batch) if (calls.length < options.rows) calls.push(call);
  const checked: Checked = { calls, quarantined, tally: opened.value.tally() };
  process.stdout.write(options.json === true ? `${JSON.stringify(checked)}\n` : written(checked));
  return checked.tally.quarantined > 0 ? EXIT.doneWithQuarantine : EXIT.done;
}

function written({ calls, quarantined, tally }: Checked): string {
  const ms = (value: number | null): string => (value === null ? '?' : `${value / 1000} s`);
  const rows = calls.map(({ line, event }) => [
    String(line),
    new Date(event.at).toISOString(),
    event.caller.canonical,
    event.callee.canonical,
    event.outcome,
    ms(event.ringMs),
    ms(event.talkMs),
    event.problems.join(' '),
  ]);
  const table = aligned([
    [
      tally.lines === 0 ? 'byte' : 'line',
      'start (UTC)',
      'caller',
      'callee',
      'outcome',
      'ring',
      'talk',
      'problems',
    ],
    ...rows,
  ]);
  const dropped = Object.values(tally.dropped).reduce((sum, count) => sum + count, 0);
  const total = `${tally.rows} rows = ${tally.events} calls + ${tally.duplicates} duplicates + ${tally.quarantined} quarantined + ${tally.mergedRows} merged + ${dropped} dropped; encoding ${tally.encoding}, time zone ${tally.timezone}`;
  const refused = quarantined.map(
    ({ line, offset, column, reason, detail }) =>
      `${offset === null ? `line ${line}` : `byte ${offset}`}${column === null ? '' : `, column ${column}`}: ${reason} (${detail})`,
  );
  return `${[...table, '', total, ...tally.warnings.map((text) => `warning: ${text}`), ...refused].join('\n')}\n`;
}

/** Columns as wide as their widest text; what a caller wrote is shown without control characters. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const shown = rows.map((row) => row.map((text) => text.replace(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, 40)));
  const widths = (shown[0] ?? []).map((_, place) => Math.max(...shown.map((row) => row[place]?.length ?? 0)));
  return shown.map((row) =>
    row
      .map((text, place) => text.padEnd(widths[place] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function rowCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0 || count > 1000)
    throw new InvalidArgumentError('expected a whole number from 0 to 1000.');
  return count;
}

const HELP = `
Examples:
  $ jingtong mapping new export.csv > export.yaml         propose a mapping, then look at it
  $ jingtong mapping check export.csv --mapping export.yaml
  $ jingtong scan export.csv --mapping export.yaml

docs/call-record-files.md describes every line of a mapping; examples/mappings/ has one that works.`;
