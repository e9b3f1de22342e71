import type { Language } from './text.ts';

/**
 * What a rule's value is counted in, so that value and limit can be written for people. `count`: things; `share`: 0 to 1,
 * written as per cent; `ratio`: how many of one for each of another; `fact`: it holds or it does not, there is no figure.
 */
export const UNITS = ['count', 'share', 'ratio', 'seconds', 'hours', 'fact'] as const;
export type Unit = (typeof UNITS)[number];

const FORMATS = [0, 1, 2, 3].map(
  (digits) => new Intl.NumberFormat('en-US', { maximumFractionDigits: digits }),
);
const HOURS_TOLD_AS_DAYS = 48;
const SECONDS_TOLD_AS_MINUTES = 120;

/**
 * A value as a person reads it aloud: `1,204`, `30 %`, `1.1`, `4.5 s`, `2 h`, `7 days`; `–` for what is no number. For
 * texts only: data keeps the raw number.
 */
export function writeQuantity(value: number, unit: Unit, language: Language): string {
  if (!Number.isFinite(value)) return '–';
  const zh = language === 'zh';
  if (unit === 'share') return percent(value, zh);
  if (unit === 'seconds') return seconds(value, zh);
  if (unit === 'hours') return hours(value, zh);
  return writeNumber(value);
}

/** Thousands grouped, and no more decimals than anyone would say: `61`, `139`, `12.5`, `1.1`, `0.025`. */
function writeNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) return FORMATS[0]!.format(value);
  return FORMATS[size >= 1 ? 1 : size >= 0.1 ? 2 : 3]!.format(value);
}

/** Never a false 0 % or 100 %. */
function percent(share: number, zh: boolean): string {
  const per = share * 100;
  const [text, sign] =
    per > 0 && per < 1 ? ['1', '<'] : per > 99 && per < 100 ? ['99', '>'] : [FORMATS[0]!.format(per), ''];
  return `${sign}${text}${zh ? '%' : ' %'}`;
}

function seconds(value: number, zh: boolean): string {
  if (value < SECONDS_TOLD_AS_MINUTES) return `${FORMATS[1]!.format(value)}${zh ? ' 秒' : ' s'}`;
  return `${writeNumber(value / 60)}${zh ? ' 分钟' : ' min'}`;
}

/** Age and waiting are told downwards, as people do: after 47 minutes nobody says an hour. */
function hours(value: number, zh: boolean): string {
  const down = (amount: number): string => FORMATS[1]!.format(Math.floor(amount * 10) / 10);
  if (value < 1) return `${FORMATS[0]!.format(Math.floor(value * 60))}${zh ? ' 分钟' : ' min'}`;
  if (value < HOURS_TOLD_AS_DAYS) return `${down(value)}${zh ? ' 小时' : ' h'}`;
  return `${down(value / 24)}${zh ? ' 天' : ' days'}`;
}
