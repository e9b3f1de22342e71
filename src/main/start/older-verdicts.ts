import type { JudgedCall } from '../../api/index.ts';
import type { CallEvent } from '../../domain/call-event.ts';
import type { Measure } from '../../domain/measure.ts';
import type { NumberKey } from '../../domain/number-key.ts';
import type { TelephoneNumber } from '../../domain/telephone-number.ts';
import type { Verdict } from '../../domain/verdict.ts';
import type { Database } from '../../platform/shared/index.ts';

export interface OlderQuery {
  readonly beforeSeq: number;
  readonly measure: Measure | null;
  /** `null`: any caller. */
  readonly callerKey: NumberKey | null;
  readonly limit: number;
}

interface Row {
  readonly id: string;
  readonly event_id: string;
  readonly at: Date;
  readonly received_at: Date;
  readonly source: string;
  readonly caller: string;
  readonly callee: string;
  readonly trunk: CallEvent['trunk'];
  readonly outcome: CallEvent['outcome'];
  readonly measure: Measure;
  readonly scored_measure: Measure;
  readonly score: number | null;
  readonly signals: Verdict['signals'];
  readonly composites: Verdict['composites'];
  readonly list: Verdict['list'];
  readonly protection: Verdict['protection'];
  readonly applies_to: Verdict['appliesTo'];
  readonly degraded: Verdict['degraded'];
  readonly policy_version: string;
  readonly policy_digest: string;
}

/**
 * Verdicts that are no longer in memory, newest first, from the database: all but the quiet ones. What a listing does
 * not need (device, cell, caps) is left out; the journal tells it by id. `read` reads a stored number again.
 */
export async function olderVerdicts(
  database: Database,
  { beforeSeq, measure, callerKey, limit }: OlderQuery,
  read: (canonical: string, at: number) => TelephoneNumber,
): Promise<JudgedCall[]> {
  const { rows } = await database.query<Row>(
    `select * from verdict
     where seq < $1 and ($2::text is null or measure = $2) and ($3::bigint is null or caller_key = $3)
     order by seq desc limit $4`,
    [beforeSeq, measure, callerKey, limit],
  );
  return rows.map((row) => ({ event: eventOf(row, read), verdict: verdictOf(row), truth: null }));
}

function eventOf(row: Row, read: (canonical: string, at: number) => TelephoneNumber): CallEvent {
  const at = row.at.getTime();
  return {
    id: row.event_id,
    source: row.source,
    at,
    receivedAt: row.received_at.getTime(),
    utcOffsetMin: 0,
    caller: read(row.caller, at),
    callee: read(row.callee, at),
    trunk: row.trunk,
    outcome: row.outcome,
    ringMs: null,
    talkMs: null,
    imei: null,
    cell: null,
    signalling: null,
    problems: [],
  };
}

function verdictOf(row: Row): Verdict {
  return {
    id: row.id,
    eventId: row.event_id,
    at: row.at.getTime(),
    policy: { version: row.policy_version, digest: row.policy_digest },
    measure: row.measure,
    scoredMeasure: row.scored_measure,
    score: row.score,
    signals: row.signals,
    composites: row.composites,
    capped: [],
    list: row.list,
    protection: row.protection,
    appliesTo: row.applies_to,
    degraded: row.degraded,
  };
}
