import type { DuckDBAppender } from '@duckdb/node-api';
import type { ArchivableCall } from '../../../ports/call-archive.ts';

type Cell = string | number | null;

interface Column {
  readonly name: string;
  readonly type: 'VARCHAR' | 'BIGINT' | 'INTEGER' | 'DOUBLE' | 'JSON';
  readonly of: (call: ArchivableCall) => Cell;
}

const column = (name: string, type: Column['type'], of: Column['of']): Column => ({ name, type, of });

/** `null` for an empty list: most calls have none, and a column of nulls costs nothing. */
const json = (value: readonly unknown[]): string | null =>
  value.length === 0 ? null : JSON.stringify(value);

/** The columns of an archived call, names public: analysts read the files with their own tools. Times are epoch ms. */
export const ARCHIVE_COLUMNS: readonly Column[] = [
  column('seq', 'BIGINT', ({ seq }) => seq),
  column('verdict_id', 'VARCHAR', ({ verdict }) => verdict.id),
  column('event_id', 'VARCHAR', ({ event }) => event.id),
  column('source', 'VARCHAR', ({ event }) => event.source),
  column('attempted_at', 'BIGINT', ({ event }) => event.at),
  column('received_at', 'BIGINT', ({ event }) => event.receivedAt),
  column('utc_offset_min', 'INTEGER', ({ event }) => event.utcOffsetMin),
  column('caller', 'VARCHAR', ({ event }) => event.caller.canonical),
  column('caller_raw', 'VARCHAR', ({ event }) => event.caller.raw),
  column('caller_kind', 'VARCHAR', ({ event }) => event.caller.kind),
  column('caller_key', 'BIGINT', ({ event }) => event.caller.key),
  column('callee', 'VARCHAR', ({ event }) => event.callee.canonical),
  column('callee_raw', 'VARCHAR', ({ event }) => event.callee.raw),
  column('callee_kind', 'VARCHAR', ({ event }) => event.callee.kind),
  column('callee_key', 'BIGINT', ({ event }) => event.callee.key),
  column('trunk', 'VARCHAR', ({ event }) => event.trunk),
  column('outcome', 'VARCHAR', ({ event }) => event.outcome),
  column('ring_ms', 'BIGINT', ({ event }) => event.ringMs),
  column('talk_ms', 'BIGINT', ({ event }) => event.talkMs),
  column('imei', 'VARCHAR', ({ event }) => event.imei),
  column('cell', 'VARCHAR', ({ event }) => event.cell),
  column('measure', 'VARCHAR', ({ verdict }) => verdict.measure),
  column('scored_measure', 'VARCHAR', ({ verdict }) => verdict.scoredMeasure),
  column('score', 'DOUBLE', ({ verdict }) => verdict.score),
  column('applies_to', 'VARCHAR', ({ verdict }) => verdict.appliesTo),
  column('signals', 'VARCHAR', ({ verdict }) => json(verdict.signals)),
  column('composites', 'VARCHAR', ({ verdict }) => json(verdict.composites)),
  column('degraded', 'VARCHAR', ({ verdict }) => json(verdict.degraded)),
  column('policy_digest', 'VARCHAR', ({ verdict }) => verdict.policy.digest),
];

export const CREATE_COLUMNS = ARCHIVE_COLUMNS.map(({ name, type }) => `${name} ${type}`).join(', ');

/** Appends one call as a row. */
export function appendCall(appender: DuckDBAppender, call: ArchivableCall): void {
  for (const { type, of } of ARCHIVE_COLUMNS) appendCell(appender, type, of(call));
  appender.endRow();
}

function appendCell(appender: DuckDBAppender, type: Column['type'], cell: Cell): void {
  if (cell === null) appender.appendNull();
  else if (typeof cell === 'string') appender.appendVarchar(storable(cell));
  else if (type === 'BIGINT') appender.appendBigInt(BigInt(Math.round(cell)));
  else if (type === 'INTEGER') appender.appendInteger(cell);
  else appender.appendDouble(cell);
}

/** NUL ends a text on its way into the database and a lone surrogate is no UTF-8; the journal has the text as it came. */
const storable = (text: string): string =>
  text.includes('\0') ? Buffer.from(text.replaceAll('\0', '\u2400')).toString('utf8') : text;
