import { printable } from '../../lib/printable.ts';
import type { Opening } from '../../traffic/pipeline/index.ts';
import type { IntakeFile } from '../../traffic/record/index.ts';
import type { FileOutcome } from './take-file.ts';

/** What was found when the data folder was opened, for the operator; nothing when it was left in order. */
export function openingLines(opening: Opening, dataDir: string): readonly string[] {
  const lines: string[] = [];
  if (opening.torn !== null)
    lines.push(
      `a crash had left ${opening.torn.bytes} bytes of half an entry at the end of the journal: cut off, a copy is in ${opening.torn.keptAs}`,
    );
  for (const refused of opening.refused) lines.push(`snapshot passed over: ${refused}`);
  if (opening.entries > 0 && !opening.fresh)
    lines.push(
      `${dataDir}: goes on after ${opening.entries} entries, ${opening.replayed} of them read again`,
    );
  if (opening.entries > 0 && opening.fresh)
    lines.push(`${dataDir}: other settings than before, so the features start empty`);
  return lines;
}

/** One line a file: what was read, what was judged, what was noticed. */
export function outcomeLine(outcome: FileOutcome): string {
  const name = printable(outcome.name);
  if (outcome.outcome === 'refused') return `${name}  refused: ${outcome.reason} (a copy is in quarantine)`;
  const { rows, calls, judged, known, duplicates, merged, quarantined, dropped, oversized } = outcome.totals;
  const parts = [`${rows} rows`, `${calls} calls`, `${judged} judged`];
  if (known > 0) parts.push(`${known} known before`);
  if (duplicates > 0) parts.push(`${duplicates} duplicates`);
  if (merged > 0) parts.push(`${merged} merged`);
  if (dropped > 0) parts.push(`${dropped} dropped`);
  if (oversized > 0) parts.push(`${oversized} with texts too long for a call`);
  if (quarantined > 0) parts.push(`${quarantined} in quarantine`);
  const found = Object.entries(outcome.measures).map(([measure, count]) => `${measure} ${count}`);
  const notes = [outcome.note, outcome.outcome === 'done' ? null : outcome.outcome].filter(
    (note) => note !== null,
  );
  const note = notes.length > 0 ? ` [${notes.join(', ')}]` : '';
  const reason = outcome.reason === null ? '' : `; ${outcome.reason}`;
  return `${name}  ${outcome.format}${note}  ${parts.join(', ')}; ${found.join(', ') || 'nothing noticed'}${reason}`;
}

export function duplicateLine(name: string, of: IntakeFile): string {
  return `${printable(name)}  duplicate of ${printable(of.name)}: not counted again`;
}
