import type { NumberKey } from './number-key.ts';

/**
 * What a dialled or presented string turned out to be. A kind is a statement about the form, never about guilt:
 * - `e164`: a public international number, country code first (ITU-T E.164).
 * - `service-code`: a national short code that exists only inside its country (110, 10086, 95588, 96110, 12345).
 * - `service-number`: a national shared-cost or free-phone number (China: 400, 800), dialled without country code.
 * - `local`: a subscriber number without area code, or a number whose context does not make it global (RFC 3966 §5.1.5).
 * - `private`: an extension or another number of a closed plan.
 * - `alphanumeric`: a name used as an address (3GPP TS 23.040 §9.1.2.5, type of number 101).
 * - `withheld`: the network or the caller says there is no number to show (RFC 3323 §4.1.1.3, keypad words).
 * - `unparsable`: none of these; the raw text is kept and nothing is guessed.
 */
export const NUMBER_KINDS = [
  'e164',
  'service-code',
  'service-number',
  'local',
  'private',
  'alphanumeric',
  'withheld',
  'unparsable',
] as const;
export type NumberKind = (typeof NUMBER_KINDS)[number];

/** What the numbering plan says the number is used for. `unknown`: the plan does not say. */
export const NUMBER_TYPES = [
  'unknown',
  'mobile',
  'fixed',
  'fixed-or-mobile',
  'toll-free',
  'premium',
  'shared-cost',
  'voip',
  'personal',
  'pager',
  'iot',
  'satellite',
  'service',
  'emergency',
  'privacy',
] as const;
export type NumberType = (typeof NUMBER_TYPES)[number];

/**
 * How the number stands against the dated numbering plan.
 * `not-in-table` is lack of knowledge (plans lag behind allocations) and must never be read as "unallocated";
 * `impossible` means the length or leading digits cannot be a number of that plan.
 */
export const NUMBER_VALIDITIES = ['valid', 'not-in-table', 'impossible', 'not-applicable'] as const;
export type NumberValidity = (typeof NUMBER_VALIDITIES)[number];

/**
 * How sure the reading is: `certain` when a table holds the number, `likely` when only its form fits. Only these two may
 * match an exact list entry. An `ambiguous` number has other readings in `candidates` and keeps its written form;
 * `none` has no reading. A property of the number and not of its writing: every form of one number is equally sure.
 */
export const NUMBER_CONFIDENCES = ['none', 'ambiguous', 'likely', 'certain'] as const;
export type NumberConfidence = (typeof NUMBER_CONFIDENCES)[number];

/** A party's address as it was written and as we read it. Immutable; equal `key` means "the same line". */
export interface TelephoneNumber {
  readonly kind: NumberKind;
  /** The text exactly as received, evidence; never displayed without escaping. */
  readonly raw: string;
  /**
   * The one written form used for display, lists and reports: `+8613800000000` for E.164, the bare digits for codes
   * and local numbers, the text itself for names, `withheld` for withheld, the raw text for unparsable. What the
   * country of the context does not tell stands behind it: `911;phone-context=+1`, `7042;phone-context=pbx.example`.
   * Normalising it again in the same context gives the same number, with the same class.
   */
  readonly canonical: string;
  /** Identity for counting and matching, without extension; `0` (no key) for withheld and unparsable. */
  readonly key: NumberKey;
  /**
   * ISO 3166-1 alpha-2, `001` for non-geographic codes, `null` when no country follows from the digits or the context.
   * Behind a shared country code a number of no range has the code's main country (`US` of +1).
   */
  readonly country: string | null;
  readonly type: NumberType;
  readonly validity: NumberValidity;
  readonly confidence: NumberConfidence;
  /** Digits after an extension mark (RFC 3966 §5.3 `;ext=`, `转`, `x`), `null` when none. Never part of the key. */
  readonly extension: string | null;
  /** Other readings, best first, in canonical form; empty unless `confidence` is `ambiguous` or the kind is `local`. */
  readonly candidates: readonly string[];
  /** What was noticed while reading, kebab-case and stable (`plus-without-country-code`, `service-code-with-country-code`). */
  readonly notes: readonly string[];
}
