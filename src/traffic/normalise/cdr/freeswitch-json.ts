import type { CallOutcome } from '../../../domain/call-event.ts';
import type { TimeZone } from '../../../lib/time-zone.ts';
import type { CallRow } from './call-row.ts';
import { setTimes } from './call-times.ts';
import { hangupCauseOutcome, q850Outcome } from './hangup-cause.ts';
import { LocalStamps, STAMP } from './local-stamp.ts';
import type { DocumentLayout, LayoutResult, Refusal } from './record-layout.ts';

const SEED = 2;
type Words = Readonly<Record<string, unknown>>;

/**
 * FreeSWITCH `mod_json_cdr` documents: values plain or URL-encoded (`encode-values`), the body plain, base64 or a form
 * field `cdr=`. Epoch fields are believed before written times. Legs are joined by every id a leg names.
 */
export class FreeswitchJsonLayout implements DocumentLayout {
  readonly format = 'freeswitch-json';
  readonly holdCalls = 16_384;
  readonly dropReason = '';
  refusal: Refusal = 'bad-json';
  readonly #stamps: LocalStamps;

  constructor(zone: TimeZone) {
    this.#stamps = new LocalStamps(zone);
  }

  read(source: string, row: CallRow): LayoutResult {
    const document = parseDocument(source);
    if (document === null) return this.#refuse(row, 'bad-json', 'not a JSON object');
    const variables = wordsOf(document.variables);
    if (variables === null) return this.#refuse(row, 'not-a-call-record', 'no "variables" object');
    const value = (name: string): string => decoded(variables[name]);
    const flow = callFlow(document);
    const spans = this.#times(value, flow, wordsOf(document.times), row);
    if (!setTimes(row, spans)) return this.#refuse(row, 'missing-time', 'no start, answer or end time');
    row.offsetMin = this.#stamps.offsetOf(row.at);
    this.#identify(value, row);
    const profile = flow?.profile ?? {};
    row.setParties(
      first(
        decoded(profile.caller_id_number),
        value('caller_id_number'),
        value('sip_from_user'),
        value('ani'),
        value('effective_caller_id_number'),
      ),
      first(
        decoded(profile.destination_number),
        value('destination_number'),
        value('dialed_user'),
        value('sip_req_user'),
        value('sip_to_user'),
      ),
    );
    return 'row';
  }

  get zoneUsed(): boolean {
    return this.#stamps.zoneUsed;
  }

  warnings(): readonly string[] {
    return [];
  }

  #identify(value: (name: string) => string, row: CallRow): void {
    const uuid = value('uuid');
    if (uuid === '') {
      row.keyByContent();
      return;
    }
    const outer = first(value('originating_leg_uuid'), value('originator'));
    row.rank = outer === '' && value('direction') !== 'outbound' ? 0 : 1;
    row.id = uuid;
    const names = [
      uuid,
      outer,
      value('call_uuid'),
      value('bleg_uuid'),
      value('bridge_uuid'),
      value('signal_bond'),
    ];
    for (const leg of value('originated_legs').matchAll(UUID)) names.push(leg[0]);
    for (const name of new Set(names)) if (name !== '') row.addTextKey(SEED, name);
  }

  #times(value: (name: string) => string, flow: CallFlow | null, outer: Words | null, row: CallRow) {
    const instant = (stem: string, flowName: string): number => {
      const micros =
        Number(value(`${stem}_uepoch`)) ||
        Number(decoded(flow?.times[flowName])) ||
        Number(decoded(outer?.[flowName]));
      if (micros > 0) return Math.floor(micros / 1000);
      const epoch = Number(value(`${stem}_epoch`));
      return epoch > 0 ? epoch * 1000 : this.#written(value(`${stem}_stamp`), row);
    };
    const startAt = instant('start', 'created_time');
    const answerAt = instant('answer', 'answered_time');
    const endAt = instant('end', 'hangup_time');
    const answered = !Number.isNaN(answerAt);
    const outcome: CallOutcome = answered ? 'answered' : unanswered(value);
    return {
      startAt,
      answerAt,
      endAt,
      totalMs: span(value('mduration'), value('duration')),
      talkMs: span(value('billmsec'), value('billsec')),
      ringMs: answered ? span(value('answermsec'), '') : NaN,
      outcome,
    };
  }

  #written(text: string, row: CallRow): number {
    if (text === '' || this.#stamps.readText(text) !== STAMP.time) return NaN;
    row.problems |= this.#stamps.problems;
    return this.#stamps.at;
  }

  #refuse(row: CallRow, reason: Refusal, detail: string): 'refused' {
    this.refusal = row.refuse(reason, 0, detail);
    return 'refused';
  }
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** The object in any of the wrappings; `null` when there is none. */
export function parseDocument(source: string): Words | null {
  const text = source.trim();
  const body = text.startsWith('{') ? text : unwrapped(text);
  try {
    return wordsOf(JSON.parse(body));
  } catch {
    return null;
  }
}

function unwrapped(text: string): string {
  const form = /^(?:uuid=[^&]*&)?cdr=([^&]*)/.exec(text);
  const inner = form === null ? text : percentDecoded(form[1]!.replaceAll('+', ' '));
  return inner.startsWith('{') ? inner : Buffer.from(inner.replaceAll(' ', '+'), 'base64').toString('utf8');
}

interface CallFlow {
  readonly profile: Words;
  readonly times: Words;
}

/** The first profile of the call: later ones are transfers of it. The document lists the latest first. */
function callFlow(document: Words): CallFlow | null {
  const flows = document.callflow;
  const list = Array.isArray(flows) ? flows : [flows];
  const original = wordsOf(list.at(-1));
  if (original === null) return null;
  const latest = wordsOf(list[0]);
  const times = { ...wordsOf(latest?.times), created_time: wordsOf(original.times)?.created_time };
  return { profile: wordsOf(original.caller_profile) ?? {}, times };
}

function unanswered(value: (name: string) => string): CallOutcome {
  const cause = value('hangup_cause');
  if (cause !== '') return hangupCauseOutcome(cause);
  return q850Outcome(Number(value('hangup_cause_q850') || NaN));
}

function span(millis: string, seconds: string): number {
  if (/^-?\d+$/.test(millis)) return Number(millis);
  return /^-?\d+(\.\d+)?$/.test(seconds) ? Number(seconds) * 1000 : NaN;
}

function wordsOf(value: unknown): Words | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Words) : null;
}

/** Values are URL-encoded unless the switch was told otherwise; a text that is no valid encoding is itself. */
function decoded(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return '';
  return value.includes('%') ? percentDecoded(value) : value;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const first = (...values: readonly string[]): string => values.find((value) => value !== '') ?? '';
