import { type DerElement, derAscii, derInteger, readDer } from '../../../lib/der-reader.ts';

/** What numbers a certificate speaks for (RFC 8226 §9, TNAuthorizationList). */
export interface TnAuthority {
  /** Codes of service providers: authority over whatever numbers the provider has, which a certificate cannot tell. */
  readonly providerCodes: readonly string[];
  readonly ranges: readonly { readonly first: string; readonly count: number }[];
  readonly numbers: ReadonlySet<string>;
}

const SEQUENCE = 0x30;
const IA5_STRING = 0x16;
const NUMBER = /^[0-9*#]{1,15}$/;
const MAX_ENTRIES = 10_000;

/** Reads the extension's content between `start` and `end`; `null` when it is no list of that form (explicit tags, RFC 8226 Appendix A). */
export function readTnAuthList(der: Uint8Array, start: number, end: number): TnAuthority | null {
  const [list, more] = readDer(der, start, end) ?? [];
  if (list?.tag !== SEQUENCE || more !== undefined) return null;
  const entries = readDer(der, list.start, list.end);
  if (entries === null || entries.length === 0 || entries.length > MAX_ENTRIES) return null;
  const providerCodes: string[] = [];
  const ranges: { first: string; count: number }[] = [];
  const numbers = new Set<string>();
  for (const entry of entries) {
    const [inner, second] = readDer(der, entry.start, entry.end) ?? [];
    if (inner === undefined || second !== undefined) return null;
    const text = inner.tag === IA5_STRING ? derAscii(der, inner) : null;
    if (entry.tag === 0xa0 && text !== null && text !== '') providerCodes.push(text);
    else if (entry.tag === 0xa1 && inner.tag === SEQUENCE) {
      const range = readRange(der, inner);
      if (range === null) return null;
      ranges.push(range);
    } else if (entry.tag === 0xa2 && text !== null && NUMBER.test(text)) numbers.add(text);
    else return null;
  }
  return { providerCodes, ranges, numbers };
}

function readRange(der: Uint8Array, { start, end }: DerElement): { first: string; count: number } | null {
  const [first, size] = readDer(der, start, end) ?? [];
  if (first?.tag !== IA5_STRING || size?.tag !== 0x02) return null;
  const text = derAscii(der, first);
  const count = derInteger(der, size);
  if (text === null || !/^\d{1,15}$/.test(text) || count === null || count < 2) return null;
  return { first: text, count };
}

/** `by-provider`: only a provider code can cover it, which this certificate has. `no`: it speaks for other numbers. */
export function coversNumber(
  { providerCodes, ranges, numbers }: TnAuthority,
  tn: string,
): 'yes' | 'by-provider' | 'no' {
  const value = /^\d{1,15}$/.test(tn) ? Number(tn) : Number.NaN;
  const inRange = ranges.some(
    ({ first, count }) =>
      first.length === tn.length && value >= Number(first) && value < Number(first) + count,
  );
  if (inRange || numbers.has(tn)) return 'yes';
  return providerCodes.length > 0 ? 'by-provider' : 'no';
}
