import { bad } from '../../../domain/result.ts';
import type { DelimitedFormat } from './delimited-format.ts';
import { headerNames, namedColumn } from './header-names.ts';
import { CALLEE_NAMES, CALLER_NAMES } from './kamailio-acc.ts';
import { mappedLayout } from './mapped-layout.ts';
import type { CallRecordMapping } from './mapping.ts';

/**
 * Kamailio `acc_cdrs` exports with a header: one row a finished dialog, `start_time, end_time, duration` and what
 * `cdr_extra` adds. Only answered calls are in it, and `duration` counts from the dialog's creation unless
 * `cdr_start_on_confirmed` was set: it is taken as talk time, ring time stays unknown.
 */
export const kamailioCdrsFormat: DelimitedFormat = {
  name: 'kamailio-acc-cdrs',
  score: (sample) => {
    const names = headerNames(sample.header ?? []);
    return ['start_time', 'end_time', 'duration'].every((name) => names.includes(name)) ? 1 : 0;
  },
  layout: (sample, zone) => {
    const header = sample.header ?? [];
    const names = headerNames(header);
    const caller = namedColumn(names, CALLER_NAMES);
    const callee = namedColumn(names, CALLEE_NAMES);
    if (caller < 0 || callee < 0)
      return bad(
        'missing-column',
        `kamailio-acc-cdrs: no column for "${caller < 0 ? 'caller' : 'callee'}" (the header has: ${names.join(', ')}). Add it with cdr_extra or name it in a mapping (--mapping)`,
      );
    const id = namedColumn(names, ['callid', 'call_id', 'sip_call_id']);
    const mapping: CallRecordMapping = {
      version: 1,
      name: 'kamailio-acc-cdrs',
      delimiter: 'auto',
      header: true,
      dateOrder: 'ymd',
      columns: {
        caller: caller + 1,
        callee: callee + 1,
        start: names.indexOf('start_time') + 1,
        answer: names.indexOf('start_time') + 1,
        end: names.indexOf('end_time') + 1,
        talk: { column: names.indexOf('duration') + 1, unit: 's' },
        ...(id >= 0 ? { id: id + 1 } : {}),
      },
    };
    return mappedLayout(mapping, header, header.length, zone);
  },
};
