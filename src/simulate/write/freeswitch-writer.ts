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
    const end = endOf(call);
    const isAnswered = call.outcome === 'answered';
    const answerAt = call.at + call.ringMs;
    const answer = isAnswered ? this.#stamps.write(answerAt) : '';
    const billsec = isAnswered ? wholeSeconds(answerAt, end) : 0;
    const codec = isAnswered ? '"PCMA","PCMA"' : '"",""';
    const leg = isAnswered ? this.#uuid() : '';
    lines.text(
      `"${call.caller}","${call.caller}","${call.callee}","from-${PEER_OF[call.trunk]}",` +
        `"${this.#stamps.write(call.at)}","${answer}","${this.#stamps.write(end)}","${wholeSeconds(call.at, end)}",` +
        `"${billsec}","${HANGUP_CAUSE[call.outcome]}","${this.#uuid()}","${leg}","",${codec}\n`,
    );
  }

  #uuid(): string {
    this.#legs += 1;
    const hex = (salt: number): string => hash32(salt, this.#legs).toString(16).padStart(8, '0');
    const middle = hex(2);
    const late = hex(3);
    const count = this.#legs.toString(16).padStart(8, '0').slice(-8);
    return `${hex(1)}-${middle.slice(0, 4)}-4${middle.slice(5)}-a${late.slice(1, 4)}-${late.slice(4)}${count}`;
  }
}

/** FreeSWITCH subtracts whole seconds, so a span can come out one longer than it was. */
const wholeSeconds = (from: number, to: number): number => Math.floor(to / 1000) - Math.floor(from / 1000);
