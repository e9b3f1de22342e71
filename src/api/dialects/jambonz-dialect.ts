import type { CallAnswer } from '../../ports/call-judge.ts';
import { labelText, percentEncoded, reasonOf, verdictIdOf } from './answer-text.ts';
import { type Dialect, type DialectRequest, outcomeOf, type Refusal } from './dialect.ts';
import { FieldNames } from './form-fields.ts';
import { isObject, jsonBody } from './json-body.ts';
import type { QuestionDraft, QuestionField } from './question-draft.ts';
import { NO_CALLEE, readFields, takeJson } from './read-call.ts';
import { actionHeaders } from './status-dialect.ts';
import type { Outcome, SwitchAnswers } from './switch-peer.ts';
import { type WireAnswer, wireAnswer } from './wire-answer.ts';

/** Members of the webhook's payload; `call_id` is the SIP Call-ID, `call_sid` jambonz' own. */
const FIELDS = new FieldNames<QuestionField>([
  ['call_id', 'callId'],
  ['from', 'caller'],
  ['caller_name', 'callerName'],
  ['to', 'callee'],
  ['originating_sip_trunk_name', 'trunk'],
]);

/** SIP headers of the INVITE, which the payload carries in lower case under `sip.headers`. */
const HEADERS = new FieldNames<QuestionField>([
  ['p-asserted-identity', 'asserted'],
  ['p-preferred-identity', 'preferred'],
  ['remote-party-id', 'remoteParty'],
  ['diversion', 'diversion'],
  ['history-info', 'history'],
  ['identity', 'identity'],
  ['privacy', 'privacy'],
  ['date', 'date'],
]);

/** The called number, for going on with the call. */
const called = new WeakMap<QuestionDraft, string>();

/**
 * The webhook of an incoming call: an array of verbs. `block` is `sip:decline`; a call that may pass goes on in the
 * application of `continueHook`, or is dialled; a label is a `tag` for the application and a header of the dialled leg.
 */
export const JAMBONZ_DIALECT: Dialect = {
  name: 'jambonz',
  path: '/call/jambonz',
  read(request, draft) {
    const refusal = read(request, draft);
    called.set(draft, draft.callee);
    return refusal;
  },
  writer: (answers) => (answer, draft) => written(answers, answer, called.get(draft) ?? ''),
};

function read(request: DialectRequest, draft: QuestionDraft): Refusal | null {
  if (request.method === 'GET') readFields(request.query, draft, FIELDS);
  else {
    const json = jsonBody(request.body);
    if (!json.ok) return json.refusal;
    for (const [name, value] of Object.entries(json.value)) takeKnown(FIELDS, name, value, draft);
    const sip = json.value.sip;
    const headers = isObject(sip) ? sip.headers : null;
    if (isObject(headers))
      for (const [name, value] of Object.entries(headers))
        takeKnown(HEADERS, name.toLowerCase(), value, draft);
  }
  return draft.refusal ?? (draft.callee === '' ? NO_TO : null);
}

const NO_TO: Refusal = {
  ...NO_CALLEE,
  detail: 'the payload has no "to": give this address as calling webhook of the application, method POST',
};

function takeKnown(
  fields: FieldNames<QuestionField>,
  name: string,
  value: unknown,
  draft: QuestionDraft,
): void {
  const field = fields.get(name);
  if (field !== undefined) takeJson(field, value, draft);
}

type Verb = Readonly<Record<string, unknown>>;

function written(answers: SwitchAnswers, answer: CallAnswer, to: string): WireAnswer {
  const outcome = outcomeOf(answer);
  return wireAnswer(
    200,
    ['Content-Type', 'application/json', ...actionHeaders(outcome, answer)],
    `${JSON.stringify(verbsOf(outcome, answers, answer, to))}\n`,
  );
}

function verbsOf(outcome: Outcome, answers: SwitchAnswers, answer: CallAnswer, to: string): readonly Verb[] {
  switch (outcome) {
    // Must be the only verb of its answer.
    case 'block': {
      const { status, phrase } = answers.decline[answer.blockKind ?? 'analytics'];
      return [
        {
          verb: 'sip:decline',
          status,
          reason: phrase,
          headers: { 'X-Jingtong-Verdict': verdictIdOf(answer) },
        },
      ];
    }
    case 'divert':
      return [tag(answer), dial(answer.divertTo ?? to, null)];
    case 'label':
      return [tag(answer), ...goOn(answers, to, labelText(answer.label ?? ''))];
    case 'unscreened':
      return [tag(answer), ...goOn(answers, to, null)];
    default:
      return goOn(answers, to, null);
  }
}

/** Rides along as `customerData` in everything jambonz tells later about the call. */
const tag = (answer: CallAnswer): Verb => ({
  verb: 'tag',
  data: {
    jingtong: {
      action: answer.treatment,
      reason: reasonOf(answer),
      label: answer.label === null ? null : labelText(answer.label),
      unscreened: answer.unscreened,
      id: verdictIdOf(answer),
    },
  },
});

/** Nothing at all for a call that says neither whom it calls nor has an application to go on in. */
function goOn({ continueHook }: SwitchAnswers, to: string, label: string | null): readonly Verb[] {
  if (continueHook !== null) return [{ verb: 'redirect', actionHook: continueHook }];
  return to === '' ? [] : [dial(to, label)];
}

function dial(target: string, label: string | null): Verb {
  const isUri = /^sips?:/i.test(target);
  return {
    verb: 'dial',
    answerOnBridge: true,
    target: [isUri ? { type: 'sip', sipUri: target } : { type: 'phone', number: target }],
    ...(label !== null && { headers: { 'X-Jingtong-Label': percentEncoded(label) } }),
  };
}
