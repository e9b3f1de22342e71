import { featureIndex } from '../../domain/feature-catalogue.ts';
import type { NumberKey } from '../../domain/number-key.ts';
import type { ScannedFile, ScanResult } from '../../report/index.ts';
import { BulkJudge } from '../../traffic/pipeline/index.ts';
import { createEngine } from '../engine.ts';
import { givenPolicyFolders } from '../policy-site.ts';
import { CallerTable } from './caller-table.ts';
import { numberText } from './number-text.ts';
import { progressBar } from './progress-bar.ts';
import type { ReadStep } from './read-step.ts';
import { readSteps } from './read-steps.ts';
import { ScanJudge } from './scan-judge.ts';
import type { ScanOptions } from './scan-options.ts';

/** Numbers the features keep at once; beyond it the ones not heard of for longest make room. */
const MAX_NUMBERS = 4_000_000;
/** Written forms of names kept; a name beyond it is shown by its key. */
const MAX_TEXTS = 500_000;
const CALLEES_FEATURE = 'caller.callees_7d';
const CALLEES = featureIndex(CALLEES_FEATURE);
/** A record is written when its call ends, so the file is out of order by as much as people talk. */
const LATENESS_MS = 4 * 3_600_000;

export interface FilesScan {
  readonly result: ScanResult;
  /** Files that could not be read, in words. */
  readonly failures: readonly string[];
}

/** Reads and judges every file; prints nothing but progress. */
export async function scanFiles(options: ScanOptions): Promise<FilesScan> {
  // A thread takes its time to start, and so does the engine.
  const reading = readSteps(options);
  try {
    return await judgeSteps(options, reading.steps);
  } finally {
    await reading.stop();
  }
}

async function judgeSteps(options: ScanOptions, steps: AsyncIterable<ReadStep>): Promise<FilesScan> {
  const engine = await createEngine({
    policyFolders: givenPolicyFolders(options.policyDir),
    country: options.country,
    maxNumbers: MAX_NUMBERS,
    latenessMs: LATENESS_MS,
    alsoRead: [CALLEES_FEATURE],
    keepOnlyRead: true,
  });
  const bulk = new BulkJudge({ features: engine.features, ...engine.compile(engine.policy()) });
  const judge = new ScanJudge({
    judge: (facts, caller) => bulk.judge(facts, caller),
    watch: (caller) => bulk.watch(caller),
    decision: (facts) => bulk.decision(facts),
    lastCallees: () => bulk.lastFeatures?.[CALLEES] ?? Number.NaN,
    timelines: options.report !== null,
  });
  const gathered = await gather(steps, judge);
  const { files, texts, callers } = gathered;
  const empty = files.filter(({ rows }) => rows === 0).map(({ path }) => `${path}: no call records in it`);
  const nothing = empty.length === files.length;
  const { country, trunk, timeZone } = options;
  const result = judge.result(
    {
      files,
      callers,
      policy: engine.policy(),
      readAs: { country, trunk, timeZone },
      warnings: [...engine.refusedEntries(), ...gathered.warnings, ...(nothing ? [] : empty)],
    },
    numberText(texts, options.mask),
  );
  return { result, failures: nothing ? [...gathered.failures, ...empty] : gathered.failures };
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
