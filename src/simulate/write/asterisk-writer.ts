import type { TimeZone } from '../../lib/time-zone.ts';
import type { SimulatedCall } from '../simulated-call.ts';
import { endOf, PEER_OF, type RecordWriter } from './record-writer.ts';
import { StampWriter } from './stamp-writer.ts';

/** 16 columns as Asterisk writes by default, 17 with `loguniqueid`, 18 with `loguserfield`, 21 with `newcdrcolumns`. */
export const ASTERISK_COLUMNS = [16, 17, 18, 21] as const;
export type AsteriskColumnCount = (typeof ASTERISK_COLUMNS)[number];

const DISPOSITION = {
  unknown: '"FAILED"',
  answered: '"ANSWERED"',
  'no-answer': '"NO ANSWER"',
  busy: '"BUSY"',
  cancelled: '"NO ANSWER"',
  failed: '"FAILED"',
  'dead-number': '"FAILED"',
} as const;

/**
 * `Master.csv` of Asterisk's cdr_csv (cdr/cdr_csv.c): texts quoted with `""` for a quote, integers bare, no answer time
 * for an unanswered call, seconds cut off, `unanswered=yes` (with Asterisk's default `no`, missed calls are not written at all).
 * It does not tell a cancelled call from a missed one, nor a dead number from a failure.
 */
export class AsteriskWriter implements RecordWriter {
  readonly header = '';
  readonly #stamps: StampWriter;
  readonly #columns: AsteriskColumnCount;
  #sequence = 0;

  constructor(zone: TimeZone, columns: AsteriskColumnCount = 21) {
    this.#stamps = new StampWriter(zone);
    this.#columns = columns;
  }

  row(call: SimulatedCall): string {
    const { at, caller, callee, outcome, ringMs, talkMs } = call;
    const sequence = this.#sequence;
    this.#sequence = sequence + 2;
    const peer = PEER_OF[call.trunk];
    const hex = (0x100000000 + sequence).toString(16).slice(1);
    const hexTo = (0x100000001 + sequence).toString(16).slice(1);
    const end = endOf(call);
    const answer = outcome === 'answered' ? `"${this.#stamps.write(at + ringMs)}"` : '';
    const duration = Math.floor((end - at) / 1000);
    const from = caller === '' ? '' : `""${caller}"" <${caller}>`;
    const row =
      `"","${caller}","${callee}","from-${peer}","${from}","PJSIP/${peer}-${hex}","PJSIP/core-${hexTo}","Dial",` +
      `"PJSIP/${callee}@core,60,g","${this.#stamps.write(at)}",${answer},"${this.#stamps.write(end)}",` +
      `${duration},${Math.floor(talkMs / 1000)},${DISPOSITION[outcome]},"DOCUMENTATION"`;
    return row + this.#optional(`"${Math.floor(at / 1000)}.${sequence}"`, sequence);
  }

  #optional(uniqueId: string, sequence: number): string {
    if (this.#columns === 16) return '\n';
    if (this.#columns === 17) return `,${uniqueId}\n`;
    if (this.#columns === 18) return `,${uniqueId},""\n`;
    return `,${uniqueId},"","",${uniqueId},${sequence >> 1}\n`;
  }
}
