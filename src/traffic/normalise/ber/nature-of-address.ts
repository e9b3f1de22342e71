/** Type of number in bits 7 to 5 of the octet before an address. */
export const NATURE = {
  unknown: 0,
  international: 1,
  national: 2,
  network: 3,
  subscriber: 4,
  five: 5,
  abbreviated: 6,
} as const;
/** Numbering plan in bits 4 to 1. */
export const PLAN = { unknown: 0, telephone: 1, national: 8, private: 9 } as const;

export const natureOf = (octet: number): number => (octet >> 4) & 7;
export const planOf = (octet: number): number => octet & 15;

/**
 * What the types are called. Type 5 is `alphanumeric` in addresses of messages (TS 23.040 §9.1.2.5) and reserved in those of
 * MAP (TS 29.002) and of calls (TS 24.008), so that one reading for all would be wrong.
 */
const NATURE_WORDS = [
  'unknown',
  'international',
  'national',
  'network-specific',
  'subscriber',
  'reserved',
  'abbreviated',
  'reserved-for-extension',
];
const PLAN_WORDS: ReadonlyMap<number, string> = new Map([
  [0, 'unknown'],
  [1, 'telephone'],
  [3, 'data'],
  [4, 'telex'],
  [6, 'land-mobile'],
  [8, 'national'],
  [9, 'private'],
]);

export function natureWord(octet: number, ofMessage = false): string {
  const nature = natureOf(octet);
  if (nature === NATURE.five && ofMessage) return 'alphanumeric';
  return NATURE_WORDS[nature] ?? 'unknown';
}

export function planWord(octet: number): string {
  return PLAN_WORDS.get(planOf(octet)) ?? 'reserved';
}
