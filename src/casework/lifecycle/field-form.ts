import type { AgencyRef } from '../../domain/agency-kind.ts';
import { AGENCY_KINDS } from '../../domain/agency-kind.ts';
import type { BilingualText } from '../../domain/text.ts';
import { isUlid } from '../../domain/ulid.ts';

/**
 * Forms a field may have. `text`: at most `max` characters, no control characters but line breaks. `integer`: `min` to `max`.
 * `time`: epoch milliseconds. `ulid`: another item. `word`: one of `values`. `flag`: true or false. `sha256`: 64 hex digits.
 * `agency`: id and kind.
 */
export const FIELD_FORMS = ['text', 'integer', 'time', 'ulid', 'word', 'flag', 'sha256', 'agency'] as const;
export type FormName = (typeof FIELD_FORMS)[number];

export interface FieldForm {
  readonly title: BilingualText;
  readonly form: FormName;
  /** A list of them, at least one, at most `MAX_MANY`, none twice. */
  readonly many: boolean;
  /** Written once: a later move may repeat the same value, never change it. */
  readonly once: boolean;
  /** Of `word`: what may stand there, and what it is called. */
  readonly values: Readonly<Record<string, BilingualText>>;
  /** Of `text`: characters. Of `integer`: greatest value. */
  readonly max: number;
  /** Of `integer`. */
  readonly min: number;
}

export type SingleValue = string | number | boolean | AgencyRef;
export type FieldValue = SingleValue | readonly SingleValue[];

/** Most values of a field of many; longer lists are children, not fields. */
export const MAX_MANY = 1_000;
/** Last instant a date can name. */
const MAX_TIME = 8.64e15;
const MAX_ID = 64;
// Half of a surrogate pair, and control characters, which no person types and many readers lose.
const ODD_TEXT = /\p{Cs}|(?![\t\n\r])\p{Cc}/u;

/** What is wrong with a value, in both languages; `null`: it has the form. */
export function fieldProblem(form: FieldForm, value: unknown): BilingualText | null {
  if (!form.many) return isSingle(form, value) ? null : wanted(form);
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_MANY)
    return { zh: `应为 1 至 ${MAX_MANY} 项的列表`, en: `write a list of 1 to ${MAX_MANY}` };
  if (!value.every((one) => isSingle(form, one))) return wanted(form);
  const distinct = new Set(value.map((one) => (isAgency(one) ? one.id : one)));
  return distinct.size === value.length
    ? null
    : { zh: '列表中有重复项，请删去', en: 'the list names something twice; remove one' };
}

function isSingle(form: FieldForm, value: unknown): value is SingleValue {
  switch (form.form) {
    case 'text':
      return typeof value === 'string' && isText(value, form.max);
    case 'integer':
      return Number.isSafeInteger(value) && (value as number) >= form.min && (value as number) <= form.max;
    case 'time':
      return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MAX_TIME;
    case 'ulid':
      return isUlid(value);
    case 'word':
      return typeof value === 'string' && Object.hasOwn(form.values, value);
    case 'flag':
      return typeof value === 'boolean';
    case 'sha256':
      return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
    case 'agency':
      return isAgency(value);
  }
}

const isText = (value: string, max: number): boolean =>
  value.trim() !== '' && value.length <= 2 * max && [...value].length <= max && !ODD_TEXT.test(value);

/** True for an agency's id and kind, and nothing beside them. */
export function isAgency(value: unknown): value is AgencyRef {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 2) return false;
  const { id, kind } = value as Partial<AgencyRef>;
  return typeof id === 'string' && isText(id, MAX_ID) && AGENCY_KINDS.includes(kind as never);
}

/** What a field wants, for messages and for the documentation. */
export function wanted(form: FieldForm): BilingualText {
  switch (form.form) {
    case 'text':
      return { zh: `应为不超过 ${form.max} 字的文字`, en: `write a text of at most ${form.max} characters` };
    case 'integer':
      return {
        zh: `应为 ${form.min} 至 ${form.max} 的整数`,
        en: `write a whole number from ${form.min} to ${form.max}`,
      };
    case 'time':
      return { zh: '应为时间（毫秒）', en: 'write a time in epoch milliseconds' };
    case 'ulid':
      return { zh: '应为记录编号（26 位）', en: 'write the id of a record (26 characters)' };
    case 'word':
      return {
        zh: `应为其中之一：${Object.keys(form.values).join('、')}`,
        en: `write one of ${Object.keys(form.values).join(', ')}`,
      };
    case 'flag':
      return { zh: '应为是或否', en: 'write true or false' };
    case 'sha256':
      return { zh: '应为 SHA-256（64 位小写十六进制）', en: 'write a SHA-256 (64 small hex digits)' };
    case 'agency':
      return { zh: '应为单位（编号与类别）', en: 'write an agency as { id, kind }' };
  }
}
