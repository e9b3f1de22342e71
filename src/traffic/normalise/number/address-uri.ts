/** A tel, sip, sips or urn address, or `user@host` without scheme, taken apart but not yet understood. */
export interface AddressUri {
  readonly scheme: 'tel' | 'sip' | 'urn' | 'none';
  /** Number or user part, percent-decoded, without parameters; the service of a urn. */
  readonly user: string;
  /** Lower case, without port; `''` when the form has none. */
  readonly host: string;
  /** Parameters of the number, names in lower case (RFC 3966 §3, RFC 4694, and what networks add). */
  readonly parameters: ReadonlyMap<string, string>;
  /** True when the address says that its user part is a number (`user=phone`). */
  readonly saysPhone: boolean;
}

/** What a parameter tells about the call, as a note; those that change the reading are handled by the reader. */
const PARAMETER_NOTES: ReadonlyMap<string, string> = new Map([
  ['isub', 'isdn-subaddress'],
  ['postd', 'post-dial-digits'],
  ['rn', 'routing-number'],
  ['npdi', 'number-portability-dip'],
  ['cic', 'carrier-code'],
  ['cpc', 'calling-party-category'],
  ['oli', 'originating-line'],
  ['verstat', 'verification-status'],
]);

/** `null` when the text is no address but a number or a name. */
export function parseAddress(text: string): AddressUri | null {
  const scheme = /^(tel|sips?|urn):/i.exec(text)?.[1]?.toLowerCase();
  const rest = scheme === undefined ? text : text.slice(scheme.length + 1);
  if (scheme === 'urn') return { ...NO_PARTS, scheme: 'urn', user: rest.toLowerCase() };
  if (scheme === 'tel') return { ...NO_PARTS, scheme: 'tel', ...userAndParameters(rest, true) };
  if (scheme === undefined) {
    if (/^[^\s@;]+(?:;[^\s@]*)?@[\w.:[\]-]+(?:;\S*)?$/.test(text)) return withHost('none', text);
    if (/^[^\s;=]+;(?:phone-context|isub|ext|rn|npdi|cpc|oli|cic|postd|verstat)\b/i.test(text))
      return { ...NO_PARTS, scheme: 'none', ...userAndParameters(text, false) };
    return null;
  }
  return withHost('sip', rest);
}

const NO_PARTS = { user: '', host: '', parameters: new Map<string, string>(), saysPhone: false };

function withHost(scheme: 'sip' | 'none', text: string): AddressUri {
  const at = text.lastIndexOf('@');
  // A SIP URI without @ has only a host (RFC 3261 §19.1.1).
  const hostPart = text.slice(at + 1);
  const host = /^(\[[^\]]*\]|[^:;?]*)/.exec(hostPart)![1]!.toLowerCase();
  const saysPhone = /;user=phone(?:[;?]|$)/i.test(hostPart);
  const user = at < 0 ? '' : text.slice(0, at).replace(/^([^;:]*):[^;]*/, '$1');
  const taken = userAndParameters(user, scheme === 'sip');
  const outer = userAndParameters(hostPart.split('?')[0]!, false).parameters;
  return { scheme, host, saysPhone, user: taken.user, parameters: new Map([...outer, ...taken.parameters]) };
}

function userAndParameters(text: string, encoded: boolean): Pick<AddressUri, 'user' | 'parameters'> {
  const [user = '', ...parts] = text.split(';');
  const parameters = new Map<string, string>();
  for (const part of parts) {
    const [name = '', ...value] = part.split('=');
    const key = name.trim().toLowerCase();
    // The first of two equal names counts; RFC 3966 §3 forbids the second.
    if (key !== '' && !parameters.has(key)) parameters.set(key, decode(value.join('='), encoded));
  }
  return { user: decode(user, encoded), parameters };
}

function decode(text: string, encoded: boolean): string {
  if (!encoded || !text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Notes for the parameters that say something about the call but do not change the number. */
export function parameterNotes(parameters: ReadonlyMap<string, string>): string[] {
  return [...parameters.keys()].flatMap((name) => PARAMETER_NOTES.get(name) ?? []);
}
