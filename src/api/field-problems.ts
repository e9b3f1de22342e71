import type { z } from 'zod';
import type { BilingualText } from '../domain/text.ts';
import type { FieldProblem } from './present-problem.ts';

type Issue = z.core.$ZodIssue;

/** At most this many wrong fields are told; the first ones are enough to mend a client. */
const MAX_TOLD = 20;

/** Validation issues as wrong fields a person can find: pointer, and what would be right. */
export function fieldProblems(issues: readonly Issue[], prefix = ''): FieldProblem[] {
  return issues.flatMap((issue) => describe(issue, prefix)).slice(0, MAX_TOLD);
}

function describe(issue: Issue, prefix: string): FieldProblem[] {
  const pointer = prefix + issue.path.map((part) => `/${escapePointer(String(part))}`).join('');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      pointer: `${pointer}/${escapePointer(key.slice(0, 64))}`,
      detail: { zh: '没有这个字段，请核对拼写', en: 'there is no such field; check the spelling' },
    }));
  return [{ pointer, detail: expectation(issue) }];
}

const escapePointer = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1');

function expectation(issue: Issue): BilingualText {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && issue.message.includes('undefined')
        ? { zh: '缺少这个字段', en: 'is missing' }
        : { zh: `类型应为 ${issue.expected}`, en: `must be of type ${issue.expected}` };
    case 'too_big':
      return {
        zh: `不得超过 ${issue.maximum}${unitZh(issue.origin)}`,
        en: `must not exceed ${issue.maximum}${unitEn(issue.origin)}`,
      };
    case 'too_small':
      return {
        zh: `不得少于 ${issue.minimum}${unitZh(issue.origin)}`,
        en: `must be at least ${issue.minimum}${unitEn(issue.origin)}`,
      };
    case 'invalid_value':
      return {
        zh: `应为其中之一：${issue.values.join('、')}`,
        en: `must be one of ${issue.values.join(', ')}`,
      };
    case 'invalid_format':
      return issue.format === 'datetime'
        ? { zh: '应为带时区的 RFC 3339 时间', en: 'must be an RFC 3339 time with offset' }
        : { zh: `格式不符（${issue.message}）`, en: `has the wrong form (${issue.message})` };
    case 'invalid_union':
      return {
        zh: '应为带时区的 RFC 3339 时间（2026-11-25T14:03:00+08:00）或毫秒时间戳',
        en: 'must be an RFC 3339 time with offset (2026-11-25T14:03:00+08:00) or epoch milliseconds',
      };
    default:
      return { zh: issue.message, en: issue.message };
  }
}

const unitZh = (origin: string) => (origin === 'string' ? ' 个字符' : origin === 'array' ? ' 项' : '');
const unitEn = (origin: string) => (origin === 'string' ? ' characters' : origin === 'array' ? ' items' : '');
