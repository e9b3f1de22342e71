import { TRUNK_KINDS, type TrunkKind } from '../../domain/trunk.ts';
import type { ByteLines } from '../../lib/byte-lines.ts';
import type { TimeZone } from '../../lib/time-zone.ts';
import type { SimulatedCall } from '../simulated-call.ts';
import { endOf, PEER_OF, type RecordWriter } from './record-writer.ts';
import { StampWriter } from './stamp-writer.ts';

/** 16 columns as Asterisk writes by default, 17 with `loguniqueid`, 18 with `loguserfield`, 21 with `newcdrcolumns`. */
export const ASTERISK_COLUMNS = [16, 17, 18, 21] as const;
export type AsteriskColumnCount = (typeof ASTERISK_COLUMNS)[number];

const DISPOSITION = {
  unknown: ',"FAILED","DOCUMENTATION"',
  answered: ',"ANSWERED","DOCUMENTATION"',
  'no-answer': ',"NO ANSWER","DOCUMENTATION"',
  busy: ',"BUSY","DOCUMENTATION"',
  cancelled: ',"NO ANSWER","DOCUMENTATION"',
  failed: ',"FAILED","DOCUMENTATION"',
  'dead-number': ',"FAILED","DOCUMENTATION"',
} as const;

const bySide = (write: (side: string) => string): Readonly<Record<TrunkKind, string>> => {
  const entries = TRUNK_KINDS.map((trunk) => [trunk, write(PEER_OF[trunk])] as const);
  return Object.fromEntries(entries) as Record<TrunkKind, string>;
};
const CONTEXT = bySide((side) => `,"from-${side}","`);
const CHANNEL = bySide((side) => `","PJSIP/${side}-`);

/**
 * `Master.csv` of Asterisk's cdr_csv (cdr/cdr_csv.c): texts quoted with `""` for a quote, integers bare, no answer time
 * for an unanswered call, seconds cut off, `unanswered=yes` (with Asterisk's default `no`, missed calls are not written at all).
 * It does not tell a cancelled call from a missed one, nor a dead number from a failure.
 */
export class AsteriskWriter implements RecordWriter {
  readonly header = '';
  readonly #stamps: StampWriter;
  readonly #columns: AsteriskColumnCount;
  #channels = 0;

  constructor(zone: TimeZone, columns: AsteriskColumnCount = 21) {
    this.#stamps = new StampWriter(zone);
    this.#columns = columns;
  }

  row(call: SimulatedCall, lines: ByteLines): void {
    const { at, caller, callee, outcome, ringMs, talkMs } = call;
    const channel = this.#channels;
    this.#channels = channel + 2;
    const end = endOf(call);
    lines.text('"",').quoted(caller).text(',').quoted(callee).text(CONTEXT[call.trunk]);
    if (caller !== '') lines.text('""').text(caller).text('"" <').text(caller).text('>');
    lines
      .text(CHANNEL[call.trunk])
      .hex(channel)
      .text('","PJSIP/core-')
      .hex(channel + 1);
    lines.text('","Dial","PJSIP/').text(callee).text('@core,60","').text(this.#stamps.write(at)).text('",');
    if (outcome === 'answered') lines.quoted(this.#stamps.write(at + ringMs));
    lines
      .text(',')
      .quoted(this.#stamps.write(end))
      .text(',')
      .whole(Math.floor((end - at) / 1000))
      .text(',');
    lines.whole(Math.floor(talkMs / 1000)).text(DISPOSITION[outcome]);
    if (this.#columns > 16) this.#optional(Math.floor(at / 1000), channel, lines);
    lines.text('\n');
  }

  #optional(second: number, channel: number, lines: ByteLines): void {
    lines.text(',"').whole(second).text('.').whole(channel).text('"');
    if (this.#columns === 18) lines.text(',""');
    if (this.#columns < 21) return;
    lines
      .text(',"","","')
      .whole(second)
      .text('.')
      .whole(channel)
      .text('",')
      .whole(channel / 2);
  }
}
