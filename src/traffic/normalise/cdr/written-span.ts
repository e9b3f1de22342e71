/** Unit of a written duration; `clock` is `1:02:03`, `02:03` or `1小时2分3秒`. */
export type SpanUnit = 's' | 'ms' | 'min' | 'clock';

const PLAIN = /^(-?\d+)(?:[.,](\d+))?\s*(?:秒|s|sec)?$/i;
const CLOCK = /^(?:(\d+):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?$/;
const SPELLED =
  /^(?:(\d+)\s*(?:小时|时|h)\s*)?(?:(\d+)\s*(?:分钟|分|min|m)\s*)?(?:(\d+)(?:[.,](\d{1,9}))?\s*(?:秒钟|秒|sec|s))?$/i;
const FACTORS = { s: 1000, ms: 1, min: 60_000 } as const;

/**
 * A duration in ms, `null` when it is not written in the unit. A decimal comma is one, but `1,234` may as well be a
 * thousand and is refused rather than guessed.
 */
export function parseSpan(text: string, unit: SpanUnit): number | null {
  const written = text.trim();
  if (unit === 'clock') return clockSpan(written);
  const match = PLAIN.exec(written);
  if (match === null || (unit !== 's' && /\D$/.test(written))) return null;
  const [, whole, fraction] = match;
  if (fraction?.length === 3 && written.includes(',')) return null;
  return Number(fraction === undefined ? whole : `${whole}.${fraction}`) * FACTORS[unit];
}

function clockSpan(text: string): number | null {
  const match = CLOCK.exec(text) ?? (text === '' ? null : SPELLED.exec(text));
  if (match === null) return null;
  const [hours, minutes, seconds] = [match[1], match[2], match[3]].map((part) => Number(part ?? 0));
  const whole = ((hours! * 60 + minutes!) * 60 + seconds!) * 1000;
  return whole + (match[4] === undefined ? 0 : Math.floor(Number(`0.${match[4]}`) * 1000));
}
