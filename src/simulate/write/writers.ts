import type { TimeZone } from '../../lib/time-zone.ts';
import { type AsteriskColumnCount, AsteriskWriter } from './asterisk-writer.ts';
import { FreeSwitchWriter } from './freeswitch-writer.ts';
import { KamailioWriter } from './kamailio-writer.ts';
import { JsonLinesWriter, TableWriter } from './plain-writers.ts';
import type { RecordWriter } from './record-writer.ts';

export const RECORD_FORMATS = ['asterisk', 'freeswitch', 'kamailio', 'jsonl', 'csv'] as const;
export type RecordFormat = (typeof RECORD_FORMATS)[number];

/** The writer of a format. `zone` is how the switch's clock is set; `jsonl` and `csv` are in universal time whatever it is. */
export function recordWriter(
  format: RecordFormat,
  zone: TimeZone,
  asteriskColumns: AsteriskColumnCount = 21,
): RecordWriter {
  switch (format) {
    case 'asterisk':
      return new AsteriskWriter(zone, asteriskColumns);
    case 'freeswitch':
      return new FreeSwitchWriter(zone);
    case 'kamailio':
      return new KamailioWriter(zone);
    case 'jsonl':
      return new JsonLinesWriter();
    case 'csv':
      return new TableWriter();
  }
}
