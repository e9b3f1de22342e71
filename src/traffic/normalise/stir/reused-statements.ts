import { hash } from 'node:crypto';
import type { Statement } from './statement.ts';

/** Order of the P-256 group: (r, s) and (r, n - s) are signatures of the same text by the same key. */
const GROUP_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * Remembers verified statements while they are fresh, so that one taken from a call does not stand for another (RFC 8224
 * §12.1). Two generations of at most `limit` each: when one is full or old, the older is forgotten. Memory is bounded by
 * about 150 bytes times twice `limit`; beyond `limit` calls within the keeping time a re-use may go unseen and
 * `forgotten` counts.
 */
export class ReusedStatements {
  readonly #keepMs: number;
  readonly #limit: number;
  #young = new Map<string, string>();
  #old = new Map<string, string>();
  #youngSince = Number.NEGATIVE_INFINITY;
  /** Statements forgotten while they could still have been re-used. */
  forgotten = 0;

  /** `keepMs`: twice the longest freshness of the profiles that share it; ten minutes serve the shipped ones. */
  constructor(keepMs = 600_000, limit = 200_000) {
    this.#keepMs = keepMs;
    this.#limit = limit;
  }

  /** True when another call brought this statement before; remembers it for this one otherwise. Call it for verified statements only. */
  isReused(statement: Pick<Statement, 'signingInput' | 'signature'>, callId: string, at: number): boolean {
    this.#turn(at);
    const key = statementKey(statement);
    // A digest, because a Call-ID can be as long as a message.
    const call = callId.length <= 64 ? callId : hash('sha256', callId, 'base64url');
    const before = this.#young.get(key) ?? this.#old.get(key);
    if (before === undefined) this.#young.set(key, call);
    return before !== undefined && before !== call;
  }

  #turn(at: number): void {
    const isOld = at - this.#youngSince > this.#keepMs;
    if (!isOld && this.#young.size < this.#limit) return;
    if (!isOld) this.forgotten += this.#old.size;
    this.#old = this.#young;
    this.#young = new Map();
    this.#youngSince = at;
  }
}

/** One key for a statement however its signature is written: the smaller of s and n - s. */
function statementKey({ signingInput, signature }: Pick<Statement, 'signingInput' | 'signature'>): string {
  const text = Buffer.from(signature.buffer, signature.byteOffset, signature.length).toString('hex');
  const s = text.slice(64);
  // Half the order begins with 7fffffff80000000.
  const least = s < '7fffffff7' ? s : leastRoot(BigInt(`0x${s || '0'}`));
  return hash('sha256', `${signingInput}.${text.slice(0, 64)}.${least}`, 'base64url');
}

const leastRoot = (s: bigint): string =>
  (s > GROUP_ORDER / 2n ? GROUP_ORDER - s : s).toString(16).padStart(64, '0');
