import type { TelephoneNumber } from '../../../domain/telephone-number.ts';

/** A party as signalling names it. Every `TelephoneNumber` is one. */
export type SignalledNumber = Pick<TelephoneNumber, 'kind' | 'raw' | 'canonical' | 'candidates'>;

/** Longest number of a statement: 15 digits or signs (E.164 §6.1, RFC 8226 §9). */
const MAX_DIGITS = 15;
const CANONICAL = /^[0-9*#]+$/;

/** Whether a signed `tn` is written as it must be: digits, `*` and `#` only (RFC 8224 §8.3, RFC 8225 §5.2.1.1). */
export function isCanonicalTn(tn: string, routingPrefix: RoutingPrefix | null): boolean {
  const longest =
    routingPrefix !== null && tn.startsWith(routingPrefix.countryCode)
      ? MAX_DIGITS + routingPrefix.digits
      : MAX_DIGITS;
  return CANONICAL.test(tn) && tn.length <= longest;
}

export interface RoutingPrefix {
  readonly countryCode: string;
  readonly digits: number;
}

/**
 * Every canonical form (RFC 8224 §8.3) a signalled number can have, the surest first: its own, then the readings its
 * dialling rules allow. Empty when it is no number.
 */
export function canonicalForms(number: SignalledNumber): string[] {
  if (number.kind === 'e164') return [number.canonical.replace(/^\+/, '')];
  const forms = [number.canonical, number.raw, ...number.candidates]
    .map(bare)
    .filter((form) => form !== null);
  return [...new Set(forms)];
}

/** A written number without `+`, separators, scheme, host and parameters, as RFC 8224 §8.3 takes them off. */
function bare(text: string): string | null {
  const user = text
    .replace(/^<?(?:tel|sips?):/i, '')
    .replace(/[@;>?].*$/s, '')
    .replace(/%23/g, '#')
    .replace(/%2a/gi, '*');
  const digits = user.replace(/^\+/, '').replace(/[\s().\-/]/g, '');
  return CANONICAL.test(digits) && digits.length <= MAX_DIGITS + 10 ? digits : null;
}

/** Whether a signed number is one of `forms`, also when a routing prefix stands behind its country code on one side. */
export function isSameNumber(tn: string, forms: readonly string[], prefix: RoutingPrefix | null): boolean {
  if (forms.includes(tn)) return true;
  if (prefix === null) return false;
  const plain = withoutPrefix(tn, prefix);
  return forms.some((form) => withoutPrefix(form, prefix) === plain);
}

/** Takes a prefix off only where a national number of full length stands behind it: 33 + 5 digits + 9 in France. */
function withoutPrefix(tn: string, { countryCode, digits }: RoutingPrefix): string {
  const national = tn.length - countryCode.length - digits;
  return tn.startsWith(countryCode) && national >= 9
    ? countryCode + tn.slice(countryCode.length + digits)
    : tn;
}

/**
 * A SIP or other URI in the form in which two are compared (RFC 8224 §8.5): scheme and host in lower case, no parameters,
 * no headers, no default port; `null` when it is none.
 */
export function canonicalUri(text: string): string | null {
  const match = /^<?([a-z][a-z0-9+.-]*):(?:([^@\s<>]*)@)?([^;?>\s]+)/i.exec(text.trim());
  if (match === null) return null;
  const [, scheme = '', user, host = ''] = match;
  const name = user?.split(/[;:]/, 1)[0];
  const place = host.toLowerCase().replace(/:(?:5060|5061)$/, '');
  return `${scheme.toLowerCase()}:${name === undefined ? '' : `${name}@`}${place}`;
}
