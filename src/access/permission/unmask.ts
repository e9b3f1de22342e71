import type { Subject } from '../../domain/subject.ts';
import type { AccessObject } from './access-object.ts';
import type { LawArticle } from './access-policy.ts';
import { type AccessContext, type AccessDecision, decide } from './decide.ts';

/** What the audit ledger keeps of an unmasking; names fields, never their content. */
export interface UnmaskRecord {
  readonly kind: 'unmask';
  readonly at: number;
  readonly person: string;
  readonly agency: string;
  readonly homeAgency: string;
  readonly role: Subject['role'];
  readonly purpose: string;
  readonly basis: readonly LawArticle[];
  readonly caseRef: string;
  readonly object: { readonly kind: string; readonly id: string | null };
  readonly fields: readonly string[];
  readonly grant: string | null;
}

/**
 * Asks for plain text of named fields of one object, for a purpose and a case. When allowed: write `record` to the ledger
 * first, in the same transaction, then show `maskRecord(..., plain)`.
 */
export function unmask(
  subject: Subject,
  object: AccessObject,
  fields: readonly string[],
  context: AccessContext,
):
  | { readonly allowed: true; readonly record: UnmaskRecord; readonly plain: ReadonlySet<string> }
  | Extract<AccessDecision, { allowed: false }> {
  const decision = decide(subject, 'pii.unmask', object, context);
  if (!decision.allowed) return decision;
  const { purpose, caseRef } = context.intent;
  if (purpose === null || caseRef === null)
    throw new Error('pii.unmask was allowed without purpose and case: actions.yaml must require both');
  return {
    allowed: true,
    plain: new Set(fields),
    record: {
      kind: 'unmask',
      at: context.at,
      person: subject.person,
      agency: subject.agency,
      homeAgency: subject.homeAgency,
      role: subject.role,
      purpose,
      basis: decision.basis,
      caseRef,
      object: { kind: object.kind, id: object.id },
      fields: [...fields],
      grant: decision.grant,
    },
  };
}
