import { constants } from 'node:fs';
import { access, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import { featureIndex } from '../../domain/feature-catalogue.ts';
import { measureRank } from '../../domain/measure.ts';
import type { NumberKey } from '../../domain/number-key.ts';
import { printable } from '../../lib/printable.ts';
import {
  type ScannedFile,
  type ScanResult,
  scanCsv,
  scanJsonText,
  scanReport,
  scanTable,
} from '../../report/index.ts';
import { createEngine } from '../engine.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { policyFolders } from '../load-policy.ts';
import { VERSION } from '../version.ts';
import { CallerTable } from './caller-table.ts';
import { numberText } from './number-text.ts';
import { progressBar } from './progress-bar.ts';
import type { ReadStep } from './read-step.ts';
import { readSteps } from './read-steps.ts';
import { ScanJudge } from './scan-judge.ts';
import type { ScanOptions } from './scan-options.ts';
import { inBlocks, writeOut } from './write-out.ts';

/** Numbers the features keep at once; beyond it the ones not heard of for longest make room. */
const MAX_NUMBERS = 4_000_000;
/** Written forms of names kept; a name beyond it is shown by its key. */
const MAX_TEXTS = 500_000;
const CALLEES = featureIndex('caller.callees_7d');

/** Scans the files, writes what was asked for and says how it ended. A file that cannot be read stops no other. */
export async function runScan(options: ScanOptions): Promise<ExitCode> {
  if (options.report !== null) await mustBeWritable(options.report);
  if (options.policyDir !== null) await mustBeFolder(options.policyDir);
  const { result, failures, warnings } = await scanFiles(options);
  const shown = {
    ...result,
    numbers: result.numbers.filter(({ measure }) => measureRank(measure) >= measureRank(options.minMeasure)),
  };
  if (options.report !== null) await writeReport(shown, options.report, options);
  if (result.calls > 0 || options.output !== 'table')
    await writeOut(process.stdout, inBlocks(outputOf(shown, options)), 'standard output');
  for (const warning of warnings) process.stderr.write(`jingtong: note: ${printable(warning)}\n`);
  for (const failure of failures) process.stderr.write(`jingtong: ${printable(failure)}\n`);
  return endOf(result.files, failures, options);
}

interface Scanned {
  readonly result: ScanResult;
  /** Files that could not be read, in words. */
  readonly failures: readonly string[];
  /** What a person should read before trusting the result. */
  readonly warnings: readonly string[];
}

/** Reads and judges every file; prints nothing but progress. */
export async function scanFiles(options: ScanOptions): Promise<Scanned> {
  const engine = await createEngine({
    policyFolders: policyFolders(options.policyDir ?? undefined),
    country: options.country,
    maxNumbers: MAX_NUMBERS,
  });
  const { pipeline } = engine;
  const judge = new ScanJudge({
    judge: (facts) => pipeline.judge(facts),
    lastCallees: () => pipeline.lastFeatures?.[CALLEES] ?? Number.NaN,
    timelines: options.report !== null,
  });
  const gathered = await gather(readSteps(options), judge);
  const { files, texts, callers } = gathered;
  const result = judge.result(files, engine.policy(), callers, numberText(texts, options.mask));
  const empty = files.filter(({ rows }) => rows === 0).map(({ path }) => `${path}: no call records in it`);
  const nothing = empty.length === files.length;
  return {
    result,
    failures: nothing ? [...gathered.failures, ...empty] : gathered.failures,
    warnings: [...engine.refusedEntries(), ...gathered.warnings, ...(nothing ? [] : empty)],
  };
}

/** Judges the calls as they come and keeps what is told of files. */
async function gather(steps: AsyncIterable<ReadStep>, judge: ScanJudge) {
  const files: ScannedFile[] = [];
  const failures: string[] = [];
  const warnings: string[] = [];
  const texts = new Map<NumberKey, string>();
  let callers = new CallerTable(1);
  const bar = progressBar('jingtong scan', process.stderr, Date.now);
  try {
    for await (const step of steps) {
      if (step.kind === 'calls') {
        judge.judge(step.columns, step.ids);
        bar.update(step.doneBytes, step.totalBytes, judge.calls);
      } else if (step.kind === 'file') {
        files[step.index] = step.file;
        warnings.push(...step.warnings.map((warning) => `${step.file.path}: ${warning}`));
      } else if (step.kind === 'failure') failures.push(step.message);
      else if (step.kind === 'callers') callers = CallerTable.from(step.table);
      else for (const [key, text] of step.texts) if (texts.size < MAX_TEXTS) texts.set(key, text);
    }
  } finally {
    bar.finish();
  }
  return { files: files.filter((file) => file !== undefined), failures, warnings, texts, callers };
}

function outputOf(result: ScanResult, options: ScanOptions): Iterable<string> {
  if (options.output === 'json') return scanJsonText(result);
  if (options.output === 'csv') return [scanCsv(result, options.language)];
  return [
    scanTable(result, {
      language: options.language,
      width: process.stdout.columns ?? 120,
      colour: process.stdout.isTTY === true && !process.env.NO_COLOR,
      limit: options.limit,
    }),
  ];
}

function endOf(files: readonly ScannedFile[], failures: readonly string[], options: ScanOptions): ExitCode {
  const quarantined = files.reduce((sum, file) => sum + file.quarantined, 0);
  if (quarantined > 0)
    process.stderr.write(
      `jingtong: ${quarantined} row(s) could not be read; they are in ${options.quarantine} with line, column and reason\n`,
    );
  if (failures.length > 0) return EXIT.failed;
  return quarantined > 0 ? EXIT.doneWithQuarantine : EXIT.done;
}

async function mustBeWritable(path: string): Promise<void> {
  try {
    await access(dirname(resolve(path)), constants.W_OK);
  } catch {
    throw new Fault(
      'report-not-writable',
      `cannot write the report to ${path}: its folder is missing or read-only; name another with --report`,
    );
  }
}

/** A mistyped folder must not quietly mean the shipped policy. */
async function mustBeFolder(path: string): Promise<void> {
  const status = await stat(path).catch(() => null);
  if (status?.isDirectory() !== true)
    throw new Fault('policy-missing', `no policy folder ${path}; name one that exists with --policy`);
}

/** Written beside and then moved, so that nobody mails half a page. */
async function writeReport(result: ScanResult, path: string, options: ScanOptions): Promise<void> {
  const files = result.files.map((file) => ({ ...file, path: basename(file.path) }));
  const page = scanReport(
    { ...result, files },
    { language: options.language, madeAt: Date.now(), version: VERSION },
  );
  try {
    await writeFile(`${path}.unfinished`, page);
    await rename(`${path}.unfinished`, path);
  } catch (error) {
    throw new Fault('report-not-writable', `cannot write the report to ${path}: ${(error as Error).message}`);
  }
  process.stderr.write(`jingtong: report written to ${path}\n`);
}
