import type { AgencyKind } from '../../domain/agency-kind.ts';
import type { Role } from '../../domain/role.ts';
import type { BilingualText } from '../../domain/text.ts';
import type { MaskTable } from './mask.ts';

/** Whose objects a role may do something with; policy/access/roles.yaml says what each word means. */
export const REACHES = ['unit', 'own', 'party', 'sector', 'ordered', 'team', 'self', 'any'] as const;
export type Reach = (typeof REACHES)[number];

/** Acts that an object remembers, for separation of duties. `subject`: the act is about this person. */
export const ACTS = [
  'created',
  'requested',
  'proposed',
  'approved',
  'decided',
  'answered',
  'executed',
  'verified',
  'first-reviewed',
  'subject',
] as const;
export type Act = (typeof ACTS)[number];

/** One thing that can be done. */
export interface ActionRule {
  readonly id: string;
  readonly title: BilingualText;
  readonly needsPurpose: boolean;
  readonly needsCase: boolean;
  readonly needsGrant: boolean;
  /** Nobody who did one of these acts may do this. */
  readonly apart: readonly Act[];
}

export interface RoleRule {
  readonly id: Role;
  /** Kinds of agency at which one may be appointed. */
  readonly agencies: readonly AgencyKind[];
  /** Held beside no other appointment. */
  readonly isAlone: boolean;
  readonly may: ReadonlyMap<string, readonly Reach[]>;
}

export interface PurposeRule {
  readonly id: string;
  readonly title: BilingualText;
  readonly roles: readonly Role[];
  readonly needsCase: boolean;
  readonly allowsUnmasking: boolean;
  readonly basis: readonly LawArticle[];
}

/** `text`: the article was read; `recall`: named from memory. */
export interface LawArticle {
  readonly law: string;
  readonly article: string;
  readonly strength: 'text' | 'recall';
}

/** A local rule that takes something away; nothing can be added this way. `null`: any. */
export interface Refusal {
  readonly role: Role | null;
  readonly action: string | null;
  readonly agency: string | null;
}

/** What may be done, by whom, with whose objects and why: all of it data of policy/access. Immutable. */
export interface AccessPolicy {
  readonly actions: ReadonlyMap<string, ActionRule>;
  readonly roles: ReadonlyMap<Role, RoleRule>;
  readonly purposes: ReadonlyMap<string, PurposeRule>;
  /** Kinds of agency that a kind supervises. */
  readonly sectors: ReadonlyMap<AgencyKind, readonly AgencyKind[]>;
  readonly refusals: readonly Refusal[];
  readonly masks: MaskTable;
  readonly reasons: ReadonlyMap<RefusalReason, BilingualText>;
}

export const REFUSAL_REASONS = [
  'unknown-action',
  'never',
  'not-yet-in-office',
  'out-of-office',
  'deny-wall',
  'role',
  'refused-here',
  'key-scope',
  'other-agency',
  'not-on-team',
  'not-yours',
  'grant-missing',
  'grant-ended',
  'purpose-missing',
  'purpose-unknown',
  'purpose-not-for-role',
  'purpose-not-for-unmasking',
  'case-missing',
  'case-differs',
  'separation',
  'separation-unknown',
] as const;
/** Why something was refused: stable words; `reasons.yaml` has the sentences. */
export type RefusalReason = (typeof REFUSAL_REASONS)[number];
