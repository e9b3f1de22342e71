import { cucmRedirectReason } from './cucm-redirect.ts';
import { q850Outcome } from './hangup-cause.ts';

const RECORD_TYPES: ReadonlyMap<string, string> = new Map([
  ['0', 'start record'],
  ['1', 'call detail record'],
  ['2', 'call management record (media quality)'],
]);

/**
 * What a column of a Unified CM record says: times are epoch seconds with 0 for never, addresses signed 32-bit integers
 * whose lowest octet comes first, causes values of Q.850. `null` where the text is all there is to show.
 */
export function cucmMeaning(column: string, text: string): string | null {
  const name = column.trim().toLowerCase();
  if (name === 'cdrrecordtype') return RECORD_TYPES.get(text) ?? null;
  if (!/^-?\d{1,10}$/.test(text)) return null;
  const value = Number(text);
  if (name.startsWith('datetime')) return value === 0 ? 'never' : new Date(value * 1000).toISOString();
  if (name.endsWith('ipaddr') || name.endsWith('address_ip')) return signedAddress(value);
  if (name.endsWith('cause_value')) return value === 0 ? 'none' : q850Outcome(value);
  if (name.endsWith('redirectreason')) return value === 0 ? 'none' : cucmRedirectReason(value, NaN);
  if (name.endsWith('redirectonbehalfof')) return value === 0 ? 'none' : cucmRedirectReason(NaN, value);
  return null;
}

/** `-939392832` is 192.0.2.200: the lowest octet is the first. 0 is no address. */
export function signedAddress(value: number): string | null {
  if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 32) return null;
  if (value === 0) return 'none';
  return [0, 8, 16, 24].map((shift) => (value >>> shift) & 255).join('.');
}
