import { CALL_OUTCOMES } from '../../../domain/call-event.ts';
import { bad, ok, type Result } from '../../../domain/result.ts';
import { type FieldRow, fieldText } from '../../../lib/field-row.ts';
import type { TimeZone } from '../../../lib/time-zone.ts';
import type { CallRow } from './call-row.ts';
import { setTimes } from './call-times.ts';
import type { DelimitedFormat } from './delimited-format.ts';
import { fieldNumber } from './field-number.ts';
import { sipOutcome } from './hangup-cause.ts';
import { headerNames, namedColumn } from './header-names.ts';
import { type KamailioAccColumns, KamailioIdentity } from './kamailio-identity.ts';
import { LocalStamps, STAMP } from './local-stamp.ts';
import type { DelimitedLayout, LayoutResult, Refusal } from './record-layout.ts';
import { problemBit } from './record-problem.ts';
import type { RecordSample } from './record-sample.ts';

const START_UNKNOWN = problemBit('start-unknown');

/**
 * Kamailio or OpenSIPS `acc` rows, one a transaction: the INVITE begins a call, its ACK may carry the time of the
 * answer, the BYE of either party ends it. Which rows are one call is `KamailioIdentity`'s to say. The time of an INVITE
 * row is that of its final answer: how long it rang is not known.
 */
export class KamailioAccLayout implements DelimitedLayout {
  readonly format = 'kamailio-acc';
  readonly holdCalls = 65_536;
  readonly dropReason = 'not-a-call';
  refusal: Refusal = 'field-count';
  readonly #columns: KamailioAccColumns;
  readonly #stamps: LocalStamps;
  readonly #notes: readonly string[];
  readonly #identity: KamailioIdentity;

  constructor(zone: TimeZone, columns: KamailioAccColumns, notes: readonly string[] = []) {
    this.#stamps = new LocalStamps(zone);
    this.#columns = columns;
    this.#notes = notes;
    this.#identity = new KamailioIdentity(columns);
  }

  read(fields: FieldRow, row: CallRow): LayoutResult {
    const columns = this.#columns;
    if (fields.count < columns.width)
      return this.#refuse(
        row,
        'field-count',
        0,
        `${fields.count} columns, at least ${columns.width} expected`,
      );
    const method = fieldText(fields, columns.method).toUpperCase();
    if (!/^(INVITE|ACK|BYE|CANCEL)$/.test(method)) return 'dropped';
    const found = this.#stamps.read(fields.bytes, fields.starts[columns.time]!, fields.ends[columns.time]!);
    if (found === STAMP.bad)
      return this.#refuse(row, 'bad-time', columns.time + 1, `time "${fieldText(fields, columns.time)}"`);
    const time = found === STAMP.none ? NaN : this.#stamps.at;
    row.offsetMin = this.#stamps.offsetMin;
    row.problems = found === STAMP.none ? 0 : this.#stamps.problems;
    if (!this.#identity.name(fields, row, method))
      return this.#refuse(row, 'not-a-call-record', columns.callId + 1, 'no Call-ID');
    if (method === 'INVITE') this.#invite(fields, row, time);
    else other(row, method, time);
    const told = Math.max(columns.caller, columns.callee) < fields.count;
    row.setCaller(fields.bytes, fields.starts[columns.caller]!, told ? fields.ends[columns.caller]! : 0);
    row.setCallee(fields.bytes, fields.starts[columns.callee]!, told ? fields.ends[columns.callee]! : 0);
    return 'row';
  }

  get zoneUsed(): boolean {
    return this.#stamps.zoneUsed;
  }

  warnings(): readonly string[] {
    return this.#notes;
  }

  #invite(fields: FieldRow, row: CallRow, time: number): void {
    const { code } = this.#columns;
    const outcome = sipOutcome(fieldNumber(fields.bytes, fields.starts[code]!, fields.ends[code]!));
    const answerAt = outcome === 'answered' ? time : NaN;
    const times = { startAt: NaN, answerAt, endAt: time, totalMs: NaN, talkMs: NaN, ringMs: NaN, outcome };
    if (outcome === 'answered') setTimes(row, { ...times, endAt: NaN });
    else setTimes(row, times);
    row.outcome = CALL_OUTCOMES.indexOf(outcome);
    row.problems |= START_UNKNOWN;
    row.ringKnown = false;
  }

  #refuse(row: CallRow, reason: Refusal, column: number, detail: string): 'refused' {
    this.refusal = row.refuse(reason, column, detail);
    return 'refused';
  }
}

function other(row: CallRow, method: string, time: number): void {
  row.opens = false;
  row.ringKnown = false;
  if (method === 'BYE') row.talkEndAt = time;
  if (method === 'ACK') {
    row.at = time;
    row.answerAt = time;
  }
}

export const CALLER_NAMES = [
  'src_user',
  'caller',
  'caller_id',
  'from_user',
  'calling',
  'src',
  'caller_number',
  'fuser',
  'from_uri',
  'src_uri',
];
export const CALLEE_NAMES = [
  'dst_user',
  'callee',
  'callee_id',
  'to_user',
  'called',
  'dst',
  'callee_number',
  'dst_ouser',
  'ruser',
  'tuser',
  'to_uri',
  'dst_uri',
];
/** The user as dialled, before the server found out where to send the call. */
const DIALLED_NAMES = ['dst_ouser', 'to_user', 'tuser', 'to_uri'];
const FLATSTORE = { method: 0, fromTag: 1, toTag: 2, callId: 3, code: 4, time: 6 } as const;
const METHOD =
  /^(INVITE|BYE|ACK|CANCEL|UPDATE|INFO|MESSAGE|REFER|PRACK|OPTIONS|NOTIFY|SUBSCRIBE|REGISTER|PUBLISH)$/;

/** Recognises an `acc` export by its header or, as `db_flatstore` writes it, by its first columns. */
export const kamailioAccFormat: DelimitedFormat = {
  name: 'kamailio-acc',
  score: (sample) => {
    if (hasHeader(sample)) return 1;
    const like = sample.records.filter(
      (record) => METHOD.test(record[FLATSTORE.method] ?? '') && /^\d{3}$/.test(record[FLATSTORE.code] ?? ''),
    );
    return sample.records.length === 0 ? 0 : like.length / sample.records.length;
  },
  layout: (sample, zone) => {
    const columns = hasHeader(sample) ? fromHeader(sample) : fromFlatstore(sample);
    if (!columns.ok) return columns;
    return ok(new KamailioAccLayout(zone, columns.value.columns, columns.value.notes));
  },
};

/** Beyond every record, so that the party reads as empty. */
const NOWHERE = 511;
const NO_INVITE =
  'kamailio-acc without header and without INVITE at its beginning: the columns of caller and callee are not known; use --mapping';

type Found = Result<{ columns: KamailioAccColumns; notes: readonly string[] }, 'missing-column'>;

function hasHeader(sample: RecordSample): boolean {
  const names = headerNames(sample.header ?? []);
  return names.includes('method') && names.includes('callid') && names.includes('sip_code');
}

function fromHeader(sample: RecordSample): Found {
  const header = sample.header ?? [];
  const names = headerNames(header);
  const places = {
    method: names.indexOf('method'),
    fromTag: names.indexOf('from_tag'),
    toTag: names.indexOf('to_tag'),
    callId: names.indexOf('callid'),
    code: names.indexOf('sip_code'),
    time: names.indexOf('time'),
    caller: namedColumn(names, CALLER_NAMES),
    callee: namedColumn(names, CALLEE_NAMES),
  };
  const absent = Object.entries(places).find(([, place]) => place < 0);
  if (absent !== undefined) return missing(absent[0], names.join(', '));
  const dialled = namedColumn(names, DIALLED_NAMES);
  const width = Math.max(dialled, ...Object.values(places)) + 1;
  return ok({ columns: { ...places, dialled: dialled < 0 ? places.callee : dialled, width }, notes: [] });
}

/** Without header the extra columns have no names: the first two neighbours that hold users in every INVITE are taken. */
function fromFlatstore(sample: RecordSample): Found {
  const invites = sample.records.filter((record) => record[FLATSTORE.method] === 'INVITE');
  if (invites.length === 0)
    return ok({
      columns: { ...FLATSTORE, caller: NOWHERE, callee: NOWHERE, dialled: NOWHERE, width: 7 },
      notes: [NO_INVITE],
    });
  const users = (place: number): boolean =>
    invites.length > 0 &&
    invites.every((record) => /^\+?[\w.#*-]+$/.test(record[place] ?? '') && /\d/.test(record[place] ?? ''));
  for (let caller = 7; caller + 1 < sample.width; caller += 1) {
    if (!users(caller) || !users(caller + 1)) continue;
    const note = `kamailio-acc without header: columns ${caller + 1} and ${caller + 2} were taken for caller and callee; use --mapping if they are not`;
    return ok({
      columns: { ...FLATSTORE, caller, callee: caller + 1, dialled: caller + 1, width: 7 },
      notes: [note],
    });
  }
  return missing('caller', `${sample.width} columns without header`);
}

function missing(column: string, seen: string): Found {
  return bad(
    'missing-column',
    `kamailio-acc: no column for "${column}" (seen: ${seen}). Caller and callee come from db_extra ("src_user=$fU;dst_user=$rU") or from a mapping (--mapping)`,
  );
}
