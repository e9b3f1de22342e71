/**
 * Where the leg came into the network. The same caller digits can be honest on one kind and impersonation on another
 * (反电信网络诈骗法 art. 13), so `unknown` is its own kind and proves nothing either way.
 * `private` is a leased voice line (语音专线) with its own list of allowed caller numbers.
 */
export const TRUNK_KINDS = ['unknown', 'international', 'interconnect', 'subscriber', 'private'] as const;
export type TrunkKind = (typeof TRUNK_KINDS)[number];

/**
 * The kind under which the callee of a leg is read. What arrives from abroad names its caller by country code, but its
 * callee as often in the national form of the country it comes into: digits without plus may be either there.
 */
export function calleeTrunk(trunk: TrunkKind): TrunkKind {
  return trunk === 'international' ? 'unknown' : trunk;
}
