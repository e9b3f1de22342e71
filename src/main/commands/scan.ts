import { Command, InvalidArgumentError, Option } from 'commander';
import { MEASURES } from '../../domain/measure.ts';
import { TRUNK_KINDS } from '../../domain/trunk.ts';
import type { CommandBuilder } from '../command-builder.ts';
import { runScan } from '../scan/run-scan.ts';
import { localeLanguage, type ScanOptions } from '../scan/scan-options.ts';

/** `jingtong scan`: names the suspicious numbers in call-record files, with reasons. */
export const scanCommand: CommandBuilder = (exit) =>
  new Command('scan')
    .description('name the suspicious numbers in call-record files and captures, with reasons')
    .argument('<file...>', 'call records, pcap or pcapng; plain, gzip or zstd; - for standard input')
    .addOption(new Option('--json', 'print one JSON document instead of a table').conflicts('csv'))
    .option('--csv', 'print one CSV line a number instead of a table')
    .option('--report <file>', 'also write a self-contained HTML page to mail')
    .option('--format <name>', 'read the files as this format (default: detected)')
    .option('--mapping <file>', 'YAML mapping for any delimited file, or profile of binary records')
    .option('--timezone <zone>', 'time zone of times written without one (Asia/Shanghai, UTC, +08:00)')
    .option('--encoding <name>', 'text encoding of the files (gb18030, koi8-r; default: detected)')
    .option('--country <code>', 'country whose numbering plan reads national numbers', country, 'CN')
    .addOption(
      new Option('--trunk <kind>', 'where all these calls came in').choices(TRUNK_KINDS).default('unknown'),
    )
    .option('--as-of <instant>', 'calls after this instant are from the future (default: now)', instant)
    .option('--quarantine <file>', 'where unreadable rows go', 'jingtong-quarantine.csv')
    .option('--limit <n>', 'most numbers in the table', count, 50)
    .addOption(
      new Option('--min-measure <measure>', 'name numbers from this measure on')
        .choices(MEASURES.slice(1))
        .default('observe'),
    )
    .option('--policy <dir>', 'policy folder (default: the one shipped)')
    .addOption(new Option('--lang <lang>', 'zh or en (default: from the locale)').choices(['zh', 'en']))
    .option('--mask', 'hide the middle digits of numbers in every output')
    .addOption(
      new Option('--threads <n>', 'read on a thread of its own (2) or not (1)')
        .choices(['1', '2'])
        .default('2'),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], given: GivenOptions) => exit(await runScan(optionsOf(paths, given))));

const EXAMPLES = `
Examples:
  $ jingtong scan Master.csv                        ranked numbers with reasons
  $ jingtong scan Master.csv --report out.html      the same, as a page to mail
  $ jingtong scan cdr-*.csv.gz --json > found.json  several files, for a program
  $ zcat old.csv.gz | jingtong scan - --format asterisk-csv --timezone Asia/Shanghai
  $ jingtong scan gateway.csv --trunk international calls that all came from abroad
  $ jingtong scan capture.pcap                      the SIP calls in what tcpdump wrote
  $ jingtong scan export.csv --mapping export.yaml  any delimited file

Numbers are named on whose calls the policy would have done at least "observe".
Rows that cannot be read go to the quarantine file with file, line, column and reason; totals account for every row.
Exit codes: 0 done, 1 a file could not be read, 2 wrong usage, 3 done but some rows were quarantined.`;

interface GivenOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly report?: string;
  readonly format?: string;
  readonly mapping?: string;
  readonly timezone?: string;
  readonly encoding?: string;
  readonly country: string;
  readonly trunk: ScanOptions['trunk'];
  readonly asOf?: number;
  readonly quarantine: string;
  readonly limit: number;
  readonly minMeasure: ScanOptions['minMeasure'];
  readonly policy?: string;
  readonly lang?: ScanOptions['language'];
  readonly mask?: boolean;
  readonly threads: '1' | '2';
}

function optionsOf(paths: readonly string[], given: GivenOptions): ScanOptions {
  return {
    paths,
    output: given.json ? 'json' : given.csv ? 'csv' : 'table',
    report: given.report ?? null,
    format: given.format ?? null,
    mapping: given.mapping ?? null,
    timeZone: given.timezone ?? null,
    encoding: given.encoding ?? null,
    country: given.country,
    trunk: given.trunk,
    asOf: given.asOf ?? Date.now(),
    quarantine: given.quarantine,
    limit: given.limit,
    minMeasure: given.minMeasure,
    policyDir: given.policy ?? null,
    language: given.lang ?? localeLanguage(process.env),
    mask: given.mask ?? false,
    threads: given.threads === '1' ? 1 : 2,
  };
}

function country(text: string): string {
  if (!/^[A-Za-z]{2}$/.test(text))
    throw new InvalidArgumentError('give a two-letter country code, such as CN.');
  return text.toUpperCase();
}

function count(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('give a whole number.');
  return Number(text);
}

function instant(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError('give an instant, such as 2026-03-01T00:00:00Z.');
  return at;
}
