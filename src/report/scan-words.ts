import type { Measure } from '../domain/measure.ts';
import type { NumberKind } from '../domain/telephone-number.ts';
import type { BilingualText } from '../domain/text.ts';
import type { TrunkKind } from '../domain/trunk.ts';
import type { Degradation } from '../domain/verdict.ts';

export const MEASURE_WORDS: Readonly<Record<Measure, BilingualText>> = {
  none: { zh: '无', en: 'none' },
  observe: { zh: '观察', en: 'observe' },
  label: { zh: '标记', en: 'label' },
  warn: { zh: '提醒', en: 'warn' },
  'rate-limit': { zh: '限频', en: 'rate-limit' },
  divert: { zh: '转接核验', en: 'divert' },
  block: { zh: '拦截', en: 'block' },
};

/** What each measure would have meant for the calls, for a reader who does not know the ladder. */
export const MEASURE_MEANINGS: Readonly<Record<Measure, BilingualText>> = {
  none: { zh: '未发现异常', en: 'nothing noticed' },
  observe: { zh: '留待人工查看，通话不受影响', en: 'kept for a person to look at; calls untouched' },
  label: { zh: '被叫屏幕显示可疑类型', en: "the callee's display says what is suspected" },
  warn: { zh: '提醒被叫注意', en: 'the callee is warned' },
  'rate-limit': { zh: '降低其呼叫频次', en: 'its calls are slowed' },
  divert: { zh: '转至语音提示或人工', en: 'sent to an announcement or a person' },
  block: { zh: '不再振铃', en: 'does not ring' },
};

export const KIND_WORDS: Readonly<Record<NumberKind, BilingualText>> = {
  e164: { zh: '公网号码', en: 'public number' },
  'service-code': { zh: '服务短号', en: 'service code' },
  'service-number': { zh: '400/800 号码', en: '400/800 number' },
  local: { zh: '本地号码', en: 'local number' },
  private: { zh: '内线号码', en: 'private extension' },
  alphanumeric: { zh: '字母主叫', en: 'name as caller' },
  withheld: { zh: '号码隐藏', en: 'withheld' },
  unparsable: { zh: '无法识别', en: 'unreadable' },
};

export const TRUNK_WORDS: Readonly<Record<TrunkKind, BilingualText>> = {
  unknown: { zh: '来话路由不明', en: 'not known where they came in' },
  international: { zh: '全部来自国际口', en: 'all came in from abroad' },
  interconnect: { zh: '全部来自网间互联口', en: 'all came in from other networks' },
  subscriber: { zh: '全部来自本网用户', en: 'all came in from own subscribers' },
  private: { zh: '全部来自语音专线', en: 'all came in over leased voice lines' },
};

/** Why a verdict could not look at everything, in words; other reasons are shown as they are. */
const DEGRADATIONS: Readonly<Record<string, BilingualText>> = {
  'features late': {
    zh: '记录晚于后面的通话到达，已计数，但按当时所知判定',
    en: 'the record came after calls made later; counted, and judged with what was known then',
  },
  'features warming': {
    zh: '话单所含历史不够长，分不清新号码与此前未见到的号码',
    en: 'the records do not go back far enough to tell a new number from one not seen yet',
  },
  'features saturated': {
    zh: '计数器已满，实际数值可能更大',
    en: 'a counter is full, the true figure may be larger',
  },
  'features future': {
    zh: '时间在收到记录之后，未计入任何时间窗',
    en: 'stamped after the record was received; moved no window',
  },
  'features ahead': {
    zh: '时间远在其余话单之后，待其他通话印证后才计入',
    en: 'dated far ahead of the other records; counted only once others confirm that time',
  },
};

export function degradationWords({ what, why }: Degradation): BilingualText {
  const plain = `${what} (${why})`;
  return DEGRADATIONS[`${what} ${why}`] ?? { zh: plain, en: plain };
}

/** `2026-03-01 09:30` of an instant in the source's local time. */
export function localMinute(at: number, utcOffsetMin: number): string {
  return new Date(at + utcOffsetMin * 60_000).toISOString().slice(0, 16).replace('T', ' ');
}

/** `UTC+08:00`. */
export function offsetWords(utcOffsetMin: number): string {
  const minutes = Math.abs(utcOffsetMin);
  const two = (value: number) => String(value).padStart(2, '0');
  return `UTC${utcOffsetMin < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** `12,345`: the same in both languages. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `1 call`, `12,345 calls`. */
export function counted(value: number, noun: string): string {
  return `${grouped(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** At most three significant decimals and no trailing zeros: `61`, `0.025`, `1.24`. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 1000) return grouped(Math.round(value));
  const decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return String(Number(value.toFixed(decimals)));
}

/** Share as whole per cent, `< 1 %` rather than a false zero. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  const share = (100 * part) / whole;
  if (share > 0 && share < 1) return '<1%';
  if (share < 100 && share > 99) return '>99%';
  return `${Math.round(share)}%`;
}
