import type { CallAnswer } from '../../ports/call-judge.ts';
import { headerText, labelText, reasonOf, verdictIdOf } from './answer-text.ts';
import { type Dialect, type DialectRequest, outcomeOf, type Refusal } from './dialect.ts';
import { FieldNames, formFields } from './form-fields.ts';
import type { QuestionDraft, QuestionField } from './question-draft.ts';
import { NO_CALLEE, textOf } from './read-call.ts';
import { actionHeaders } from './status-dialect.ts';
import type { SwitchAnswers } from './switch-peer.ts';
import { type WireAnswer, wireAnswer } from './wire-answer.ts';
import { xmlText } from './xml-text.ts';

/** Set on a call that was asked about, so that going on in the dialplan does not ask again. No SIP header can set it. */
const ASKED = 'jingtong_asked';

type FormField = QuestionField | 'context' | 'destination' | 'asked' | 'section';

/** Names of `mod_xml_curl`'s form; `variable_sip_*` exist when the call came in by SIP. */
const FIELDS = new FieldNames<FormField>([
  ['section', 'section'],
  ['Caller-Context', 'context'],
  ['Hunt-Context', 'context'],
  ['Caller-Destination-Number', 'destination'],
  ['Hunt-Destination-Number', 'destination'],
  [`variable_${ASKED}`, 'asked'],
  ['Caller-Caller-ID-Number', 'caller'],
  ['Caller-Caller-ID-Name', 'callerName'],
  ['Caller-RDNIS', 'redirecting'],
  ['variable_sip_call_id', 'callId'],
  ['variable_sip_P-Asserted-Identity', 'asserted'],
  ['variable_sip_P-Preferred-Identity', 'preferred'],
  ['variable_sip_Remote-Party-ID', 'remoteParty'],
  ['variable_sip_h_Diversion', 'diversion'],
  ['variable_sip_h_History-Info', 'history'],
  ['variable_sip_h_Identity', 'identity'],
  ['variable_sip_h_identity', 'identity'],
  ['variable_sip_Privacy', 'privacy'],
  ['variable_sip_h_Privacy', 'privacy'],
  ['variable_sip_gateway', 'trunk'],
  ['trunk', 'trunk'],
  ['imei', 'imei'],
  ['cell', 'cell'],
  ['roaming', 'roaming'],
]);

/** What the answer needs of the question besides its numbers. */
interface HuntedCall {
  destination: string;
  context: string;
  asked: boolean;
  section: string;
}
const hunted = new WeakMap<QuestionDraft, HuntedCall>();

/**
 * The dialplan binding of `mod_xml_curl`. A call that may pass gets the "not found" document, and FreeSWITCH goes on with its own
 * dialplan; `label` sets the caller's name and looks the number up once more; `block` hangs up; `divert` transfers.
 */
export const FREESWITCH_DIALECT: Dialect = {
  name: 'freeswitch',
  path: '/call/freeswitch',
  read,
  writer: (answers) => (answer, draft) => written(answers, answer, hunted.get(draft)),
  refuse: ({ reason, detail }) =>
    notFound([...XML_TYPE, 'Jingtong-Unscreened', reason, 'Jingtong-Problem', headerText(detail)]),
};

function read(request: DialectRequest, draft: QuestionDraft): Refusal | null {
  const call: HuntedCall = { destination: '', context: '', asked: false, section: '' };
  hunted.set(draft, call);
  const take = (field: FormField, value: string): void => {
    if (field === 'asked') call.asked = true;
    else if (field === 'section' || field === 'context' || field === 'destination') call[field] ||= value;
    else draft.take(field, value);
  };
  const problem = (word: string): void => draft.problem(word);
  if (request.method === 'POST') formFields(textOf(request.body, draft), FIELDS, take, problem);
  formFields(request.query, FIELDS, take, problem);
  if (call.section !== '' && call.section !== 'dialplan') return NOT_DIALPLAN;
  if (call.asked) return ASKED_BEFORE;
  draft.take('callee', call.destination);
  return draft.refusal ?? (call.destination === '' ? NO_CALLEE : null);
}

const NOT_DIALPLAN: Refusal = {
  reason: 'not-dialplan',
  detail:
    'FreeSWITCH asks for another section than dialplan: give the gateway bindings="dialplan" in xml_curl.conf.xml',
};
const ASKED_BEFORE: Refusal = {
  reason: 'asked-before',
  detail: 'this call was answered before; FreeSWITCH goes on',
};

function written(answers: SwitchAnswers, answer: CallAnswer, call: HuntedCall | undefined): WireAnswer {
  const outcome = outcomeOf(answer);
  if (outcome === 'allow') return NOT_FOUND;
  const context = plainArgument(call?.context ?? '') ?? 'default';
  const destination = plainArgument(call?.destination ?? '');
  const headers = [...XML_TYPE, ...actionHeaders(outcome, answer)];
  switch (outcome) {
    case 'block': {
      const cause = answers.hangupCause[answer.blockKind ?? 'analytics'];
      return document(headers, context, answer, [['hangup', cause]]);
    }
    case 'divert': {
      const target = plainArgument(answer.divertTo ?? '');
      if (target === null) return notFound(headers);
      const where = answers.divertContext ?? context;
      return document(headers, context, answer, [['transfer', `${target} XML ${where}`]]);
    }
    case 'label':
      if (destination === null) return notFound(headers);
      return document(headers, context, answer, [
        ['set', `effective_caller_id_name=${argumentText(answer.label ?? '')}`],
        ['transfer', `${destination} XML ${context}`],
      ]);
    default:
      return notFound(headers);
  }
}

const XML_TYPE = ['Content-Type', 'text/xml; charset=utf-8'];

const notFound = (headers: readonly string[]): WireAnswer => wireAnswer(200, headers, NOTHING_HERE);
const NOTHING_HERE =
  '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<document type="freeswitch/xml"><section name="result"><result status="not found"/></section></document>\n';
const NOT_FOUND = notFound(XML_TYPE);

function document(
  headers: readonly string[],
  context: string,
  answer: CallAnswer,
  actions: readonly (readonly [application: string, data: string])[],
): WireAnswer {
  const asked: readonly [string, string] = ['set', `${ASKED}=${argumentText(verdictIdOf(answer)) || 'yes'}`];
  const reason: readonly [string, string] = ['set', `jingtong_reason=${argumentText(reasonOf(answer))}`];
  const lines = [asked, reason, ...actions]
    .map(([application, data]) => `<action application="${application}" data="${xmlText(data)}"/>`)
    .join('');
  return wireAnswer(
    200,
    headers,
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<document type="freeswitch/xml"><section name="dialplan">' +
      `<context name="${xmlText(context)}"><extension name="jingtong"><condition>${lines}</condition></extension></context>` +
      '</section></document>\n',
  );
}

/** One argument of a dialplan application: no spaces and nothing FreeSWITCH expands; `null` when the text has such. */
const plainArgument = (text: string): string | null => (/^[\w+*#.@:;=-]{1,256}$/.test(text) ? text : null);

/** Text behind `=`: FreeSWITCH expands `$` and cuts at quotes, so these go. */
const argumentText = (text: string): string => labelText(text).replace(/[${}'"\\^|,]/g, '');
