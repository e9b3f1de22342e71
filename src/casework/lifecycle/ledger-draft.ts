import type { AuditDraft } from '../../ports/ledger.ts';
import type { AuditEntry } from './audit-entry.ts';

/**
 * What the ledger keeps of an entry for ever: who, what, when, from where to where, and no content. The content stays with the item,
 * where it can be masked and erased; `commitment` (64 hex digits over the entry's canonical JSON) proves it unchanged while it is there.
 */
export function ledgerDraft(entry: AuditEntry, commitment: string): AuditDraft {
  const { actor, item } = entry;
  const agency = actor.agency?.id ?? null;
  return {
    who: { person: actor.person, role: actor.role, agency, home: actor.home?.id ?? agency },
    what: {
      action: `${item.lifecycle}.${entry.transition ?? 'clock'}`,
      kind: item.lifecycle,
      object: item.id,
      rev: entry.rev,
    },
    why: { purpose: entry.purpose, case: entry.caseRef, basis: null },
    outcome: 'done',
    reason: null,
    facts: {
      seq: entry.seq,
      definition: entry.definition,
      from: entry.from,
      to: entry.to,
      movedAt: entry.at,
      breaches: Object.values(entry.clocks).filter(({ breachedAt }) => breachedAt !== null).length,
    },
    commitments: { entry: commitment },
  };
}
