import type { ByteLines } from '../../lib/byte-lines.ts';
import { timeZone } from '../../lib/time-zone.ts';
import type { SimulatedCall } from '../simulated-call.ts';
import type { RecordWriter } from './record-writer.ts';
import { StampWriter } from './stamp-writer.ts';

const UTC = timeZone('UTC')!;

/** One JSON object a line: the call without its label. */
export class JsonLinesWriter implements RecordWriter {
  readonly header = '';

  row({ label: _, ...call }: SimulatedCall, lines: ByteLines): void {
    lines.text(`${JSON.stringify(call)}\n`);
  }
}

/** A plain table of everything the switch knows, times as ISO 8601 in UTC, spans in milliseconds. */
export class TableWriter implements RecordWriter {
  readonly header = 'id,at,caller,callee,trunk,outcome,ring_ms,talk_ms,imei,cell\n';
  readonly #stamps = new StampWriter(UTC);

  row(call: SimulatedCall, lines: ByteLines): void {
    const stamp = this.#stamps.write(call.at);
    const millis = String(1_000 + (call.at % 1_000)).slice(1);
    lines
      .text(call.id)
      .text(`,${stamp.slice(0, 10)}T${stamp.slice(11)}.${millis}Z,`)
      .text(call.caller)
      .text(',');
    lines.text(call.callee).text(',').text(call.trunk).text(',').text(call.outcome).text(',');
    lines
      .whole(call.ringMs)
      .text(',')
      .whole(call.talkMs)
      .text(',')
      .text(call.imei ?? '')
      .text(',');
    lines.text(call.cell ?? '').text('\n');
  }
}
