import { FieldNames } from './form-fields.ts';
import type { QuestionField } from './question-draft.ts';

/** Names a switch may use for a field in a query, a form or a JSON object; the first of each is the one documented. */
const NAMES: Readonly<Record<QuestionField, readonly string[]>> = {
  callId: ['id', 'call_id', 'callId', 'call-id', 'uuid'],
  caller: ['caller', 'from'],
  callerName: ['name', 'caller_name', 'callerName'],
  callee: ['callee', 'to'],
  dialled: ['dialled', 'dialed'],
  asserted: ['pai', 'p-asserted-identity'],
  preferred: ['ppi', 'p-preferred-identity'],
  remoteParty: ['rpid', 'remote-party-id'],
  diversion: ['diversion'],
  history: ['history', 'history-info'],
  redirecting: ['redirecting', 'rdnis'],
  identity: ['identity'],
  privacy: ['privacy'],
  trunk: ['trunk'],
  imei: ['imei'],
  cell: ['cell'],
  roaming: ['roaming'],
  at: ['at', 'time'],
  date: ['date'],
};

/** Names of the common form; others are the switch's own business and passed over. */
export const CALL_FIELDS: FieldNames<QuestionField> = new FieldNames(
  (Object.keys(NAMES) as QuestionField[]).flatMap((field) =>
    NAMES[field].map((name): [string, QuestionField] => [name, field]),
  ),
);
