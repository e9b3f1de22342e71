import type { ByteLines } from '../../lib/byte-lines.ts';
import type { SimulatedCall } from '../simulated-call.ts';
import type { RecordWriter } from './record-writer.ts';

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

  row(call: SimulatedCall, lines: ByteLines): void {
    const at = new Date(call.at).toISOString();
    lines.text(
      `${call.id},${at},${call.caller},${call.callee},${call.trunk},${call.outcome},${call.ringMs},${call.talkMs},` +
        `${call.imei ?? ''},${call.cell ?? ''}\n`,
    );
  }
}
