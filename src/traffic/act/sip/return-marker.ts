import { createHmac, timingSafeEqual } from 'node:crypto';
import { calledPart, parameterOf } from './contact-uri.ts';

/** A call that comes back later than this is a new one. */
const MAX_AGE_MINUTES = 3;

/**
 * Marks URIs that calls are sent on to, so that one coming back is known. Signed with a key of this server for the number and
 * the minute: a caller cannot make a marker, and one that was seen is of no use for another number or later.
 */
export class ReturnMarker {
  readonly #key: Buffer;

  /** At least 16 bytes nobody else knows; servers that stand for one another share it. */
  constructor(key: Buffer) {
    this.#key = key;
  }

  /** Value for a URI that is sent out at `at` (epoch milliseconds). */
  value(uri: string, at: number): string {
    return this.#signed(uri, minuteOf(at));
  }

  /** Whether the URI came from here within the last minutes. */
  isOurs(uri: string, name: string, at: number): boolean {
    const value = parameterOf(uri, name);
    if (value === null || !/^[0-9a-f]{20,32}$/.test(value)) return false;
    const minute = Number.parseInt(value.slice(0, -16), 16);
    if (Math.abs(minuteOf(at) - minute) > MAX_AGE_MINUTES) return false;
    const wanted = Buffer.from(this.#signed(uri, minute));
    const given = Buffer.from(value);
    return wanted.length === given.length && timingSafeEqual(wanted, given);
  }

  #signed(uri: string, minute: number): string {
    const sign = createHmac('sha256', this.#key)
      .update(`${minute} ${calledPart(uri)}`)
      .digest('hex');
    return minute.toString(16) + sign.slice(0, 16);
  }
}

const minuteOf = (at: number): number => Math.floor(at / 60_000);
