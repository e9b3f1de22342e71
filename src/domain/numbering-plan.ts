import type { NumberType } from './telephone-number.ts';

/** One range of a national plan. National (significant) numbers that start with `prefix` and have one of `lengths`. */
export interface NumberRange {
  /** Leading digits of the national significant number. */
  readonly prefix: string;
  readonly lengths: readonly number[];
  readonly type: NumberType;
  /** First and last day (epoch ms, exclusive end) on which the range exists; `null`: open. */
  readonly from: number | null;
  readonly until: number | null;
}

/** A short code or service number that is dialled inside the country only. */
export interface ServiceCode {
  /** Exact digits, or leading digits when `digitsAfter` is given. */
  readonly code: string;
  /** How many digits may follow, `[0]` for an exact code. */
  readonly digitsAfter: readonly number[];
  readonly kind: 'service-code' | 'service-number';
  readonly type: NumberType;
  /** Who answers, for people (`中国移动客服`), `null` when not known. */
  readonly holder: string | null;
  /** True for emergency codes: calls to them pass everything. */
  readonly emergency: boolean;
  readonly from: number | null;
  readonly until: number | null;
}

/** A country's numbering as dated policy data (policy/numbering/). */
export interface NumberingPlan {
  readonly country: string;
  readonly callingCode: string;
  /** Digits dialled before a national number, `''` when none (Italy: none, its 0 belongs to the number). */
  readonly trunkPrefix: string;
  /** Digits dialled before a country code, most usual first (`00`, `011`). */
  readonly exitCodes: readonly string[];
  /** Possible lengths of a national significant number. */
  readonly lengths: readonly number[];
  /** Lengths of a subscriber number dialled without area code. */
  readonly localLengths: readonly number[];
  readonly ranges: readonly NumberRange[];
  readonly areaCodes: readonly string[];
  readonly serviceCodes: readonly ServiceCode[];
}

/** Every plan of one policy version, by country. */
export interface NumberingPlans {
  readonly version: string;
  readonly plans: ReadonlyMap<string, NumberingPlan>;
}
