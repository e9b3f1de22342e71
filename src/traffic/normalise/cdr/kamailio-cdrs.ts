import type { CallOutcome } from '../../../domain/call-event.ts';
import { bad } from '../../../domain/result.ts';
import type { DelimitedFormat } from './delimited-format.ts';
import { headerNames, namedColumn } from './header-names.ts';
import { CALLEE_NAMES, CALLER_NAMES } from './kamailio-acc.ts';
import { mappedLayout } from './mapped-layout.ts';
import type { CallRecordMapping, OutcomeReference } from './mapping.ts';

/** Standard phrases of final answers (RFC 3261 §21), for exports that have the phrase without its number. */
const PHRASES: Readonly<Record<string, CallOutcome>> = {
  OK: 'answered',
  'Not Found': 'dead-number',
  'Does Not Exist Anywhere': 'dead-number',
  'Request Timeout': 'no-answer',
  'Temporarily Unavailable': 'no-answer',
  'Temporarily not available': 'no-answer',
  'Busy Here': 'busy',
  'Busy Everywhere': 'busy',
  'Request Terminated': 'cancelled',
  'Request Cancelled': 'cancelled',
  Forbidden: 'failed',
  Decline: 'failed',
  'Server Internal Error': 'failed',
  'Service Unavailable': 'failed',
};

function outcomeColumn(names: readonly string[]): OutcomeReference | null {
  const code = namedColumn(names, ['sip_code', 'sip_status', 'reply_code', 'code']);
  if (code >= 0) return { column: code + 1, reads: 'sip' };
  const reason = namedColumn(names, ['sip_reason', 'reply_reason', 'reason']);
  return reason < 0 ? null : { column: reason + 1, reads: 'values', values: PHRASES };
}

/**
 * Kamailio `acc_cdrs` exports with a header: one row a dialog, `start_time, end_time, duration` and what `cdr_extra`
 * adds. Failed dialogs are in it too (`cdr_on_failed`, on by default), with the end at the start and a duration of 0:
 * the outcome is that of a status or reason column where there is one, else a duration above 0 says that the call was
 * answered and 0 says nothing. `duration` counts from the dialog's creation unless `cdr_start_on_confirmed` was set: it
 * is taken as talk time, ring time stays unknown.
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
    const outcome = outcomeColumn(names);
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
        talk: { column: names.indexOf('duration') + 1, unit: 's' },
        ...(id >= 0 ? { id: id + 1 } : {}),
        ...(outcome === null ? {} : { outcome }),
      },
    };
    // The caller chooses the Call-ID: with it alone, calls to any number of callees could pass for one.
    return mappedLayout(mapping, header, header.length, zone, { idWithCallee: true });
  },
};
