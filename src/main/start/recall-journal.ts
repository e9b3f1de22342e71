import { setImmediate as nextTurn } from 'node:timers/promises';
import type { JudgedCall } from '../../api/index.ts';
import { entryOf, listSegments, readJournal, verdictOf } from '../../traffic/record/index.ts';

const LINES_A_TURN = 500;

/**
 * The last verdicts of a journal up to `lastSeq`, newest last, at most `limit` and no further back than its last two
 * files. Reads in small turns: calls are judged meanwhile.
 */
export async function recallJournal(dataDir: string, lastSeq: number, limit: number): Promise<JudgedCall[]> {
  const segments = listSegments(dataDir);
  const from = segments.at(-2) ?? segments.at(-1);
  if (from === undefined) return [];
  let calls: JudgedCall[] = [];
  let lines = 0;
  for (const item of readJournal(dataDir, { seq: Math.max(from.first, lastSeq - limit), previous: null })) {
    lines += 1;
    if (lines % LINES_A_TURN === 0) await nextTurn();
    if (item.kind === 'break') break;
    if (item.kind !== 'record') continue;
    const { seq, policy } = item.record;
    if (seq > lastSeq) break;
    if (policy === null || item.record.kind !== 'verdict' || seq <= lastSeq - limit) continue;
    const entry = entryOf(item.record);
    if (entry.kind !== 'verdict') continue;
    calls.push({ event: entry.event, verdict: verdictOf(seq, entry, policy), truth: null });
    if (calls.length > 2 * limit) calls = calls.slice(-limit);
  }
  return calls.slice(-limit);
}
