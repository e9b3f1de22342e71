import type { ByteLines } from '../../lib/byte-lines.ts';
import { hash32 } from '../../lib/random-stream.ts';
import type { TimeZone } from '../../lib/time-zone.ts';
import type { SimulatedCall } from '../simulated-call.ts';
import { endOf, PEER_OF, type RecordWriter } from './record-writer.ts';
import { StampWriter } from './stamp-writer.ts';

const HANGUP_CAUSE = {
  unknown: 'NONE',
  answered: 'NORMAL_CLEARING',
  'no-answer': 'NO_ANSWER',
  busy: 'USER_BUSY',
  cancelled: 'ORIGINATOR_CANCEL',
  failed: 'NORMAL_TEMPORARY_FAILURE',
  'dead-number': 'UNALLOCATED_NUMBER',
} as const;

/** `Master.csv` of FreeSWITCH's mod_cdr_csv with the shipped template `example`: 15 quoted columns, seconds cut off. */
export class FreeSwitchWriter implements RecordWriter {
  readonly header = '';
  readonly #stamps: StampWriter;
  #legs = 0;

  constructor(zone: TimeZone) {
    this.#stamps = new StampWriter(zone);
  }

  row(call: SimulatedCall, lines: ByteLines): void {
    const { at, caller, callee, outcome } = call;
    const end = endOf(call);
    const isAnswered = outcome === 'answered';
    const answerAt = at + call.ringMs;
    lines
      .quoted(caller)
      .text(',')
      .quoted(caller)
      .text(',')
      .quoted(callee)
      .text(',"from-')
      .text(PEER_OF[call.trunk]);
    lines.text('","').text(this.#stamps.write(at)).text('","');
    if (isAnswered) lines.text(this.#stamps.write(answerAt));
    lines.text('","').text(this.#stamps.write(end)).text('","').whole(wholeSeconds(at, end)).text('","');
    lines
      .whole(isAnswered ? wholeSeconds(answerAt, end) : 0)
      .text('","')
      .text(HANGUP_CAUSE[outcome])
      .text('","');
    this.#uuid(lines);
    lines.text('","');
    if (isAnswered) this.#uuid(lines);
    lines.text(isAnswered ? '","","PCMA","PCMA"\n' : '","","",""\n');
  }

  /** Version 4 in form, drawn from the count of legs, so that it is unique and the same in every run. */
  #uuid(lines: ByteLines): void {
    this.#legs += 1;
    const legs = this.#legs;
    const first = hash32(1, legs);
    const second = hash32(2, legs);
    lines
      .hex(first)
      .text('-')
      .hexTail(second >>> 16, 4)
      .text('-4')
      .hexTail(second, 3)
      .text('-a')
      .hexTail(first >>> 7, 3);
    lines.text('-').hexTail(hash32(3, legs), 4).hex(legs);
  }
}

/** FreeSWITCH subtracts whole seconds, so a span can come out one longer than it was. */
const wholeSeconds = (from: number, to: number): number => Math.floor(to / 1000) - Math.floor(from / 1000);
