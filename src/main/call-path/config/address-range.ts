import { BlockList, isIP } from 'node:net';

/** One address or a range in CIDR form (RFC 4632), as a peer's configuration names it. */
export interface AddressRange {
  readonly text: string;
  readonly family: 4 | 6;
  readonly address: string;
  readonly bits: number;
}

/** Reads `192.0.2.7`, `192.0.2.0/24` or `2001:db8::/48`; `null` when it is none of these. */
export function addressRange(text: string): AddressRange | null {
  const [address = '', bitsText, more] = text.trim().split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined) return null;
  const width = version === 4 ? 32 : 128;
  if (bitsText !== undefined && !/^\d{1,3}$/.test(bitsText)) return null;
  const bits = bitsText === undefined ? width : Number(bitsText);
  return bits > width ? null : { text: text.trim(), family: version as 4 | 6, address, bits };
}

/** True for addresses inside any of the ranges; an IPv4 address written inside IPv6 (RFC 4291 §2.5.5.2) counts as IPv4. */
export function rangeTest(ranges: readonly AddressRange[]): (address: string) => boolean {
  const list = new BlockList();
  for (const { address, bits, family } of ranges)
    list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
  return (given) => {
    const address = given.startsWith('::ffff:') && isIP(given.slice(7)) === 4 ? given.slice(7) : given;
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
  };
}
