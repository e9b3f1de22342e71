import type { DigitPattern } from './digit-pattern.ts';
import type { NumberType } from './telephone-number.ts';

/** One range of a national plan. */
export interface NumberRange {
  /** Which national significant numbers belong to the range. */
  readonly pattern: DigitPattern;
  readonly type: NumberType;
  /** First day (epoch ms) on which the range exists; `null`: always did. */
  readonly from: number | null;
  /** First day (epoch ms) on which it no longer exists; `null`: open. */
  readonly until: number | null;
}

/** A short code or service number that is dialled inside the country only. */
export interface ServiceCode {
  /** The codes: one exact code (`12345`) or a family (`955xx`). */
  readonly pattern: DigitPattern;
  readonly kind: 'service-code' | 'service-number';
  readonly type: NumberType;
  /** Who answers, for people (`中国移动客服`), `null` when not known or when the pattern is a family. */
  readonly holder: string | null;
  /** True for emergency codes: calls to them pass everything. */
  readonly emergency: boolean;
  readonly from: number | null;
  readonly until: number | null;
}

/** How a national number is written at home, when that is more than a fixed trunk prefix. */
export interface TrunkRule {
  /** Source of a regular expression over the dialled digits, matched at their start. */
  readonly pattern: string;
  /** Replacement that gives the national significant number; `null`: what matched is dropped. */
  readonly replace: string | null;
}

/** A country's numbering as dated policy data (policy/numbering/). */
export interface NumberingPlan {
  /** ISO 3166-1 alpha-2, `001` for non-geographic calling codes. */
  readonly country: string;
  readonly callingCode: string;
  /** True for the country that a shared calling code means when the digits do not tell (`US` of 1, `GB` of 44). */
  readonly main: boolean;
  /** Leading digits that give the country within a shared calling code, `null` when only the ranges tell. */
  readonly leading: DigitPattern | null;
  /** Digits dialled before a national number, `''` when none (Italy: none, its 0 belongs to the number). */
  readonly trunkPrefix: string;
  readonly trunkRule: TrunkRule | null;
  /** Digits dialled before a country code, most usual first (`00`, `011`). */
  readonly exitCodes: readonly DigitPattern[];
  /** Possible lengths of a national significant number. */
  readonly lengths: readonly number[];
  /** Lengths of a subscriber number dialled without area code. */
  readonly localLengths: readonly number[];
  /** What a national significant number looks like, allocated or not: wider than the ranges. */
  readonly shape: DigitPattern;
  readonly ranges: readonly NumberRange[];
  /** Area codes without trunk prefix that may stand before a service code (`10` of `010 12345`). */
  readonly areaCodes: readonly DigitPattern[];
  readonly serviceCodes: readonly ServiceCode[];
  /** Codes that choose a carrier and are dialled before a whole number (`17951`). */
  readonly carrierCodes: readonly DigitPattern[];
  /** E.212 mobile country codes, for `phone-context` values that name a mobile network's home domain. */
  readonly mobileCountryCodes: readonly string[];
}

/** The ways networks and exports write "there is no number". */
export interface WithheldForms {
  /** Lower case, whole text. */
  readonly words: ReadonlySet<string>;
  /** Lower-case SIP hosts that mean withheld whatever the user part (RFC 3323 §4.1.1.3). */
  readonly hosts: ReadonlySet<string>;
  /** Digits that spell such a word on a keypad (`266696687` is ANONYMOUS). */
  readonly keypadWords: ReadonlySet<string>;
}

/** Every plan of one policy version, by country. */
export interface NumberingPlans {
  readonly version: string;
  /** By country; several plans have the key `001:<calling code>`. */
  readonly plans: ReadonlyMap<string, NumberingPlan>;
  readonly withheld: WithheldForms;
}
