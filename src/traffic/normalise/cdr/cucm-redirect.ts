/**
 * Why a party of Cisco Unified CM passed a call on, in the words of RFC 5806 §4 where it has one
 * (Call Reporting and Billing Administration Guide, "Redirect Reason Codes").
 */
const REASONS: ReadonlyMap<number, string> = new Map([
  [1, 'user-busy'],
  [2, 'no-answer'],
  [4, 'transfer'],
  [5, 'pickup'],
  [7, 'park'],
  [8, 'park'],
  [9, 'out-of-service'],
  [11, 'park'],
  [15, 'unconditional'],
  [18, 'deflection'],
  [34, 'transfer'],
  [50, 'deflection'],
  [82, 'unavailable'],
  [98, 'conference'],
  [114, 'barge'],
]);

/** The feature that did it, where no reason is told ("OnBehalfOf Codes" of the same guide). */
const FEATURES: ReadonlyMap<number, string> = new Map([
  [3, 'park'],
  [4, 'conference'],
  [6, 'conference'],
  [10, 'transfer'],
  [14, 'deflection'],
  [15, 'barge'],
  [16, 'pickup'],
]);

/** The word for a redirect reason and an on-behalf-of code; `unknown` where neither tells. */
export function cucmRedirectReason(reason: number, onBehalfOf: number): string {
  return REASONS.get(reason) ?? FEATURES.get(onBehalfOf) ?? 'unknown';
}
