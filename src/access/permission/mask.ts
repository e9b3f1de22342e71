import { maskNumber } from '../../domain/mask-number.ts';

/** Ways to show a field; policy/access/masks.yaml has an example of each. */
export const MASKS = ['open', 'name', 'id-number', 'phone', 'card', 'hidden'] as const;
export type Mask = (typeof MASKS)[number];
/** Kind of record → field → mask; `common` holds for every kind. */
export type MaskTable = ReadonlyMap<string, ReadonlyMap<string, Mask>>;

const HIDDEN = '****';

/** One value as it may be shown. What is not text under a mask other than `open` is hidden: a mask never fails open. */
export function maskValue(mask: Mask, value: unknown): unknown {
  if (mask === 'open' || value === null || value === undefined) return value;
  if (typeof value !== 'string') return HIDDEN;
  switch (mask) {
    case 'name':
      return maskName(value);
    case 'id-number':
      return keepEnds(value.trim(), 3, 4, '*'.repeat(11), 15);
    case 'phone':
      return maskPhone(value.trim());
    case 'card':
      return keepEnds(value.replace(/[\s-]/g, ''), 4, 4, HIDDEN, 12);
    default:
      return HIDDEN;
  }
}

/** The first character and one star, so that the length tells nothing. */
function maskName(name: string): string {
  const first = [...name.trim()][0];
  return first === undefined ? '' : `${first}*`;
}

/** Only digits count as a telephone number: anything else is hidden. */
function maskPhone(text: string): string {
  const digits = text.replace(/[\s()-]/g, '');
  if (!/^\+?\d{5,20}$/.test(digits)) return HIDDEN;
  return maskNumber({ kind: digits.startsWith('+') ? 'e164' : 'local', canonical: digits });
}

function keepEnds(text: string, head: number, tail: number, stars: string, least: number): string {
  if (text.length < least || !/^[0-9A-Za-z]+$/.test(text)) return HIDDEN;
  return text.slice(0, head) + stars + text.slice(-tail);
}

/**
 * A record as somebody sees it who did not unmask: every field that the table does not name is hidden. `plain`: fields
 * that an unmasking (`unmask`) opened. Nested values are hidden as a whole unless their field is open.
 */
export function maskRecord(
  table: MaskTable,
  kind: string,
  record: Readonly<Record<string, unknown>>,
  plain: ReadonlySet<string> = new Set(),
): Record<string, unknown> {
  const own = table.get(kind);
  const common = table.get('common');
  return Object.fromEntries(
    Object.entries(record).map(([field, value]) => {
      if (plain.has(field)) return [field, value];
      return [field, maskValue(own?.get(field) ?? common?.get(field) ?? 'hidden', value)];
    }),
  );
}
