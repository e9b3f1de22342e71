import { Fault } from '../../domain/fault.ts';
import type { Result } from '../../domain/result.ts';
import type { CallRecordFile } from '../../traffic/pipeline/index.ts';

const PEEKED_CALLS = 8;

/**
 * Places of the paths in the order in which to read them: by the first call in each, so that windows of time are filled
 * as they were. Standard input cannot be looked into and comes first; files without a first call keep their order at
 * the end. One path needs no look.
 */
export async function fileOrder(
  paths: readonly string[],
  open: (path: string) => Promise<Result<CallRecordFile>>,
): Promise<readonly number[]> {
  const places = paths.map((_, index) => index);
  if (paths.length < 2) return places;
  const first: number[] = [];
  for (const path of paths) first.push(path === '-' ? -Infinity : await firstCallAt(path, open));
  return places.sort((one, other) => compare(first[one]!, first[other]!) || one - other);
}

const compare = (one: number, other: number): number => (one < other ? -1 : one > other ? 1 : 0);

async function firstCallAt(
  path: string,
  open: (path: string) => Promise<Result<CallRecordFile>>,
): Promise<number> {
  try {
    const file = await open(path);
    if (!file.ok) return Infinity;
    for await (const { columns } of file.value.columns(PEEKED_CALLS)) return columns.at[0] ?? Infinity;
  } catch (error) {
    // Told when the file's turn comes.
    if (!(error instanceof Fault)) throw error;
  }
  return Infinity;
}
