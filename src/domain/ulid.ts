/** 48 bits of time and 80 of randomness as 26 characters of Crockford's base 32, capitals only; sorts by time. */
export type Ulid = string;

const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** True for the one canonical written form: capitals, no I, L, O, U, at most 128 bits. */
export function isUlid(value: unknown): value is Ulid {
  return typeof value === 'string' && ULID.test(value);
}
