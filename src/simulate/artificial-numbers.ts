import type { TrunkKind } from '../domain/trunk.ts';

/**
 * Numbers that look real to software and artificial to people. China reserves no range for fiction, so mobile numbers
 * here have zeros where the district is (`138 0000 xxxx`) and fixed ones start 023 60; foreign ones come from the
 * ranges set aside for drama: UK 07700 900xxx (Ofcom), US 555-01xx (NANPA), Australia (02) 5550 and 7010 xxxx (ACMA).
 */
interface MobilePrefix {
  readonly prefix: string;
  /** `subscriber`: our own network; `plus` and `national`: two other carriers and how they write a caller. */
  readonly carrier: 'subscriber' | 'plus' | 'national';
}

const PREFIXES: readonly MobilePrefix[] = [
  ...interleave(
    ['138', '139', '135', '136', '137', '158', '159', '188', '187', '150', '151', '152', '182', '183'],
    ['186', '185', '130', '131', '132', '155', '156'],
    ['189', '180', '133', '153', '177', '181', '199'],
  ),
];

function interleave(own: string[], plus: string[], national: string[]): MobilePrefix[] {
  return own.flatMap((prefix, index) => {
    const other = index % 2 === 0 ? plus[index >> 1] : national[index >> 1];
    const carrier = index % 2 === 0 ? ('plus' as const) : ('national' as const);
    return [{ prefix, carrier: 'subscriber' as const }, ...(other ? [{ prefix: other, carrier }] : [])];
  });
}

/** Which 16 of every 20 consecutive numbers are given out: gaps are as irregular as in a real range. */
const GIVEN = [0, 1, 2, 4, 5, 6, 8, 9, 11, 12, 13, 14, 16, 17, 18, 19] as const;
const GIVEN_INVERSE: readonly number[] = Array.from({ length: 20 }, (_, offset) =>
  (GIVEN as readonly number[]).indexOf(offset),
);
const PER_BLOCK = 10_000;

/** Four digits with leading zeros, made once: number texts are built by the million. */
const FOUR_DIGITS: readonly string[] = Array.from({ length: PER_BLOCK }, (_, value) =>
  String(value).padStart(4, '0'),
);

export const fourDigits = (value: number): string => FOUR_DIGITS[value % PER_BLOCK] ?? '0000';

/** Where a mobile number lies: a prefix of the plan and the subscriber number behind it. */
export interface MobilePosition {
  readonly prefix: number;
  readonly subscriber: number;
}

/** A number plan for `size` mobile lines, dense enough (0.8) that dialling in sequence finds people. */
export class MobilePlan {
  readonly #size: number;
  readonly #prefixes: number;
  readonly #heads: readonly (readonly string[])[];

  constructor(size: number) {
    this.#size = size;
    this.#prefixes = Math.min(PREFIXES.length, Math.max(4, Math.ceil(size / 8_000)));
    const blocks = Math.ceil((Math.ceil(size / this.#prefixes) * 20) / 16 / PER_BLOCK) + 2;
    this.#heads = PREFIXES.slice(0, this.#prefixes).map(({ prefix }) =>
      Array.from({ length: blocks }, (_, block) => prefix + fourDigits(block)),
    );
  }

  get prefixes(): number {
    return this.#prefixes;
  }

  /** Subscriber numbers in use behind each prefix are below this. */
  get span(): number {
    return Math.ceil((Math.ceil(this.#size / this.#prefixes) * 20) / 16);
  }

  positionOf(place: number): MobilePosition {
    const row = Math.floor(place / this.#prefixes);
    const subscriber = Math.floor(row / 16) * 20 + (GIVEN[row % 16] ?? 0);
    return { prefix: place % this.#prefixes, subscriber };
  }

  /** The place of a position, -1 where no number is given out. */
  placeAt(prefix: number, subscriber: number): number {
    const offset = GIVEN_INVERSE[subscriber % 20] ?? -1;
    if (offset < 0) return -1;
    const place = (Math.floor(subscriber / 20) * 16 + offset) * this.#prefixes + prefix;
    return place < this.#size ? place : -1;
  }

  /** Eleven national digits. */
  write(prefix: number, subscriber: number): string {
    const head = this.#heads[prefix]?.[Math.floor(subscriber / PER_BLOCK)] ?? '1380000';
    return head + fourDigits(subscriber);
  }

  writePlace(place: number): string {
    const row = Math.floor(place / this.#prefixes);
    const subscriber = Math.floor(row / 16) * 20 + (GIVEN[row % 16] ?? 0);
    return this.write(place % this.#prefixes, subscriber);
  }

  carrierOf(place: number): MobilePrefix['carrier'] {
    return PREFIXES[place % this.#prefixes]?.carrier ?? 'subscriber';
  }
}

export const trunkOf = (carrier: MobilePrefix['carrier']): TrunkKind =>
  carrier === 'subscriber' ? 'subscriber' : 'interconnect';

/** A fixed line of the town, `023 60bb xxxx`; up to a million. */
export const writeFixed = (index: number): string =>
  `02360${FOUR_DIGITS[Math.floor(index / PER_BLOCK) % 100]?.slice(2) ?? '00'}${fourDigits(index)}`;

/** Area codes of the United States; relatives use the first half, gangs the second, so that nobody is both. */
const US_RELATIVES = [
  202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219,
] as const;
const US_GANGS = [303, 304, 305, 307, 308, 309, 310, 312, 313, 314, 315, 316, 317, 318, 319, 320] as const;

const drama = (areaCodes: readonly number[], hash: number): string =>
  `+1${areaCodes[Math.floor(hash / 100) % areaCodes.length]}55501${fourDigits(hash % 100).slice(2)}`;

/** A relative or partner abroad, never a fraudster: US 555-01xx. */
export const writeRelativeAbroad = (hash: number): string => drama(US_RELATIVES, hash);

/** A number of a gang abroad: UK 07700 900xxx, Australia (02) 5550 xxxx and 7010 xxxx, US 555-01xx in other area codes. */
export function writeForeignGang(country: 'GB' | 'AU' | 'US', hash: number): string {
  if (country === 'GB') return `+447700900${fourDigits(hash % 1_000).slice(1)}`;
  if (country === 'AU') return `+612${hash & 1 ? '5550' : '7010'}${fourDigits(hash >>> 1)}`;
  return drama(US_GANGS, hash);
}
