const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const NAME = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const WEEKDAY = '(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\\s+)?';
/** `02-MAR-26 09.07.00 AM`, `Mon, 2 Mar 2026 09:07:00 +0800`. */
const DAY_FIRST = new RegExp(
  `^\\s*${WEEKDAY}(\\d{1,2})[-\\s/]+${NAME}[-\\s/,]+(\\d{4}|\\d{2})(?:[\\sT:]+(.*))?$`,
  'i',
);
/** `Mon Mar  2 09:07:00 2026`, with a zone before the year or not. */
const YEAR_LAST = new RegExp(
  `^\\s*${WEEKDAY}${NAME}\\s+(\\d{1,2})\\s+(\\d{1,2}:\\S+)\\s+(?:([A-Z]{1,5}|[+-]\\d{4})\\s+)?(\\d{4})\\s*$`,
  'i',
);
/** `Mar 2, 2026 9:07 PM`. */
const MONTH_FIRST = new RegExp(`^\\s*${WEEKDAY}${NAME}\\s+(\\d{1,2}),?\\s+(\\d{4})(?:[\\s,]+(.*))?$`, 'i');

/** A date with the month's English name, written in figures with the year first; `null` for any other text. */
export function inFigures(text: string): string | null {
  if (!/[a-z]{3}/i.test(text)) return null;
  const day = DAY_FIRST.exec(text);
  if (day !== null) return figures(day[3]!, day[2]!, day[1]!, day[4]);
  const last = YEAR_LAST.exec(text);
  if (last !== null) return figures(last[5]!, last[1]!, last[2]!, `${last[3]} ${last[4] ?? ''}`);
  const month = MONTH_FIRST.exec(text);
  return month === null ? null : figures(month[3]!, month[1]!, month[2]!, month[4]);
}

function figures(year: string, name: string, day: string, time: string | undefined): string {
  const month = MONTHS.indexOf(name.toLowerCase()) + 1;
  // Oracle writes 09.07.00.000000.
  const clock = (time ?? '').trim().replace(/^(\d{1,2})\.(\d{2})\.(\d{2})/, '$1:$2:$3');
  return `${year}-${month}-${day}${clock === '' ? '' : ` ${clock}`}`;
}
