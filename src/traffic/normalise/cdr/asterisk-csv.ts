import { CALL_OUTCOMES } from '../../../domain/call-event.ts';
import type { FieldRow } from '../../../lib/field-row.ts';
import { bytesText, fieldText } from '../../../lib/field-row.ts';
import type { TimeZone } from '../../../lib/time-zone.ts';
import type { CallRow } from './call-row.ts';
import { fieldNumber, uniqueIdEpoch } from './field-number.ts';
import { LocalStamps, STAMP } from './local-stamp.ts';
import type { DelimitedLayout, LayoutResult, Refusal } from './record-layout.ts';
import { problemBit } from './record-problem.ts';
import { ZoneEvidence } from './zone-evidence.ts';

const SRC = 1;
const DST = 2;
const START = 9;
const ANSWER = 10;
const DURATION = 12;
const BILLSEC = 13;
const DISPOSITION = 14;
const SEED = 1;
const MINUTE_MS = 60_000;

/** Rows of other channels of the call come after the first channel's own rows, whatever their sequence. */
const OTHER_CHANNEL = 2 ** 40;

const OUTCOME = (word: (typeof CALL_OUTCOMES)[number]): number => CALL_OUTCOMES.indexOf(word);
const ANSWERED = OUTCOME('answered');
const NO_ANSWER = OUTCOME('no-answer');
const BUSY = OUTCOME('busy');
const FAILED = OUTCOME('failed');
const CANCELLED = OUTCOME('cancelled');
const NEGATIVE = problemBit('negative-duration');
const CONTRADICTION = problemBit('answer-contradicts-disposition');

/** Which optional columns a file has; the widths 17 and 20 fit two of them, so a sample decides. */
export interface AsteriskColumns {
  readonly uniqueIdAt17: boolean;
}

/**
 * Asterisk `cdr_csv` (cdr/cdr_csv.c): 16 columns, then `uniqueid`, `userfield` and, with `newcdrcolumns`,
 * `peeraccount, linkedid, sequence`, each as the switch is configured; 16 to 21 in all, told apart row by row.
 * Rows with one `linkedid` (without it one `uniqueid`) are one call. Times are local unless `usegmtime` was set.
 */
export class AsteriskCsvLayout implements DelimitedLayout {
  readonly format = 'asterisk-csv';
  readonly holdCalls = 16_384;
  readonly dropReason = '';
  refusal: Refusal = 'field-count';
  readonly #stamps: LocalStamps;
  readonly #evidence = new ZoneEvidence();
  readonly #columns: AsteriskColumns;

  constructor(zone: TimeZone, columns: AsteriskColumns = { uniqueIdAt17: true }) {
    this.#stamps = new LocalStamps(zone);
    this.#columns = columns;
  }

  read(fields: FieldRow, row: CallRow): LayoutResult {
    const { bytes, starts, ends, count } = fields;
    if (count < 16 || count > 21)
      return this.#refuse(row, 'field-count', 0, `${count} columns, 16 to 21 expected`);
    const stamp = this.#stamps.read(bytes, starts[START]!, ends[START]!);
    if (stamp !== STAMP.time) {
      const reason = stamp === STAMP.none ? 'missing-time' : 'bad-time';
      return this.#refuse(row, reason, START + 1, `start time "${fieldText(fields, START)}"`);
    }
    const duration = fieldNumber(bytes, starts[DURATION]!, ends[DURATION]!);
    if (Number.isNaN(duration))
      return this.#refuse(row, 'bad-duration', DURATION + 1, `duration "${fieldText(fields, DURATION)}"`);
    const talk = fieldNumber(bytes, starts[BILLSEC]!, ends[BILLSEC]!);
    if (Number.isNaN(talk))
      return this.#refuse(row, 'bad-duration', BILLSEC + 1, `billsec "${fieldText(fields, BILLSEC)}"`);
    this.#identify(fields, row);
    row.at = this.#stamps.at;
    row.offsetMin = this.#stamps.offsetMin;
    row.problems = this.#stamps.problems;
    this.#measure(row, outcomeOf(fields), ends[ANSWER]! > starts[ANSWER]!, duration, talk);
    row.setCaller(bytes, starts[SRC]!, ends[SRC]!);
    row.setCallee(bytes, starts[DST]!, ends[DST]!);
    return 'row';
  }

  get zoneUsed(): boolean {
    return this.#stamps.zoneUsed;
  }

  warnings(): readonly string[] {
    const { zone } = this.#stamps;
    const local = this.#stamps.at || 0;
    const warning = this.#evidence.warning(
      zone.name,
      Math.round((local - zone.resolve(local).at) / MINUTE_MS),
    );
    return warning === null ? [] : [warning];
  }

  #refuse(row: CallRow, reason: Refusal, column: number, detail: string): 'refused' {
    this.refusal = row.refuse(reason, column, detail);
    return 'refused';
  }

  #identify({ bytes, starts, ends, count }: FieldRow, row: CallRow): void {
    const hasUnique =
      count === 18 || count === 21 || ((count === 17 || count === 20) && this.#columns.uniqueIdAt17);
    const linked = count >= 19 ? count - 2 : -1;
    let key = linked >= 0 && ends[linked]! > starts[linked]! ? linked : -1;
    if (hasUnique && ends[16]! > starts[16]!) {
      this.#compare(uniqueIdEpoch(bytes, starts[16]!, ends[16]!));
      if (key < 0) key = 16;
      else if (!sameBytes(bytes, starts[16]!, ends[16]!, starts[key]!, ends[key]!)) row.rank = OTHER_CHANNEL;
    }
    if (linked >= 0) {
      const sequence = fieldNumber(bytes, starts[linked + 1]!, ends[linked + 1]!);
      if (sequence >= 0) row.rank += sequence;
    }
    if (key < 0) row.keyByContent();
    else {
      row.addKey(SEED, bytes, starts[key]!, ends[key]!);
      if (row.wantsText) row.id = bytesText(bytes, starts[key]!, ends[key]!);
    }
  }

  /** The second in which the channel was made decides an ambiguous hour and shows a wrong zone. */
  #compare(madeAt: number): void {
    if (Number.isNaN(madeAt)) return;
    this.#stamps.decideBy(madeAt);
    this.#evidence.observe(this.#stamps.at - madeAt);
  }

  #measure(row: CallRow, disposition: number, hasAnswer: boolean, duration: number, talk: number): void {
    const outcome = disposition === 0 && hasAnswer ? ANSWERED : disposition;
    row.outcome = outcome;
    if (duration < 0 || talk < 0) row.problems |= NEGATIVE;
    if (outcome !== ANSWERED) {
      if (hasAnswer && talk > 0) row.problems |= CONTRADICTION;
      if (duration >= 0) row.ringEndAt = row.at + duration * 1000;
      return;
    }
    if (!hasAnswer) row.problems |= CONTRADICTION;
    const ring = duration - talk;
    if (ring < 0) row.problems |= NEGATIVE;
    row.ringKnown = ring >= 0 && talk >= 0;
    row.answerAt = row.at + (row.ringKnown ? ring * 1000 : 0);
    if (talk >= 0) row.talkEndAt = row.answerAt + talk * 1000;
  }
}

/** The disposition from its first letters: `ANSWERED`, `NO ANSWER`, `BUSY`, `FAILED`, `CONGESTION`, `CANCEL`. */
function outcomeOf(fields: FieldRow): number {
  const start = fields.starts[DISPOSITION]!;
  if (fields.ends[DISPOSITION]! - start < 4) return 0;
  switch (fields.bytes[start]! | 32) {
    case 97:
      return ANSWERED;
    case 110:
      return NO_ANSWER;
    case 98:
      return BUSY;
    case 102:
      return FAILED;
    case 99:
      return (fields.bytes[start + 1]! | 32) === 97 ? CANCELLED : FAILED;
    default:
      return 0;
  }
}

function sameBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  otherStart: number,
  otherEnd: number,
): boolean {
  const length = end - start;
  if (length !== otherEnd - otherStart) return false;
  for (let at = length - 1; at >= 0; at -= 1) if (bytes[start + at] !== bytes[otherStart + at]) return false;
  return true;
}
