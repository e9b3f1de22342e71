import type { CallOutcome } from '../../../domain/call-event.ts';
import { bad, ok } from '../../../domain/result.ts';
import { type FieldRow, fieldText } from '../../../lib/field-row.ts';
import { LaneHash } from '../../../lib/lane-hash.ts';
import type { TimeZone } from '../../../lib/time-zone.ts';
import type { CallRow } from './call-row.ts';
import { setTimes } from './call-times.ts';
import { cucmRedirectReason } from './cucm-redirect.ts';
import type { DelimitedFormat } from './delimited-format.ts';
import { fieldNumber } from './field-number.ts';
import { q850Outcome } from './hangup-cause.ts';
import { headerNames } from './header-names.ts';
import { LocalStamps } from './local-stamp.ts';
import type { DelimitedLayout, LayoutResult, Refusal } from './record-layout.ts';
import type { RowSignalling } from './row-signalling.ts';

const SEED = 7;
const CALL_RECORD = 1;
const CMR_RECORD = 2;

/** Columns that are read, by the name in the first line; a release adds columns and moves none that is named. */
const COLUMNS = {
  type: 'cdrRecordType',
  manager: 'globalCallID_callManagerId',
  call: 'globalCallID_callId',
  cluster: 'globalCallId_ClusterID',
  leg: 'destLegCallIdentifier',
  pkid: 'pkid',
  start: 'dateTimeOrigination',
  answer: 'dateTimeConnect',
  end: 'dateTimeDisconnect',
  duration: 'duration',
  caller: 'callingPartyNumber',
  callerUri: 'callingPartyNumber_uri',
  dialled: 'originalCalledPartyNumber',
  dialledUri: 'originalCalledPartyNumber_uri',
  callee: 'finalCalledPartyNumber',
  calleeUri: 'finalCalledPartyNumber_uri',
  passedOnBy: 'lastRedirectDn',
  callerCause: 'origCause_value',
  calleeCause: 'destCause_value',
  firstReason: 'origCalledPartyRedirectReason',
  firstFeature: 'origCalledPartyRedirectOnBehalfOf',
  lastReason: 'lastRedirectRedirectReason',
  lastFeature: 'lastRedirectRedirectOnBehalfOf',
} as const;
type Column = keyof typeof COLUMNS;
type Places = Readonly<Record<Column, number>>;

/**
 * Call detail records of Cisco Unified Communications Manager: columns by the names of the first line, a line of data
 * types behind it, epoch seconds in UTC with 0 for "never". A call was answered when `dateTimeConnect` is not 0. Rows
 * with one global call id (manager, call and cluster) are one call: transfers, forks and conferences write several;
 * `pkid` tells the same row delivered again. Records of media quality (CMR) are no calls.
 */
export class CucmLayout implements DelimitedLayout {
  readonly format = 'cucm';
  readonly holdCalls = 16_384;
  readonly zoneUsed = false;
  dropReason = '';
  refusal: Refusal = 'field-count';
  readonly #stamps: LocalStamps;
  readonly #places: Places;
  readonly #width: number;
  readonly #id: Int32Array;
  readonly #hash = new LaneHash();

  constructor(header: readonly string[], zone: TimeZone) {
    this.#stamps = new LocalStamps(zone);
    const names = headerNames(header);
    const entries = Object.entries(COLUMNS).map(([column, name]) => [
      column,
      names.indexOf(name.toLowerCase()),
    ]);
    this.#places = Object.fromEntries(entries) as Places;
    this.#width = Math.max(...Object.values(this.#places)) + 1;
    this.#id = new Int32Array(this.#places.cluster < 0 ? 4 : 6);
  }

  read(fields: FieldRow, row: CallRow): LayoutResult {
    const type = this.#number(fields, 'type');
    if (type === CMR_RECORD) {
      this.dropReason = 'cmr-record';
      return 'dropped';
    }
    if (type !== CALL_RECORD) return this.#otherRow(fields, row);
    if (fields.count < this.#width)
      return this.#refuse(
        row,
        'field-count',
        0,
        `${fields.count} columns, ${this.#width} named in the header`,
      );
    const start = this.#number(fields, 'start');
    if (Number.isNaN(start))
      return this.#refuse(row, 'bad-time', this.#places.start + 1, `start "${this.#text(fields, 'start')}"`);
    if (!this.#measure(fields, start, row))
      return this.#refuse(
        row,
        'missing-time',
        this.#places.start + 1,
        'no start, connect or disconnect time',
      );
    row.offsetMin = this.#stamps.offsetOf(row.at);
    this.#identify(fields, row);
    const callee = this.#party(fields, 'callee', 'calleeUri') || this.#party(fields, 'dialled', 'dialledUri');
    row.setParties(this.#party(fields, 'caller', 'callerUri'), callee);
    row.signalling = this.#redirected(fields, callee);
    return 'row';
  }

  warnings(): readonly string[] {
    return [];
  }

  /** The line of data types, the header of a CMR file put behind, or a kind of record nobody has told of. */
  #otherRow(fields: FieldRow, row: CallRow): LayoutResult {
    const text = this.#text(fields, 'type').trim();
    if (/^(INTEGER|VARCHAR)/i.test(text)) return 'header';
    if (text.toLowerCase() === 'cdrrecordtype') {
      const names = headerNames(Array.from({ length: fields.count }, (_, place) => fieldText(fields, place)));
      if (!names.includes('datetimeorigination')) return 'header';
    }
    return this.#refuse(row, 'not-a-call-record', this.#places.type + 1, `cdrRecordType "${text}"`);
  }

  #measure(fields: FieldRow, start: number, row: CallRow): boolean {
    const answer = this.#number(fields, 'answer');
    const end = this.#number(fields, 'end');
    const duration = this.#number(fields, 'duration');
    return setTimes(row, {
      startAt: instant(start),
      answerAt: instant(answer),
      endAt: instant(end),
      totalMs: NaN,
      talkMs: answer > 0 ? duration * 1000 : NaN,
      ringMs: NaN,
      outcome: answer > 0 ? 'answered' : this.#unanswered(fields),
    });
  }

  /** The side that ended the attempt tells a cause, the other 0. */
  #unanswered(fields: FieldRow): CallOutcome {
    return q850Outcome(this.#number(fields, 'calleeCause') || this.#number(fields, 'callerCause'));
  }

  #identify(fields: FieldRow, row: CallRow): void {
    const { manager, call, cluster, pkid } = this.#places;
    const { bytes, starts, ends } = fields;
    row.rank = this.#number(fields, 'leg') || 0;
    if (pkid >= 0 && ends[pkid]! > starts[pkid]!) {
      this.#hash.start(SEED);
      this.#hash.bytes(bytes, starts[pkid]!, ends[pkid]!);
      this.#hash.finish();
      row.rowHigh = this.#hash.high;
      row.rowLow = this.#hash.low;
    }
    if (!(this.#number(fields, 'call') > 0)) {
      row.keyByContent();
      return;
    }
    const id = this.#id;
    id.set([starts[manager]!, ends[manager]!, starts[call]!, ends[call]!]);
    if (cluster >= 0) id.set([starts[cluster]!, ends[cluster]!], 4);
    row.addJointKey(SEED, bytes, id);
    if (row.wantsText)
      row.id = ['cluster', 'manager', 'call'].map((part) => this.#text(fields, part as Column)).join('-');
  }

  /** Who passed the call on: the last one first, then whoever was dialled. Earlier ones between them are not recorded. */
  #redirected(fields: FieldRow, callee: string): RowSignalling | null {
    const last = this.#text(fields, 'passedOnBy');
    const dialled = this.#party(fields, 'dialled', 'dialledUri');
    const redirections = [];
    if (last !== '' && last !== callee)
      redirections.push({ by: last, reason: this.#reason(fields, 'lastReason', 'lastFeature'), count: 1 });
    if (dialled !== '' && dialled !== callee && dialled !== last)
      redirections.push({
        by: dialled,
        reason: this.#reason(fields, 'firstReason', 'firstFeature'),
        count: 1,
      });
    return redirections.length === 0 ? null : { redirections, isPrivate: false, presented: '' };
  }

  #reason(fields: FieldRow, reason: Column, feature: Column): string {
    return cucmRedirectReason(this.#number(fields, reason), this.#number(fields, feature));
  }

  /** A number, or the SIP address of a party that has none. */
  #party(fields: FieldRow, number: Column, uri: Column): string {
    const text = this.#text(fields, number);
    if (text !== '') return text;
    const address = this.#text(fields, uri);
    return address === '' || address.includes(':') ? address : `sip:${address}`;
  }

  #text(fields: FieldRow, column: Column): string {
    return fieldText(fields, this.#places[column]);
  }

  /** NaN where the column is missing, empty or no number. */
  #number(fields: FieldRow, column: Column): number {
    const place = this.#places[column];
    if (place < 0 || place >= fields.count) return NaN;
    return fieldNumber(fields.bytes, fields.starts[place]!, fields.ends[place]!);
  }

  #refuse(row: CallRow, reason: Refusal, column: number, detail: string): 'refused' {
    this.refusal = row.refuse(reason, column, detail);
    return 'refused';
  }
}

/** Seconds since 1970; 0 means that it never came to it. */
const instant = (seconds: number): number => (seconds > 0 ? seconds * 1000 : NaN);

const REQUIRED: readonly Column[] = ['manager', 'call', 'start', 'answer', 'caller', 'callee'];

export const cucmFormat: DelimitedFormat = {
  name: 'cucm',
  score: ({ header }) => {
    const names = headerNames(header ?? []);
    return names.includes('cdrrecordtype') && names.includes('globalcallid_callid') ? 1 : 0;
  },
  layout: ({ header }, zone) => {
    const names = headerNames(header ?? []);
    // A file of CMR alone has no call to read and so needs no column of one.
    const needed = names.includes('numberpacketssent') ? [] : REQUIRED;
    const missing = needed
      .map((column) => COLUMNS[column])
      .find((name) => !names.includes(name.toLowerCase()));
    if (missing !== undefined)
      return bad(
        'missing-column',
        `cucm: no column "${missing}" (the header has: ${names.slice(0, 12).join(', ')}, ...). Records of Unified CM begin with a line of names; fetch the file again`,
      );
    return ok(new CucmLayout(header ?? [], zone));
  },
};
