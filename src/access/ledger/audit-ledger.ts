import { randomBytes } from 'node:crypto';
import { Fault } from '../../domain/fault.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AuditLedger } from '../../ports/ledger.ts';
import { auditEntryText } from './core/audit-entry.ts';

/** Puts the text of an entry into the queue of the ledger, within the caller's transaction. */
export type WriteEntry<Transaction> = (transaction: Transaction, entry: string) => Promise<void>;

/** The ledger as those who act see it. One insert in their transaction; no lock that anybody else waits for. */
export function createAuditLedger<Transaction>(
  write: WriteEntry<Transaction>,
  clock: Clock,
): AuditLedger<Transaction> {
  return {
    async append(transaction, draft) {
      const at = clock.now();
      const id = ulid(at);
      const text = auditEntryText(draft, id, at);
      // A value would be easy to overlook, and the act would then go unrecorded.
      if (!text.ok) throw new Fault('audit-entry-refused', `no audit entry was written: ${text.detail}`);
      await write(transaction, text.value);
      return id;
    },
  };
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function ulid(at: number): string {
  let bits = (BigInt(at) << 80n) | BigInt(`0x${randomBytes(10).toString('hex')}`);
  let text = '';
  for (let digit = 0; digit < 26; digit += 1) {
    text = ALPHABET[Number(bits & 31n)]! + text;
    bits >>= 5n;
  }
  return text;
}
