import type { ByteLines } from '../../lib/byte-lines.ts';
import { hash32 } from '../../lib/random-stream.ts';
import type { TimeZone } from '../../lib/time-zone.ts';
import type { SimulatedCall } from '../simulated-call.ts';
import { endOf, type RecordWriter } from './record-writer.ts';
import { StampWriter } from './stamp-writer.ts';

const SIP_STATUS = {
  unknown: '500,Server Internal Error',
  answered: '200,OK',
  'no-answer': '408,Request Timeout',
  busy: '486,Busy Here',
  cancelled: '487,Request Terminated',
  failed: '503,Service Unavailable',
  'dead-number': '404,Not Found',
} as const;

/**
 * A CSV export of Kamailio's `acc_cdrs` table (`id, start_time, end_time, duration`) with the columns carriers add through
 * `cdr_extra`: caller, callee, callid, sip_code, sip_reason. As with `cdr_start_on_confirmed=1`, the start of an answered
 * call is its answer, so the time it rang is lost; `cdr_on_failed` rows start at the attempt and last 0.
 */
export class KamailioWriter implements RecordWriter {
  readonly header = 'id,start_time,end_time,duration,caller,callee,callid,sip_code,sip_reason\n';
  readonly #stamps: StampWriter;
  #rows = 0;

  constructor(zone: TimeZone) {
    this.#stamps = new StampWriter(zone);
  }

  row(call: SimulatedCall, lines: ByteLines): void {
    this.#rows += 1;
    const start = call.outcome === 'answered' ? call.at + call.ringMs : call.at;
    const callId = `${hash32(7, this.#rows).toString(16)}-${this.#rows}@proxy.example`;
    lines.text(
      `${this.#rows},${this.#stamps.write(start)},${this.#stamps.write(endOf(call))},${(call.talkMs / 1000).toFixed(3)},` +
        `${call.caller},${call.callee},${callId},${SIP_STATUS[call.outcome]}\n`,
    );
  }
}
