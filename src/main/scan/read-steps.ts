import { callColumns } from '../../domain/call-columns.ts';
import { readCallFiles } from './read-call-files.ts';
import { BATCH_CALLS, type ReadingRequest } from './read-step.ts';
import { canThread, type Reading, readOnThread } from './reading-thread.ts';
import type { ScanOptions } from './scan-options.ts';

/** Reads the files of a scan, on a thread of its own where that is asked for and possible; the steps are the same. */
export function readSteps(options: ScanOptions): Reading {
  const request: ReadingRequest = {
    paths: options.paths,
    format: options.format,
    mapping: options.mapping,
    timeZone: options.timeZone,
    encoding: options.encoding,
    country: options.country,
    trunk: options.trunk,
    asOf: options.asOf,
    quarantine: options.quarantine,
    policyDir: options.policyDir,
  };
  if (options.threads === 2 && canThread()) return readOnThread(request);
  const columns = callColumns(BATCH_CALLS);
  return { steps: readCallFiles(request, async () => columns), stop: async () => {} };
}
