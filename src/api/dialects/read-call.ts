import { isUtf8 } from 'node:buffer';
import { CALL_FIELDS } from './call-fields.ts';
import type { DialectRequest, Refusal } from './dialect.ts';
import { flatMembers } from './flat-json.ts';
import { type FieldNames, formFields } from './form-fields.ts';
import { isObject, jsonBody } from './json-body.ts';
import type { QuestionDraft, QuestionField } from './question-draft.ts';

/** Reads the common form of a question: a query, a form, or a small JSON object with the same names. */
export function readCall(request: DialectRequest, draft: QuestionDraft): Refusal | null {
  readFields(request.query, draft, CALL_FIELDS);
  if (request.method === 'POST' && request.body.length > 0) {
    const refusal = readBody(request, draft);
    if (refusal !== null) return refusal;
  }
  return draft.refusal ?? (draft.callee === '' ? NO_CALLEE : null);
}

export const NO_CALLEE: Refusal = {
  reason: 'no-callee',
  detail:
    'callee is missing: send the called number as callee=, for example ?caller=+8613800000000&callee=12345&id=CALL-ID',
};

function readBody(request: DialectRequest, draft: QuestionDraft): Refusal | null {
  if (request.contentType === 'application/json') return readJsonCall(request.body, draft);
  // What a client sends as form when it is not told otherwise, and what libcurl sends from a script without headers.
  if (request.contentType === 'application/x-www-form-urlencoded' || request.contentType === '') {
    readFields(textOf(request.body, draft), draft, CALL_FIELDS);
    return null;
  }
  return {
    reason: 'wrong-content-type',
    detail: `the body is ${request.contentType.slice(0, 60)}: send application/json or application/x-www-form-urlencoded`,
  };
}

/** Reads `name=value&...` into the draft. */
export function readFields(text: string, draft: QuestionDraft, names: FieldNames<QuestionField>): void {
  if (text === '') return;
  formFields(
    text,
    names,
    (field, value) => draft.take(field, value),
    (word) => draft.problem(word),
  );
}

/** A body as text: UTF-8, or byte by byte when it is not; which is told. */
export function textOf(body: Buffer, draft: QuestionDraft): string {
  if (isUtf8(body)) return body.toString('utf8');
  draft.problem('not-utf8');
  return body.toString('latin1');
}

function readJsonCall(body: Buffer, draft: QuestionDraft): Refusal | null {
  const members = isUtf8(body) ? flatMembers(body.toString('utf8')) : null;
  if (members !== null) {
    for (let at = 0; at < members.length; at += 2) {
      const field = CALL_FIELDS.get(members[at]!);
      if (field !== undefined) draft.take(field, members[at + 1]!);
    }
    return null;
  }
  const json = jsonBody(body);
  if (!json.ok) return json.refusal;
  for (const [name, value] of Object.entries(json.value)) {
    const field = CALL_FIELDS.get(name);
    if (field !== undefined) takeJson(field, value, draft);
  }
  return null;
}

/** A header that occurs several times is an array. */
export function takeJson(field: QuestionField, value: unknown, draft: QuestionDraft): void {
  if (typeof value === 'string') draft.take(field, value);
  else if (typeof value === 'number' && Number.isFinite(value)) draft.take(field, String(value));
  else if (typeof value === 'boolean') draft.take(field, String(value));
  else if (Array.isArray(value)) for (const item of value.slice(0, 32)) takeOne(field, item, draft);
  else if (value !== null)
    draft.refuse('field-not-text', `${field} is ${isObject(value) ? 'an object' : 'no text'}: send a text`);
}

function takeOne(field: QuestionField, value: unknown, draft: QuestionDraft): void {
  if (typeof value === 'string') draft.take(field, value);
  else draft.refuse('field-not-text', `${field} holds something else than texts: send texts`);
}
