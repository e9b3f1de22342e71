import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyStamp } from '../../domain/verdict.ts';

export const JOURNAL_FORMAT = 1;

/** The first line of a segment file, part of the chain like every other line. */
export interface SegmentHeader {
  readonly format: number;
  /** Number of the first entry of the file. */
  readonly first: number;
  /** The policy in force before that entry; `null` only in the first segment. */
  readonly policy: PolicyStamp | null;
  readonly software: string;
  /**
   * What the features knew before that entry: the result of the entries from this one on, where they started empty, and
   * of nothing else. `null`: nothing yet.
   */
  readonly start: number | null;
}

export function writeHeader(header: SegmentHeader): string {
  const { format, first, policy, software, start } = header;
  const stamp = policy === null ? null : { version: policy.version, digest: policy.digest };
  return JSON.stringify({ segment: { format, first, policy: stamp, software, start } });
}

export function readHeader(body: string): SegmentHeader | null {
  try {
    const header = (JSON.parse(body) as { segment?: SegmentHeader }).segment;
    return header?.format === JOURNAL_FORMAT && Number.isSafeInteger(header.first) ? header : null;
  } catch {
    return null;
  }
}

const NAME = /^([0-9]{12})\.ndjson$/;

export interface SegmentFile {
  readonly first: number;
  readonly path: string;
}

export const journalDir = (dataDir: string): string => join(dataDir, 'journal');

export function segmentPath(dataDir: string, first: number): string {
  return join(journalDir(dataDir), `${String(first).padStart(12, '0')}.ndjson`);
}

/** The segment files of a data folder in order; empty when there is no journal yet. */
export function listSegments(dataDir: string): readonly SegmentFile[] {
  const dir = journalDir(dataDir);
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .flatMap((name) => {
      const match = NAME.exec(name);
      return match === null ? [] : [{ first: Number(match[1]), path: join(dir, name) }];
    })
    .sort((one, other) => one.first - other.first);
}

/** The segment that holds entry `seq`: the last one that starts at or before it. */
export function segmentOf(segments: readonly SegmentFile[], seq: number): SegmentFile | null {
  return segments.findLast((segment) => segment.first <= seq) ?? null;
}
