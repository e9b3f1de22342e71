import { latin1 } from '../../../../lib/sip/header-text.ts';

/** Compact forms (RFC 3261 §7.3.3 and the registrations since; `y` is RFC 8224 §13.1). */
const COMPACT: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  j: 'reject-contact',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
  y: 'identity',
};

const KNOWN =
  `accept accept-encoding accept-language alert-info allow authorization call-info content-disposition cseq date
  diversion expires history-info in-reply-to max-forwards mime-version min-expires min-se organization p-access-network-info
  p-asserted-identity p-called-party-id p-charging-vector p-early-media p-preferred-identity p-visited-network-id path
  priority privacy proxy-authenticate proxy-authorization proxy-require rack reason record-route remote-party-id reply-to
  require retry-after route rseq server timestamp unsupported user-agent warning www-authenticate`.split(
    /\s+/,
  );

/** A header name the table knows. */
export interface KnownName {
  readonly name: string;
  /** The name's bit when it may stand only once or names a party, else 0. */
  readonly bit: number;
}

/** Headers of which a message has one (RFC 3261 §20, §7.3.1): a second makes readers disagree. */
export const SINGLE_HEADERS = [
  'from',
  'to',
  'call-id',
  'cseq',
  'max-forwards',
  'content-length',
  'content-type',
  'date',
] as const;
/** Further headers that say who calls whom. */
const PARTY_HEADERS = [
  'via',
  'p-asserted-identity',
  'p-preferred-identity',
  'remote-party-id',
  'diversion',
  'history-info',
  'identity',
  'privacy',
  'contact',
] as const;

const MARKED: readonly string[] = [...SINGLE_HEADERS, ...PARTY_HEADERS];

/** The bit `KnownName.bit` has for a header of the two lists above. */
export function bitOf(name: string): number {
  return 1 << MARKED.indexOf(name);
}

interface Slot extends KnownName {
  /** As spelt, lower case. */
  readonly spelling: string;
}

const TABLE_MASK = 1023;
const table: (Slot | undefined)[] = new Array<Slot | undefined>(TABLE_MASK + 1).fill(undefined);

function enter(spelling: string, name: string): void {
  let place = nameHash(Buffer.from(spelling), 0, spelling.length) & TABLE_MASK;
  while (table[place] !== undefined) place = (place + 1) & TABLE_MASK;
  table[place] = { spelling, name, bit: MARKED.includes(name) ? bitOf(name) : 0 };
}

/** One step of the hash that a reader of names keeps while it walks over them; letters in any case are one. */
export function hashStep(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + (byte | 0x20)) | 0;
}

function nameHash(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let at = start; at < end; at++) hash = hashStep(hash, bytes[at]!);
  return hash;
}

for (const name of new Set([...MARKED, ...KNOWN, ...Object.values(COMPACT)])) enter(name, name);
for (const [letter, name] of Object.entries(COMPACT)) enter(letter, name);

/** The known name spelt in `[start, end)` in whatever case, long or compact, or `null`; `hash` is that of its bytes. */
export function knownName(bytes: Uint8Array, start: number, end: number, hash: number): KnownName | null {
  for (let place = hash & TABLE_MASK; ; place = (place + 1) & TABLE_MASK) {
    const slot = table[place];
    if (slot === undefined) return null;
    if (slot.spelling.length === end - start && isSpelt(bytes, start, slot.spelling)) return slot;
  }
}

/** Only letters have a second spelling: CR, which `| 0x20` would make a hyphen, never stands in a name. */
function isSpelt(bytes: Uint8Array, start: number, spelling: string): boolean {
  for (let index = 0; index < spelling.length; index++)
    if ((bytes[start + index]! | 0x20) !== spelling.charCodeAt(index)) return false;
  return true;
}

/** A name the table does not know, in lower case. */
export function otherName(bytes: Uint8Array, start: number, end: number): string {
  return latin1(bytes, start, end).toLowerCase();
}
