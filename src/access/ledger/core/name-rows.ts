import type { Finding } from './finding.ts';

/** A place where the row is not what the stored hash says. Hashes as hex. */
export interface OddPlace {
  readonly seq: number;
  /** Hash of the row there; `null`: there is none. */
  readonly found: string | null;
  /** The stored hash; `null`: there is none. */
  readonly expected: string | null;
}

/** Tells what happened from where each hash was and is: what moved, what is new and what is gone. */
export function nameRows(places: readonly OddPlace[]): Finding[] {
  const homes = new Map(places.map(({ seq, expected }) => [expected, seq]));
  const present = new Set(places.map(({ found }) => found));
  const findings: Finding[] = [];
  for (const { seq, found, expected } of places) {
    const isGone = expected !== null && !present.has(expected);
    const from = found === null ? undefined : homes.get(found);
    const isNew = found !== null && from === undefined;
    if (isGone) findings.push({ kind: isNew ? 'altered' : 'missing', seq });
    else if (isNew) findings.push({ kind: 'inserted', seq });
    if (from !== undefined) addMoved(findings, seq, from);
    else if (found === null && !isGone) findings.push({ kind: 'missing', seq });
  }
  return findings;
}

/** Neighbours that moved together are one finding. */
function addMoved(findings: Finding[], seq: number, from: number): void {
  const last = findings.at(-1);
  const goesOn = last?.kind === 'moved' && last.until === seq && last.from + (last.until - last.seq) === from;
  if (goesOn) findings[findings.length - 1] = { ...last, until: seq + 1 };
  else findings.push({ kind: 'moved', seq, until: seq + 1, from });
}
