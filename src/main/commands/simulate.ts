import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { Fault } from '../../domain/fault.ts';
import { TRUNK_KINDS, type TrunkKind } from '../../domain/trunk.ts';
import { ByteLines } from '../../lib/byte-lines.ts';
import { type TimeZone, timeZone } from '../../lib/time-zone.ts';
import {
  ASTERISK_COLUMNS,
  type AsteriskColumnCount,
  createTown,
  inOrderOfEnd,
  LineLabels,
  RECORD_FORMATS,
  type RecordFormat,
  type RecordWriter,
  recordWriter,
  type SimulatedCall,
} from '../../simulate/index.ts';
import type { CommandBuilder } from '../command-builder.ts';
import { type ProgressBar, progressBar } from '../scan/progress-bar.ts';
import { inBlocks, writeOut } from '../scan/write-out.ts';

interface SimulateOptions {
  readonly seed: number;
  readonly people?: number;
  readonly from: number;
  readonly hours?: number;
  readonly days?: number;
  readonly rows?: number;
  readonly format: RecordFormat;
  readonly columns: AsteriskColumnCount;
  readonly timezone: TimeZone;
  readonly trunk?: TrunkKind;
  readonly fraud: number;
  readonly opening: boolean;
  readonly out: string;
  readonly labels?: string;
  readonly json?: boolean;
}

/** What was written, as `--json` prints it. */
interface Summary {
  readonly seed: number;
  readonly people: number;
  readonly format: RecordFormat;
  readonly rows: number;
  readonly fraudRows: number;
  readonly from: string;
  readonly to: string;
  readonly campaigns: readonly string[];
  readonly callers: number | null;
  readonly withheldRows: number | null;
}

const DEFAULT_START = '2026-03-02T08:00:00+08:00';
const DAY_MS = 86_400_000;
/** Attempts a line makes a day, roughly: how large a town `--rows` needs. */
const ROWS_PER_LINE = 10;

const EXAMPLES = `
Examples:
  $ jingtong simulate --hours 24 --out Master.csv --labels truth.csv
      one day of a town of 5,000, as Asterisk writes it, and who was who
  $ jingtong simulate --seed 7 --days 3 --people 50000 --format freeswitch --out fs.csv
  $ jingtong simulate --format jsonl | head -3
  $ jingtong simulate --rows 10000000 --out big.csv
      ten million rows of about a million callers, for measuring
  $ jingtong simulate --trunk international --out gateway.csv && jingtong scan --trunk international gateway.csv
      only what came in from abroad, as a gateway's own file
  $ jingtong simulate --hours 2 | jingtong scan -

The same --seed, --from and --people give the same bytes on every machine. All numbers are artificial: Chinese ones have
zeros where a district would be, foreign ones come from the ranges reserved for fiction. See docs/simulate.md.`;

/** `jingtong simulate`: call-record files of a town that does not exist, with the truth beside them. */
export const simulateCommand: CommandBuilder = () =>
  new Command('simulate')
    .description('write call records of a simulated town with fraud campaigns and honest busy callers')
    .option('--seed <n>', 'which town (integer)', integer(Number.MIN_SAFE_INTEGER), 1)
    .option(
      '--people <n>',
      'personal lines, 100 to 10000000 (default: 5000, or as many as --rows needs)',
      integer(100, 10_000_000),
    )
    .addOption(
      new Option('--from <time>', 'start, ISO 8601 (+08:00 unless it says otherwise)')
        .argParser(instant)
        .default(instant(DEFAULT_START), DEFAULT_START),
    )
    .option('--hours <h>', 'how long (default: 24)', positive)
    .option('--days <d>', 'how long, in days', positive)
    .option('--rows <n>', 'stop after this many rows, however long it takes', integer(1))
    .addOption(
      new Option('--format <name>', 'format of the rows').choices(RECORD_FORMATS).default('asterisk'),
    )
    .option('--columns <n>', `Asterisk only: ${ASTERISK_COLUMNS.join(', ')}`, columns, 21)
    .addOption(
      new Option('--timezone <zone>', 'clock of the switch (GMT for usegmtime=yes)')
        .argParser(zone)
        .default(zone('Asia/Shanghai'), 'Asia/Shanghai'),
    )
    .addOption(new Option('--trunk <kind>', 'only calls that came in this way').choices(TRUNK_KINDS.slice(1)))
    .option('--fraud <x>', 'campaigns, as a multiple of the default rate; 0 for none', nonNegative, 1)
    .option('--no-opening', 'do not begin with campaigns in the first minutes')
    .option('--out <file>', 'where to write, - for standard output', '-')
    .option(
      '--labels <file>',
      'also write the truth: number, role, campaign, persona, first_call, last_call, calls',
    )
    .option('--json', 'print a summary as JSON (to standard error when the rows go to standard output)')
    .addHelpText('after', EXAMPLES)
    .action(async (options: SimulateOptions) => {
      const summary = await simulate(options);
      const text = options.json === true ? `${JSON.stringify(summary)}\n` : describe(summary, options);
      (options.out === '-' || options.json !== true ? process.stderr : process.stdout).write(text);
    });

async function simulate(options: SimulateOptions): Promise<Summary> {
  const people =
    options.people ?? Math.min(10_000_000, Math.max(5_000, Math.floor((options.rows ?? 0) / ROWS_PER_LINE)));
  const span = options.days !== undefined ? options.days * DAY_MS : (options.hours ?? 24) * 3_600_000;
  const isOpen = options.rows !== undefined && options.hours === undefined && options.days === undefined;
  const to = isOpen ? Number.POSITIVE_INFINITY : options.from + span;
  const { seed, from, fraud, opening } = options;
  const town = createTown({ seed, startAt: from, people, fraud, opening });
  const tally = new Tally(options, progressBar('simulate', process.stderr, Date.now), to);
  const writer = recordWriter(options.format, options.timezone, options.columns);
  const calls = inOrderOfEnd(town.calls(from, to));
  await writeTo(options.out, rows(calls, writer, tally, options));
  tally.bar.finish();
  if (tally.labels !== null) await writeTo(options.labels!, inBlocks(labelRows(tally.labels)));
  return tally.summary(people);
}

/** Blocks of whole rows; a block is good until the next is asked for. */
function* rows(
  calls: Iterable<SimulatedCall>,
  writer: RecordWriter,
  tally: Tally,
  { rows: limit, trunk }: SimulateOptions,
): Iterable<Uint8Array> {
  const lines = new ByteLines();
  lines.text(writer.header);
  for (const call of calls) {
    if (trunk !== undefined && call.trunk !== trunk) continue;
    writer.row(call, lines);
    tally.count(call);
    if (lines.isFull) yield lines.take();
    if (tally.rows === limit) break;
  }
  if (lines.length > 0) yield lines.take();
}

/** Counts what is written and moves the bar. */
class Tally {
  rows = 0;
  readonly labels: LineLabels | null;
  readonly bar: ProgressBar;
  readonly #options: SimulateOptions;
  readonly #to: number;
  readonly #campaigns = new Set<string>();
  #fraudRows = 0;
  #latest: number;

  constructor(options: SimulateOptions, bar: ProgressBar, to: number) {
    this.#options = options;
    this.#to = to;
    this.#latest = options.from;
    this.bar = bar;
    this.labels = options.labels === undefined ? null : new LineLabels();
  }

  count(call: SimulatedCall): void {
    this.rows += 1;
    if (call.at > this.#latest) this.#latest = call.at;
    if (call.label.role === 'fraud') {
      this.#fraudRows += 1;
      if (call.label.campaign !== null) this.#campaigns.add(call.label.campaign);
    }
    this.labels?.observe(call);
    if ((this.rows & 8_191) !== 0) return;
    const { rows: limit, from } = this.#options;
    if (limit !== undefined) this.bar.update(this.rows, limit, this.rows);
    else this.bar.update(this.#latest - from, this.#to - from, this.rows);
  }

  summary(people: number): Summary {
    const { seed, format, from } = this.#options;
    return {
      seed,
      people,
      format,
      rows: this.rows,
      fraudRows: this.#fraudRows,
      from: new Date(from).toISOString(),
      to: new Date(Number.isFinite(this.#to) ? this.#to : this.#latest).toISOString(),
      campaigns: [...this.#campaigns],
      callers: this.labels?.size ?? null,
      withheldRows: this.labels?.withheldCalls ?? null,
    };
  }
}

function* labelRows(labels: LineLabels): Iterable<string> {
  yield 'number,role,campaign,persona,first_call,last_call,calls\n';
  for (const { number, role, campaign, persona, firstCall, lastCall, calls } of labels.lines()) {
    const first = new Date(firstCall).toISOString();
    const last = new Date(lastCall).toISOString();
    yield `${number},${role},${campaign ?? ''},${persona},${first},${last},${calls}\n`;
  }
}

async function writeTo(file: string, parts: Iterable<string | Uint8Array>): Promise<void> {
  if (file === '-') {
    await writeOut(process.stdout, parts, 'standard output');
    return;
  }
  const stream: Writable = createWriteStream(file);
  await writeOut(stream, parts, file);
  stream.end();
  try {
    await finished(stream);
  } catch (error) {
    throw new Fault('output-failed', `cannot write to ${file}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function describe(summary: Summary, { out }: SimulateOptions): string {
  const share = summary.rows === 0 ? 0 : (100 * summary.fraudRows) / summary.rows;
  const where = out === '-' ? 'standard output' : out;
  return (
    `${summary.rows} rows (${share.toFixed(2)} % fraud, ${summary.campaigns.length} campaigns) of ${summary.people} lines ` +
    `from ${summary.from} to ${summary.to} written to ${where} as ${summary.format}, seed ${summary.seed}\n`
  );
}

function integer(low: number, high: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < low || value > high)
      throw new InvalidArgumentError(`must be a whole number from ${low} to ${high}`);
    return value;
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('must be a number above 0');
  return value;
}

function nonNegative(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1_000))
    throw new InvalidArgumentError('must be a number from 0 to 1000');
  return value;
}

function instant(text: string): number {
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text);
  const at = Date.parse(hasZone ? text : `${text}${text.includes('T') ? '' : 'T00:00:00'}+08:00`);
  if (Number.isNaN(at)) throw new InvalidArgumentError('must be a time like 2026-03-02T08:00:00+08:00');
  return at;
}

function zone(text: string): TimeZone {
  const found = timeZone(text);
  if (found === null) throw new InvalidArgumentError('must be a time zone like Asia/Shanghai, GMT or +08:00');
  return found;
}

function columns(text: string): AsteriskColumnCount {
  const found = ASTERISK_COLUMNS.find((count) => String(count) === text);
  if (found === undefined) throw new InvalidArgumentError(`must be one of ${ASTERISK_COLUMNS.join(', ')}`);
  return found;
}
