import type { AccessGrant } from '../../domain/access-grant.ts';
import { ROLE_NAMES } from '../../domain/role.ts';
import type { Intent, Subject } from '../../domain/subject.ts';
import type { BilingualText } from '../../domain/text.ts';
import type { AccessObject } from './access-object.ts';
import type {
  AccessPolicy,
  ActionRule,
  LawArticle,
  PurposeRule,
  Reach,
  RefusalReason,
} from './access-policy.ts';
import { reachOf } from './reach.ts';
import { separationProblem } from './separation.ts';

/** When, why and under which policy. */
export interface AccessContext {
  readonly policy: AccessPolicy;
  /** Epoch milliseconds of our own clock. */
  readonly at: number;
  readonly intent: Intent;
}

/** Allowed, with what the audit records of it; or refused, with what the person reads. */
export type AccessDecision =
  | {
      readonly allowed: true;
      readonly reach: Reach | 'grant';
      /** The grant that opened another agency's object. */
      readonly grant: string | null;
      readonly purpose: string | null;
      readonly basis: readonly LawArticle[];
    }
  | { readonly allowed: false; readonly reason: RefusalReason; readonly words: BilingualText };

/** Refused in code, whatever the table says: history stays, and whoever keeps the system never sees what is in it. */
const NEVER = /^(?:history|audit)\.(?:edit|delete|write)$/;
const isUnmasking = (action: string): boolean => action.startsWith('pii.');

/**
 * THE permission check: role ∩ agency scope ∩ grant ∩ purpose, each of which must hold; whatever nothing allows is refused.
 * Pure: the same arguments, the same answer. Every door calls it before it acts; row security stands under it for the
 * door that forgot.
 */
export function decide(
  subject: Subject,
  action: string,
  object: AccessObject,
  context: AccessContext,
): AccessDecision {
  const rule = context.policy.actions.get(action);
  const refuse = (reason: RefusalReason): AccessDecision =>
    refusal(context.policy, reason, subject, rule, action);
  if (NEVER.test(action)) return refuse('never');
  if (rule === undefined) return refuse('unknown-action');
  const bar = barOf(subject, action, object, context);
  if (bar !== null) return refuse(bar);
  const scope = scopeOf(subject, action, object, context);
  if (typeof scope === 'string') return refuse(scope);
  const named = rule.needsGrant ? namedGrant(subject, action, object, context) : scope.grant;
  if (rule.needsGrant && named === null) return refuse('grant-missing');
  const purpose = purposeOf(subject, rule, object, context);
  if (typeof purpose === 'string') return refuse(purpose);
  const apart = separationProblem(object.acts, subject.person, rule.apart);
  if (apart !== null) return refuse(apart);
  return {
    allowed: true,
    reach: scope.reach,
    grant: named?.id ?? null,
    purpose: purpose?.id ?? null,
    basis: purpose?.basis ?? [],
  };
}

/** What shuts out before any scope is asked: office, walls, role, local refusals, a key's scopes. */
function barOf(
  subject: Subject,
  action: string,
  object: AccessObject,
  { policy, at }: AccessContext,
): RefusalReason | null {
  if (at < subject.from) return 'not-yet-in-office';
  if (subject.until !== null && at >= subject.until) return 'out-of-office';
  const names = [subject.person, subject.homeAgency, ...subject.path, subject.agency];
  if (object.closedTo.some((name) => names.includes(name))) return 'deny-wall';
  if (isUnmasking(action) && subject.role === 'system-administrator') return 'role';
  if (!policy.roles.get(subject.role)?.may.has(action)) return 'role';
  const isRefused = policy.refusals.some(
    (refused) =>
      (refused.role ?? subject.role) === subject.role &&
      (refused.action ?? action) === action &&
      (refused.agency === null || subject.path.includes(refused.agency) || subject.agency === refused.agency),
  );
  if (isRefused) return 'refused-here';
  return subject.scopes !== null && !subject.scopes.includes(action) ? 'key-scope' : null;
}

interface Scope {
  readonly reach: Reach | 'grant';
  readonly grant: AccessGrant | null;
}

const OPENED_BY_GRANT: readonly Reach[] = ['unit', 'party', 'team'];

function scopeOf(
  subject: Subject,
  action: string,
  object: AccessObject,
  { policy, at, intent }: AccessContext,
): Scope | RefusalReason {
  const reaches = policy.roles.get(subject.role)?.may.get(action) ?? [];
  const reach = reaches.find((one) => reachOf(one, subject, object, policy));
  if (reach !== undefined) return { reach, grant: null };
  const grants = reaches.some((one) => OPENED_BY_GRANT.includes(one))
    ? subject.grants.filter((grant) => covers(grant, subject, action, object, intent))
    : [];
  const grant = grants.find((one) => isInForce(one, at));
  if (grant !== undefined) return { reach: 'grant', grant };
  if (grants.length > 0) return 'grant-ended';
  if (reaches.length === 1 && reaches[0] === 'self') return 'not-yours';
  const isTeamAtHome = reaches.includes('team') && reachOf('unit', subject, object, policy);
  return isTeamAtHome ? 'not-on-team' : 'other-agency';
}

const covers = (
  grant: AccessGrant,
  subject: Subject,
  action: string,
  object: AccessObject,
  intent: Intent,
): boolean =>
  grant.grantee === subject.agency &&
  (grant.person === null || grant.person === subject.person) &&
  object.owner !== null &&
  grant.owningAgency === object.owner.id &&
  object.caseRef !== null &&
  grant.caseRef === object.caseRef &&
  grant.actions.includes(action) &&
  intent.purpose !== null &&
  grant.purposes.includes(intent.purpose);

const isInForce = (grant: AccessGrant, at: number): boolean =>
  grant.revokedAt === null && grant.from <= at && at < grant.until;

/** A grant in force to this very person, of another agency or of their own. */
function namedGrant(
  subject: Subject,
  action: string,
  object: AccessObject,
  { at, intent }: AccessContext,
): AccessGrant | null {
  return (
    subject.grants.find(
      (grant) =>
        grant.person === subject.person &&
        covers(grant, subject, action, object, intent) &&
        isInForce(grant, at),
    ) ?? null
  );
}

function purposeOf(
  subject: Subject,
  rule: ActionRule,
  object: AccessObject,
  { policy, intent }: AccessContext,
): PurposeRule | RefusalReason | null {
  if (intent.purpose === null) {
    if (rule.needsPurpose) return 'purpose-missing';
    return rule.needsCase && intent.caseRef === null ? 'case-missing' : null;
  }
  const purpose = policy.purposes.get(intent.purpose);
  if (purpose === undefined) return 'purpose-unknown';
  if (!purpose.roles.includes(subject.role)) return 'purpose-not-for-role';
  if (isUnmasking(rule.id) && rule.needsPurpose && !purpose.allowsUnmasking)
    return 'purpose-not-for-unmasking';
  if ((rule.needsCase || purpose.needsCase) && intent.caseRef === null) return 'case-missing';
  if (rule.needsCase && object.caseRef !== intent.caseRef) return 'case-differs';
  return purpose;
}

function refusal(
  policy: AccessPolicy,
  reason: RefusalReason,
  subject: Subject,
  rule: ActionRule | undefined,
  action: string,
): AccessDecision {
  const words = policy.reasons.get(reason) ?? { zh: reason, en: reason };
  const filled = (language: 'zh' | 'en'): string =>
    words[language]
      .replaceAll('{action}', () => rule?.title[language] ?? action.slice(0, 64))
      .replaceAll('{role}', () => ROLE_NAMES[subject.role][language]);
  return { allowed: false, reason, words: { zh: filled('zh'), en: filled('en') } };
}
