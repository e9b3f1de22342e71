import type { CallOutcome } from '../../../domain/call-event.ts';
import { type FieldRow, fieldText } from '../../../lib/field-row.ts';
import type { TimeZone } from '../../../lib/time-zone.ts';
import type { CallRow } from './call-row.ts';
import { setTimes } from './call-times.ts';
import { fieldNumber } from './field-number.ts';
import { hangupCauseOutcome } from './hangup-cause.ts';
import { LocalStamps, STAMP } from './local-stamp.ts';
import type { DelimitedLayout, LayoutResult, Refusal } from './record-layout.ts';

const SEED = 2;

/** Places of the columns of one template, from 0; -1 where the template has none. */
export interface FreeswitchTemplate {
  readonly name: string;
  readonly width: number;
  readonly caller: number;
  readonly callee: number;
  readonly start: number;
  readonly answer: number;
  readonly end: number;
  readonly duration: number;
  readonly billsec: number;
  readonly cause: number;
  readonly uuid: number;
  /** Id of the other leg. */
  readonly other: number;
}

const COMMON = {
  caller: 1,
  callee: 2,
  start: 4,
  answer: 5,
  end: 6,
  duration: 7,
  billsec: 8,
  cause: 9,
  uuid: 10,
  other: 11,
};

/** The six templates shipped in mod_cdr_csv's configuration; `sql` is an `INSERT` statement. */
export const FREESWITCH_TEMPLATES: readonly FreeswitchTemplate[] = [
  { name: 'example', width: 15, ...COMMON },
  { name: 'sql', width: 13, ...COMMON },
  { name: 'snom', width: 20, ...COMMON },
  { name: 'linksys', width: 17, ...COMMON },
  {
    name: 'asterisk',
    width: 18,
    caller: 1,
    callee: 2,
    start: 9,
    answer: 10,
    end: 11,
    duration: 12,
    billsec: 13,
    cause: 14,
    uuid: 16,
    other: -1,
  },
  {
    name: 'opencdrrate',
    width: 13,
    caller: 3,
    callee: 4,
    start: -1,
    answer: 5,
    end: 6,
    duration: -1,
    billsec: 7,
    cause: -1,
    uuid: 0,
    other: 1,
  },
];

/**
 * FreeSWITCH `mod_cdr_csv` under one of its templates. A call is answered when it has an answer time; the hangup cause
 * says how an unanswered one ended. The legs of a call are joined by their own and the other leg's id; a leg that lost the
 * race of a ring group is never a call of its own.
 */
export class FreeswitchCsvLayout implements DelimitedLayout {
  readonly format: string;
  readonly holdCalls = 16_384;
  readonly dropReason = '';
  refusal: Refusal = 'field-count';
  readonly #template: FreeswitchTemplate;
  readonly #stamps: LocalStamps;
  #lost = 0;

  constructor(template: FreeswitchTemplate, zone: TimeZone) {
    this.format = `freeswitch-csv-${template.name}`;
    this.#template = template;
    this.#stamps = new LocalStamps(zone);
  }

  read(fields: FieldRow, row: CallRow): LayoutResult {
    const template = this.#template;
    if (fields.count !== template.width)
      return this.#refuse(row, 'field-count', 0, `${fields.count} columns, ${template.width} expected`);
    const startAt = this.#stamp(fields, template.start, row);
    const answerAt = this.#stamp(fields, template.answer, row);
    const endAt = this.#stamp(fields, template.end, row);
    const wrong = [startAt, answerAt, endAt].indexOf(null);
    if (wrong >= 0) {
      const column = [template.start, template.answer, template.end][wrong]!;
      return this.#refuse(row, 'bad-time', column + 1, `time "${fieldText(fields, column)}"`);
    }
    const totalMs = this.#seconds(fields, template.duration);
    const talkMs = this.#seconds(fields, template.billsec);
    if (totalMs === null || talkMs === null) {
      const column = totalMs === null ? template.duration : template.billsec;
      return this.#refuse(row, 'bad-duration', column + 1, `duration "${fieldText(fields, column)}"`);
    }
    const answered = !Number.isNaN(answerAt!);
    if (!answered && this.#lostRace(fields)) {
      row.opens = false;
      this.#lost += 1;
    }
    const outcome = answered ? 'answered' : this.#ending(fields);
    const times = {
      startAt: startAt!,
      answerAt: answerAt!,
      endAt: endAt!,
      totalMs,
      talkMs,
      ringMs: NaN,
      outcome,
    };
    if (!setTimes(row, times))
      return this.#refuse(row, 'missing-time', template.end + 1, 'no start, answer or end time');
    row.offsetMin = this.#stamps.offsetOf(row.at);
    this.#identify(fields, row);
    row.setCaller(fields.bytes, fields.starts[template.caller]!, fields.ends[template.caller]!);
    row.setCallee(fields.bytes, fields.starts[template.callee]!, fields.ends[template.callee]!);
    return 'row';
  }

  get zoneUsed(): boolean {
    return this.#stamps.zoneUsed;
  }

  warnings(): readonly string[] {
    if (this.#lost === 0) return [];
    return [
      `the switch writes every leg (legs=ab): ${this.#lost} legs that lost a race were set aside; other legs that were never bridged count as calls of their own, set legs=a or use mod_json_cdr`,
    ];
  }

  /** Another leg of the same call was answered first; only a leg that the switch itself dialled can end so. */
  #lostRace(fields: FieldRow): boolean {
    const { cause } = this.#template;
    return cause >= 0 && fieldText(fields, cause).trim().toUpperCase() === 'LOSE_RACE';
  }

  /** How an unanswered call ended; a template without hangup cause tells only that nobody answered. */
  #ending(fields: FieldRow): CallOutcome {
    const { cause } = this.#template;
    return cause < 0 ? 'no-answer' : hangupCauseOutcome(fieldText(fields, cause));
  }

  #identify(fields: FieldRow, row: CallRow): void {
    const { uuid, other } = this.#template;
    if (fields.ends[uuid]! === fields.starts[uuid]!) {
      row.keyByContent();
      return;
    }
    row.addKey(SEED, fields.bytes, fields.starts[uuid]!, fields.ends[uuid]!);
    if (row.wantsText) row.id = fieldText(fields, uuid);
    const joined = other >= 0 && fields.ends[other]! > fields.starts[other]!;
    if (joined) row.addKey(SEED, fields.bytes, fields.starts[other]!, fields.ends[other]!);
    row.rank = joined ? 0 : 1;
  }

  /** Epoch ms, NaN for none, `null` for what cannot be read. */
  #stamp(fields: FieldRow, column: number, row: CallRow): number | null {
    if (column < 0) return NaN;
    const found = this.#stamps.read(fields.bytes, fields.starts[column]!, fields.ends[column]!);
    if (found === STAMP.none) return NaN;
    if (found === STAMP.bad) return null;
    row.problems |= this.#stamps.problems;
    return this.#stamps.at;
  }

  #seconds(fields: FieldRow, column: number): number | null {
    if (column < 0 || fields.ends[column]! <= fields.starts[column]!) return NaN;
    const seconds = fieldNumber(fields.bytes, fields.starts[column]!, fields.ends[column]!);
    return Number.isNaN(seconds) ? null : seconds * 1000;
  }

  #refuse(row: CallRow, reason: Refusal, column: number, detail: string): 'refused' {
    this.refusal = row.refuse(reason, column, detail);
    return 'refused';
  }
}
