import type { CallAnswer } from '../../ports/call-judge.ts';
import { jsonText, reasonOf } from './answer-text.ts';
import { type Dialect, type DialectRequest, outcomeOf, type Refusal } from './dialect.ts';
import { isObject, jsonBody } from './json-body.ts';
import type { QuestionDraft } from './question-draft.ts';
import { takeJson } from './read-call.ts';
import { actionHeaders } from './status-dialect.ts';
import type { SwitchAnswers, VerificationWords } from './switch-peer.ts';
import { type WireAnswer, wireAnswer } from './wire-answer.ts';

/**
 * The verification service that session border controllers already call (ATIS-1000082, the STI-VS side): what the signature
 * proved and, through the peer's `verstat` words, what we say of the call. An SBC acts on it only where it is told to
 * (Oracle: `sti-response-treatment-config`); otherwise every call passes.
 *
 * `reasonCode` is a number: a quoted one is read as absent (Oracle SBC 10.1, "Including STI-VS Failure Reasons in
 * INVITEs"). The same values stand under the names of 3GPP TS 24.229 annex V (`verstatValue`, `verifyResults`).
 */
export const VERIFICATION_DIALECT: Dialect = {
  name: 'verification',
  path: '/stir/v1/verification',
  read,
  writer: (answers) => (answer) => written(answers, answer),
  refuse: refused,
};

function read(request: DialectRequest, draft: QuestionDraft): Refusal | null {
  if (request.method !== 'POST' || request.body.length === 0) return MISSING_BODY;
  if (request.contentType !== 'application/json') return WRONG_TYPE;
  const json = jsonBody(request.body);
  if (!json.ok) return json.refusal;
  const asked = json.value.verificationRequest;
  if (!isObject(asked)) return missing('verificationRequest');
  const caller = numberOf(asked.from);
  const callees = numbersOf(asked.to);
  if (caller === null) return missing('from');
  if (callees.length === 0) return missing('to');
  draft.take('caller', caller);
  draft.take('callee', callees[0]!);
  // The destinations of the statement are told beside the first; they are its `dest`, not several calls.
  if (callees.length > 1) draft.problem('several-callees');
  for (const name of ['identity', 'identityHeader', 'identityHeaders'] as const)
    if (asked[name] !== undefined) takeJson('identity', asked[name], draft);
  const time = asked.time;
  if (time !== undefined) {
    if (typeof time !== 'number' || !Number.isSafeInteger(time) || time <= 0) return invalid('time');
    draft.said(time * 1000);
  }
  const callId = asked.callId ?? asked['call-id'];
  if (callId !== undefined) takeJson('callId', callId, draft);
  return draft.refusal;
}

/** `{tn}` or `{uri}`; a `tn` in an array is one too (RFC 8225 §5.2.1 writes `dest` so, and some write `orig` alike). */
function numberOf(party: unknown): string | null {
  return numbersOf(party)[0] ?? null;
}

function numbersOf(party: unknown): string[] {
  if (!isObject(party)) return [];
  const found: string[] = [];
  for (const name of ['tn', 'uri'] as const) {
    const value = party[name];
    for (const item of Array.isArray(value) ? value.slice(0, 16) : [value])
      if (typeof item === 'string' && item !== '') found.push(item);
  }
  return found;
}

function written(answers: SwitchAnswers, answer: CallAnswer): WireAnswer {
  const outcome = outcomeOf(answer);
  const words = answers.verstat[outcome] ?? proved(answer);
  return wireAnswer(
    200,
    ['Content-Type', 'application/json', ...actionHeaders(outcome, answer)],
    `${JSON.stringify({ verificationResponse: response(words, answer) })}\n`,
  );
}

function response({ verstat, reasonCode, reasonText }: VerificationWords, answer: CallAnswer): object {
  const reason = reasonCode === 0 ? {} : { reasonCode, reasonText, reasonDesc: reasonOf(answer) };
  const status = verstat === 'TN-Validation-Passed' ? 'pass' : 'fail';
  return {
    verstat,
    verstatValue: verstat,
    ...reason,
    ...(reasonCode !== 0 && {
      verifyResults: [{ verifyResult: { status, ppt: 'shaken', ...reason, verstatValue: verstat } }],
    }),
  };
}

/** What the signature proved; where nobody could tell, that nothing was validated. */
function proved({ verification }: CallAnswer): VerificationWords {
  const code = verification?.response?.status ?? 0;
  const text = verification?.response?.phrase ?? '';
  if (verification?.result === 'passed')
    return { verstat: 'TN-Validation-Passed', reasonCode: 0, reasonText: '' };
  if (verification?.result === 'failed')
    return {
      verstat: 'TN-Validation-Failed',
      reasonCode: code || 438,
      reasonText: text || 'Invalid Identity Header',
    };
  return { verstat: 'No-TN-Validation', reasonCode: code, reasonText: text };
}

const MISSING_BODY: Refusal = {
  reason: 'missing-body',
  detail: 'the request has no body: POST {"verificationRequest":{...}}',
};
const WRONG_TYPE: Refusal = {
  reason: 'wrong-content-type',
  detail: 'the body is not application/json: set Content-Type',
};
const missing = (name: string): Refusal => ({
  reason: 'missing-parameter',
  detail: `${name} is missing: send {"verificationRequest":{"from":{"tn":"..."},"to":{"tn":["..."]},"time":1764000000}}`,
});
const invalid = (name: string): Refusal => ({
  reason: 'invalid-parameter',
  detail: `${name} has a value that cannot be read: send whole seconds since 1970`,
});

/** Service errors of ATIS-1000082 §8.2.4.6 by what was wrong; an SBC lets the call pass as not validated. */
const EXCEPTION: Readonly<Record<string, readonly [status: number, messageId: string, text: string]>> = {
  'missing-body': [400, 'SVC4000', 'Error: Missing request body.'],
  'missing-parameter': [400, 'SVC4001', 'Error: Missing mandatory parameter.'],
  'wrong-content-type': [415, 'SVC4004', 'Error: Unsupported request body type.'],
  'invalid-parameter': [400, 'SVC4005', 'Error: Invalid parameter value.'],
  'field-too-long': [400, 'SVC4005', 'Error: Invalid parameter value.'],
  'field-not-text': [400, 'SVC4005', 'Error: Invalid parameter value.'],
};
const UNPARSED: readonly [number, string, string] = [
  400,
  'SVC4006',
  'Error: Failed to parse received message body.',
];

function refused({ reason, detail }: Refusal): WireAnswer {
  const [status, messageId, text] = EXCEPTION[reason] ?? UNPARSED;
  return wireAnswer(
    status,
    ['Content-Type', 'application/json', 'Jingtong-Unscreened', reason],
    `{"requestError":{"serviceException":{"messageId":"${messageId}","text":${jsonText(text)},"variables":[${jsonText(detail)}]}}}\n`,
  );
}
