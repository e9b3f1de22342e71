import { constants } from 'node:fs';
import { access, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import { measureRank } from '../../domain/measure.ts';
import { printable } from '../../lib/printable.ts';
import {
  type ScannedFile,
  type ScanResult,
  scanCsv,
  scanJsonText,
  scanReport,
  scanTable,
} from '../../report/index.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { VERSION } from '../version.ts';
import { scanFiles } from './scan-files.ts';
import type { ScanOptions } from './scan-options.ts';
import { inBlocks, writeOut } from './write-out.ts';

/** Scans the files, writes what was asked for and says how it ended. A file that cannot be read stops no other. */
export async function runScan(options: ScanOptions): Promise<ExitCode> {
  if (options.report !== null) await mustBeWritable(options.report);
  const { result, failures } = await scanFiles(options);
  const shown = {
    ...result,
    numbers: result.numbers.filter(({ measure }) => measureRank(measure) >= measureRank(options.minMeasure)),
  };
  if (options.report !== null) await writeReport(shown, failures, options.report, options);
  // A file of records that are all no calls still says what became of them.
  if (result.files.some(({ rows }) => rows > 0) || options.output !== 'table')
    await writeOut(process.stdout, inBlocks(outputOf(shown, options)), 'standard output');
  for (const warning of result.warnings) process.stderr.write(`jingtong: note: ${printable(warning)}\n`);
  for (const failure of failures) process.stderr.write(`jingtong: ${printable(failure)}\n`);
  return endOf(result.files, failures, options);
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
      `jingtong: ${quarantined} row(s) could not be read; they are in ${options.quarantine} with line (or byte), column and reason\n`,
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

/** Written beside and then moved, so that nobody mails half a page. Folders are the sender's business: names only. */
async function writeReport(
  result: ScanResult,
  failures: readonly string[],
  path: string,
  options: ScanOptions,
): Promise<void> {
  const nameOnly = (text: string) =>
    options.paths.reduce((shorter, one) => shorter.replaceAll(one, basename(one)), text);
  const files = result.files.map((file) => ({ ...file, path: nameOnly(file.path) }));
  const warnings = [...failures, ...result.warnings].map(nameOnly);
  const page = scanReport(
    { ...result, files, warnings },
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
