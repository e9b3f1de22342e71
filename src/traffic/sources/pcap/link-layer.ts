import { network16, network32 } from './unsigned.ts';

/** The packet carries no IP. */
export const NOT_IP = -1;
/** The capture cut the packet before its IP header. */
export const CUT = -2;
/** Nobody here can read this kind of link. */
export const UNKNOWN_LINK = -3;

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const VLAN_TAGS: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100, 0x9200]);
const PPPOE = 0x8864;
const MPLS: ReadonlySet<number> = new Set([0x8847, 0x8848]);
const PPP_IPV4 = 0x0021;
const PPP_IPV6 = 0x0057;
/** Tags and labels walked over before a packet is given up. */
const MAX_TAGS = 8;
/** Values of AF_INET6 of the systems that write null and loopback captures. */
const FAMILIES_IPV6: ReadonlySet<number> = new Set([10, 24, 28, 30]);

/** Place of the IP header of a packet of a link type (tcpdump.org/linktypes.html), or one of the three words above. */
export function ipStart(bytes: Uint8Array, start: number, end: number, linkType: number): number {
  switch (linkType) {
    case 1:
      return afterEtherType(bytes, start + 12, end);
    case 113:
      return afterEtherType(bytes, start + 14, end);
    case 276:
      return end - start < 20 ? CUT : byEtherType(bytes, network16(bytes, start), start + 20, end);
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return byVersion(bytes, start, end);
    case 0:
    case 108:
      return loopback(bytes, start, end);
    case 9:
      return ppp(bytes, bytes[start] === 0xff && bytes[start + 1] === 0x03 ? start + 2 : start, end);
    default:
      return UNKNOWN_LINK;
  }
}

function afterEtherType(bytes: Uint8Array, at: number, end: number): number {
  return at + 2 > end ? CUT : byEtherType(bytes, network16(bytes, at), at + 2, end);
}

/** Place of the IP header behind an EtherType and the tags and labels that follow it; `at` is behind the type. */
export function byEtherType(bytes: Uint8Array, first: number, from: number, end: number): number {
  let type = first;
  let at = from;
  for (let tags = 0; tags < MAX_TAGS; tags += 1) {
    if (type === IPV4 || type === IPV6) return at < end ? at : CUT;
    if (MPLS.has(type)) return mpls(bytes, at, end);
    if (type === PPPOE) return ppp(bytes, at + 6, end);
    // Below 1536 it is a length (IEEE 802.3); only a SNAP header then tells of IP.
    if (type < 0x600) {
      if (at + 8 > end) return CUT;
      if (network32(bytes, at) !== 0xaaaa0300) return NOT_IP;
      type = network16(bytes, at + 6);
      at += 8;
    } else if (VLAN_TAGS.has(type)) {
      if (at + 4 > end) return CUT;
      type = network16(bytes, at + 2);
      at += 4;
    } else return NOT_IP;
  }
  return NOT_IP;
}

function mpls(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  for (let labels = 0; labels < MAX_TAGS; labels += 1) {
    if (at + 4 > end) return CUT;
    const isLast = (bytes[at + 2]! & 1) === 1;
    at += 4;
    if (isLast) return byVersion(bytes, at, end);
  }
  return NOT_IP;
}

function ppp(bytes: Uint8Array, at: number, end: number): number {
  if (at + 2 > end) return CUT;
  const isShort = (bytes[at]! & 1) === 1;
  const protocol = isShort ? bytes[at]! : network16(bytes, at);
  return protocol === PPP_IPV4 || protocol === PPP_IPV6
    ? byVersion(bytes, at + (isShort ? 1 : 2), end)
    : NOT_IP;
}

/** The address family stands in the byte order of the machine that captured. */
function loopback(bytes: Uint8Array, start: number, end: number): number {
  if (start + 4 > end) return CUT;
  const family = bytes[start]! | bytes[start + 3]!;
  if (bytes[start + 1] !== 0 || bytes[start + 2] !== 0) return NOT_IP;
  return family === 2 || FAMILIES_IPV6.has(family) ? byVersion(bytes, start + 4, end) : NOT_IP;
}

function byVersion(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return CUT;
  const version = bytes[at]! >> 4;
  return version === 4 || version === 6 ? at : NOT_IP;
}
