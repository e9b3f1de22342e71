import type { CallOutcome } from '../../../domain/call-event.ts';
import { bad, ok, type Result } from '../../../domain/result.ts';
import { type FieldRow, fieldText } from '../../../lib/field-row.ts';
import type { TimeZone } from '../../../lib/time-zone.ts';
import type { CallRow } from './call-row.ts';
import { setTimes } from './call-times.ts';
import { dispositionOutcome, hangupCauseOutcome, q850Outcome, sipOutcome } from './hangup-cause.ts';
import { headerNames } from './header-names.ts';
import { LocalStamps, STAMP } from './local-stamp.ts';
import type { CallRecordMapping, ColumnReference, OutcomeReference } from './mapping.ts';
import { isNoValue } from './no-value.ts';
import type { DelimitedLayout, LayoutResult, Refusal } from './record-layout.ts';
import { problemBit } from './record-problem.ts';
import { parseSpan } from './written-span.ts';

const SEED = 4;
const CONTRADICTION = problemBit('answer-contradicts-disposition');
const NONE = -1;

interface Places {
  readonly caller: number;
  readonly callee: number;
  readonly start: number;
  readonly answer: number;
  readonly end: number;
  readonly duration: number;
  readonly talk: number;
  readonly ring: number;
  readonly id: number;
  readonly correction: number;
  readonly outcome: number;
  readonly imei: number;
  readonly cell: number;
}

/** Whether the callee belongs to the id: it must where callers choose their ids. */
export interface IdRule {
  readonly idWithCallee: boolean;
}

/** Any delimited file through a mapping. Rows with one `id` are one call; without `id` every row is one. */
export class MappedLayout implements DelimitedLayout {
  readonly format: string;
  readonly holdCalls = 16_384;
  readonly dropReason = 'not-a-call';
  refusal: Refusal = 'field-count';
  readonly #mapping: CallRecordMapping;
  readonly #places: Places;
  readonly #width: number;
  readonly #stamps: LocalStamps;
  readonly #idWithCallee: boolean;
  readonly #ranges = new Int32Array(4);

  constructor(
    mapping: CallRecordMapping,
    places: Places,
    width: number,
    zone: TimeZone,
    { idWithCallee }: IdRule,
  ) {
    this.#idWithCallee = idWithCallee;
    this.format = `mapping:${mapping.name}`;
    this.#mapping = mapping;
    this.#places = places;
    this.#width = width;
    this.#stamps = new LocalStamps(zone, mapping.dateOrder);
  }

  read(fields: FieldRow, row: CallRow): LayoutResult {
    const places = this.#places;
    if (fields.count !== this.#width && !onlyBlankBeyond(fields, this.#width)) {
      if (isTotals(fields)) return 'dropped';
      return this.#refuse(row, 'field-count', 0, `${fields.count} columns, ${this.#width} expected`);
    }
    for (const place of [places.start, places.answer, places.end])
      if (this.#instant(fields, place, row) === null)
        return this.#refuse(
          row,
          'bad-time',
          place + 1,
          `time "${fieldText(fields, place)}" (date order ${this.#mapping.dateOrder})`,
        );
    for (const name of ['duration', 'talk', 'ring'] as const)
      if (this.#span(fields, name) === null)
        return this.#refuse(
          row,
          'bad-duration',
          places[name] + 1,
          `${name} "${fieldText(fields, places[name])}" (unit ${this.#mapping.columns[name]?.unit})`,
        );
    const times = this.#times(fields, row);
    if (!setTimes(row, times)) {
      if (isTotals(fields)) return 'dropped';
      return this.#refuse(row, 'missing-time', places.start + 1, 'no start, answer or end time');
    }
    row.offsetMin = this.#stamps.offsetOf(row.at);
    this.#identify(fields, row);
    row.setCaller(fields.bytes, fields.starts[places.caller]!, fields.ends[places.caller]!);
    row.setCallee(fields.bytes, fields.starts[places.callee]!, fields.ends[places.callee]!);
    row.imei = told(fieldText(fields, places.imei));
    row.cell = told(fieldText(fields, places.cell));
    return 'row';
  }

  get zoneUsed(): boolean {
    return this.#stamps.zoneUsed;
  }

  warnings(): readonly string[] {
    return [];
  }

  #times(fields: FieldRow, row: CallRow) {
    const places = this.#places;
    // A source whose clock starts at the answer does not tell how long it rang.
    const startAt = places.start === places.answer ? NaN : (this.#instant(fields, places.start, row) ?? NaN);
    const answerAt = this.#instant(fields, places.answer, row) ?? NaN;
    const endAt = this.#instant(fields, places.end, row) ?? NaN;
    const talkMs = this.#span(fields, 'talk') ?? NaN;
    const outcome = this.#outcome(fields, !Number.isNaN(answerAt), talkMs);
    if (outcome !== 'answered' && talkMs > 0) row.problems |= CONTRADICTION;
    return {
      startAt,
      answerAt,
      endAt,
      totalMs: this.#span(fields, 'duration') ?? NaN,
      talkMs,
      ringMs: this.#span(fields, 'ring') ?? NaN,
      outcome,
    };
  }

  /**
   * Answered as the outcome column says; without one, when there is an answer time; without that, when there was talk.
   * A hangup cause only tells how a call ended, so talk time is believed beside it.
   */
  #outcome(fields: FieldRow, hasAnswer: boolean, talkMs: number): CallOutcome {
    const { outcome } = this.#mapping.columns;
    const text = outcome === undefined ? '' : fieldText(fields, this.#places.outcome).trim();
    const told = outcome === undefined ? 'unknown' : readOutcome(outcome, text);
    if (told === 'answered' || hasAnswer) return 'answered';
    const onlyTheEnd = text === '' || outcome?.reads === 'q850' || outcome?.reads === 'freeswitch-cause';
    if (onlyTheEnd && this.#places.answer < 0 && talkMs > 0) return 'answered';
    if (told !== 'unknown') return told;
    return this.#places.answer >= 0 ? 'no-answer' : 'unknown';
  }

  #identify(fields: FieldRow, row: CallRow): void {
    const { id, correction } = this.#places;
    if (id < 0 || namesNothing(fieldText(fields, id))) {
      row.keyByContent();
      return;
    }
    const { bytes, starts, ends } = fields;
    const { callee } = this.#places;
    if (this.#idWithCallee) {
      this.#ranges.set([starts[id]!, ends[id]!, starts[callee]!, ends[callee]!]);
      row.addJointKey(SEED, bytes, this.#ranges);
      if (row.wantsText) row.id = `${fieldText(fields, id)};${fieldText(fields, callee)}`;
    } else {
      row.addKey(SEED, bytes, starts[id]!, ends[id]!);
      if (row.wantsText) row.id = fieldText(fields, id);
    }
    const version = Number(fieldText(fields, correction));
    if (version > 0 && Number.isFinite(version)) row.version = version;
  }

  /** Epoch ms, NaN for none, `null` for what cannot be read. */
  #instant(fields: FieldRow, place: number, row: CallRow): number | null {
    if (place < 0) return NaN;
    const found = this.#stamps.read(fields.bytes, fields.starts[place]!, fields.ends[place]!);
    if (found === STAMP.none) return NaN;
    if (found === STAMP.bad) return null;
    row.problems |= this.#stamps.problems;
    return this.#stamps.at;
  }

  #span(fields: FieldRow, name: 'duration' | 'talk' | 'ring'): number | null {
    const reference = this.#mapping.columns[name];
    if (reference === undefined) return NaN;
    const text = fieldText(fields, this.#places[name]);
    return isNoValue(text) ? NaN : parseSpan(text, reference.unit);
  }

  #refuse(row: CallRow, reason: Refusal, column: number, detail: string): 'refused' {
    this.refusal = row.refuse(reason, column, detail);
    return 'refused';
  }
}

/** A layout for a file whose header (or, without one, whose commonest width) is known. */
export function mappedLayout(
  mapping: CallRecordMapping,
  header: readonly string[],
  width: number,
  zone: TimeZone,
  rule: IdRule = { idWithCallee: false },
): Result<MappedLayout, 'missing-column'> {
  const names = mapping.header ? headerNames(header) : [];
  const absent: string[] = [];
  const place = (use: string, reference: ColumnReference | undefined): number => {
    if (reference === undefined) return NONE;
    const found =
      typeof reference === 'number' ? reference - 1 : names.indexOf(reference.trim().toLowerCase());
    if (found < 0 || found >= width) absent.push(`${use}: "${reference}"`);
    return found;
  };
  const { columns } = mapping;
  const places: Places = {
    caller: place('caller', columns.caller),
    callee: place('callee', columns.callee),
    start: place('start', columns.start),
    answer: place('answer', columns.answer),
    end: place('end', columns.end),
    duration: place('duration', columns.duration?.column),
    talk: place('talk', columns.talk?.column),
    ring: place('ring', columns.ring?.column),
    id: place('id', columns.id),
    correction: place('correction', columns.correction),
    outcome: place('outcome', columns.outcome?.column),
    imei: place('imei', columns.imei),
    cell: place('cell', columns.cell),
  };
  if (absent.length === 0) return ok(new MappedLayout(mapping, places, width, zone, rule));
  const seen = mapping.header
    ? `the header has: ${names.join(', ')}`
    : `the file has ${width} columns and no header`;
  return bad('missing-column', `mapping ${mapping.name}: no column for ${absent.join('; ')} (${seen})`);
}

function readOutcome(reference: OutcomeReference, value: string): CallOutcome {
  switch (reference.reads) {
    case 'disposition':
      return dispositionOutcome(value);
    case 'freeswitch-cause':
      return hangupCauseOutcome(value);
    case 'q850':
      return q850Outcome(Number(value || NaN));
    case 'sip':
      return sipOutcome(Number(value || NaN));
    case 'values':
      return reference.values?.[value.trim()] ?? 'unknown';
  }
}

const told = (text: string): string | null => (isNoValue(text) ? null : text);

/** An id that every row may have is none: rows without id must not become one call. */
const namesNothing = (id: string): boolean => isNoValue(id) || (id.length < 40 && /^[\s0-]*$/.test(id));

/** A delimiter too many at the end of a line, as many exports write it. */
function onlyBlankBeyond(fields: FieldRow, width: number): boolean {
  if (fields.count < width) return false;
  for (let place = width; place < fields.count; place += 1)
    if (fieldText(fields, place).trim() !== '') return false;
  return true;
}

/** The sums and counts that a report program or a database writes under its rows. */
const SUMS =
  /^(合计|总计|共计|小计|汇总|(grand |sub)?totals?\b|sum\b|共\s*\d+\s*[条行笔]|\(?\d+ rows?( selected)?\.?\)?$)/i;

function isTotals(fields: FieldRow): boolean {
  for (let place = 0; place < fields.count; place += 1) {
    const text = fieldText(fields, place).trim();
    if (text !== '') return SUMS.test(text);
  }
  return false;
}
