import type { Language } from '../domain/text.ts';
import { reasonSentence, ruleBook, strongestFirst } from './reason-sentence.ts';
import type { ScanResult } from './scan-result.ts';

const COLUMNS =
  'number,kind,country,measure,score,calls,distinct_callees_7d,answered,outcomes_known,first_seen,last_seen,signals,strongest_reason';

/** One line a number with a header, RFC 4180; cells that a spreadsheet would run as a formula are made text. */
export function scanCsv(result: ScanResult, language: Language): string {
  const rules = ruleBook(result.policy);
  const lines = result.numbers.map((number) => {
    const signals = strongestFirst(number.signals);
    const first = signals[0];
    return [
      number.number,
      number.kind,
      number.country ?? '',
      number.measure,
      number.score ?? '',
      number.calls,
      number.callees === null ? '' : Math.round(number.callees),
      number.answered,
      number.outcomes,
      new Date(number.firstAt).toISOString(),
      new Date(number.lastAt).toISOString(),
      signals
        .map((signal) => `${signal.id}@${signal.version}=${signal.value}/${signal.threshold}`)
        .join('; '),
      first === undefined ? (number.list?.reason ?? '') : reasonSentence(rules(first), first)[language],
    ]
      .map((cell) => csvCell(cell))
      .join(',');
  });
  return `${[COLUMNS, ...lines].join('\r\n')}\r\n`;
}

/**
 * A cell for RFC 4180. Text that begins like a formula (`=`, `+`, `-`, `@`, tab, return) gets an apostrophe before it,
 * except a plain number, `+digits` and a masked number, which no spreadsheet runs.
 */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = BEGINS_LIKE_FORMULA.test(value) && !HARMLESS.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** After any apostrophes, so that taking one away again gives back what stood there. */
const BEGINS_LIKE_FORMULA = /^'*[=+\-@\t\r\n]/;
const HARMLESS = /^(?:[+-]\d+(?:\.\d+)?|\+\d*\*{4}\d{4})$/;
