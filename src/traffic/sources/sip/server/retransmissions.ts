import { COMPLETED, type TransactionTable } from './transaction-table.ts';

/** T1, T2 of RFC 3261 §17.1.1.2 in milliseconds. */
export const T1_MS = 500;
export const T2_MS = 4000;
/** Timer H: so long an ACK is waited for. */
export const TIMER_H_MS = 64 * T1_MS;

/**
 * Timer G (RFC 3261 §17.2.1): final answers to INVITEs over UDP are sent again after T1, 2 T1, ... up to T2, until their ACK.
 * Everything in one line waits equally long, so each line is in order by itself and no timer is set per call.
 */
export class Retransmissions {
  /** Answers sent again because no ACK came. */
  sent = 0;
  /** Transactions whose ACK never came within timer H. */
  unacknowledged = 0;
  readonly #table: TransactionTable;
  readonly #lines: readonly WaitingLine[];

  constructor(table: TransactionTable) {
    this.#table = table;
    this.#lines = [T1_MS, 2 * T1_MS, 4 * T1_MS, T2_MS].map((ms) => new WaitingLine(ms, table.capacity));
  }

  /** The answer went out for the first time. */
  start(serial: number, now: number): void {
    this.#lines[0]!.push(serial, now);
  }

  /** Sends what is due, at most `limit` answers a call: a peer that never acknowledges must not hold up the others. */
  run(now: number, limit: number): void {
    let left = limit;
    for (let index = 0; index < this.#lines.length; index += 1) {
      const line = this.#lines[index]!;
      const following = this.#lines[Math.min(index + 1, this.#lines.length - 1)]!;
      while (left > 0 && line.isDue(now)) {
        const serial = line.shift();
        if (!this.#table.has(serial) || this.#table.state(serial) !== COMPLETED) continue;
        left -= 1;
        if (now - this.#table.bornAt(serial) >= TIMER_H_MS - T1_MS) {
          this.unacknowledged += 1;
          continue;
        }
        this.#table.resend(serial);
        this.sent += 1;
        following.push(serial, now);
      }
    }
  }
}

/** First in, first out, everything due after the same wait. Full: the oldest falls out, as it does from the table. */
class WaitingLine {
  readonly #waitMs: number;
  readonly #serials: Float64Array;
  readonly #due: Float64Array;
  #first = 0;
  #count = 0;

  constructor(waitMs: number, capacity: number) {
    this.#waitMs = waitMs;
    this.#serials = new Float64Array(capacity);
    this.#due = new Float64Array(capacity);
  }

  isDue(now: number): boolean {
    return this.#count > 0 && this.#due[this.#first]! <= now;
  }

  push(serial: number, now: number): void {
    if (this.#count === this.#serials.length) this.shift();
    const place = (this.#first + this.#count) & (this.#serials.length - 1);
    this.#serials[place] = serial;
    this.#due[place] = now + this.#waitMs;
    this.#count += 1;
  }

  shift(): number {
    const serial = this.#serials[this.#first]!;
    this.#first = (this.#first + 1) & (this.#serials.length - 1);
    this.#count -= 1;
    return serial;
  }
}
