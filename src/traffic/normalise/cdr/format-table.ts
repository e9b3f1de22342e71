import { ok } from '../../../domain/result.ts';
import { BER_FORMAT } from '../ber/ber-layout.ts';
import { AsteriskCsvLayout } from './asterisk-csv.ts';
import { cucmFormat } from './cucm.ts';
import type { DelimitedFormat } from './delimited-format.ts';
import { FREESWITCH_TEMPLATES, FreeswitchCsvLayout, type FreeswitchTemplate } from './freeswitch-csv.ts';
import { dispositionOutcome } from './hangup-cause.ts';
import { kamailioAccFormat } from './kamailio-acc.ts';
import { kamailioCdrsFormat } from './kamailio-cdrs.ts';
import type { RecordSample } from './record-sample.ts';
import { parseWrittenTime } from './written-time.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const UNIQUE_ID = /^(?:.*-)?\d{9,10}\.\d+$/;
const COUNT = /^-?\d+(\.\d+)?$/;
const CAUSE = /^[A-Z][A-Z0-9_]{2,}$/;

const isTime = (text: string | undefined): boolean =>
  text !== undefined && !/^\d+$/.test(text) && typeof parseWrittenTime(text, 'ymd') === 'object';
const isTimeOrNone = (text: string | undefined): boolean => text?.trim() === '' || isTime(text);
const share = (sample: RecordSample, like: (record: readonly string[]) => boolean): number =>
  sample.records.length === 0 ? 0 : sample.records.filter(like).length / sample.records.length;

const asterisk: DelimitedFormat = {
  name: 'asterisk-csv',
  score: (sample) =>
    share(
      sample,
      (record) =>
        record.length >= 16 &&
        record.length <= 21 &&
        isTime(record[9]) &&
        isTimeOrNone(record[10]) &&
        COUNT.test(record[12] ?? '') &&
        COUNT.test(record[13] ?? '') &&
        (dispositionOutcome(record[14] ?? '') !== 'unknown' || /^(UNKNOWN|)$/i.test(record[14] ?? '')),
    ),
  layout: ({ records }, zone) => {
    const optional = records.filter((record) => record.length === 17 || record.length === 20);
    const uniqueIds = optional.filter((record) => UNIQUE_ID.test(record[16] ?? ''));
    const uniqueIdAt17 = uniqueIds.length * 2 >= optional.length;
    return ok(new AsteriskCsvLayout(zone, { uniqueIdAt17 }));
  },
};

function freeswitch(template: FreeswitchTemplate): DelimitedFormat {
  return {
    name: `freeswitch-csv-${template.name}`,
    score: (sample) =>
      !sample.insert || template.name === 'sql'
        ? share(sample, (record) => record.length === template.width && likeTemplate(template, record))
        : 0,
    layout: (_, zone) => ok(new FreeswitchCsvLayout(template, zone)),
  };
}

function likeTemplate(template: FreeswitchTemplate, record: readonly string[]): boolean {
  const { start, answer, end, cause, uuid, billsec } = template;
  const named = record[uuid] === '' || UUID.test(record[uuid] ?? '');
  const caused = cause < 0 || record[cause] === '' || CAUSE.test(record[cause] ?? '');
  const begun = start < 0 ? /^(inbound|outbound)$/i.test(record[2] ?? '') : isTime(record[start]);
  const talked = record[billsec] === '' || COUNT.test(record[billsec] ?? '');
  return named && caused && begun && talked && isTimeOrNone(record[answer]) && isTimeOrNone(record[end]);
}

/** Every delimited format, in the order in which they are asked. */
export const DELIMITED_FORMATS: readonly DelimitedFormat[] = [
  asterisk,
  ...FREESWITCH_TEMPLATES.map(freeswitch),
  kamailioAccFormat,
  kamailioCdrsFormat,
  cucmFormat,
];

/** Names that `--format` takes. */
export const FORMAT_NAMES: readonly string[] = [
  ...DELIMITED_FORMATS.map(({ name }) => name),
  'freeswitch-json',
  BER_FORMAT,
];
