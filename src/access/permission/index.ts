export { type AccessObject, type AgencyPlace, objectOf } from './access-object.ts';
export type {
  AccessPolicy,
  Act,
  ActionRule,
  LawArticle,
  PurposeRule,
  Reach,
  RefusalReason,
  RoleRule,
} from './access-policy.ts';
export { type AccessContext, type AccessDecision, decide } from './decide.ts';
export { loadAccessPolicy } from './load-access-policy.ts';
export { type Mask, type MaskTable, maskRecord, maskValue } from './mask.ts';
export { type AccessPolicyText, parseAccessPolicy } from './parse-access-policy.ts';
export { type Acts, separationProblem } from './separation.ts';
export { type UnmaskRecord, unmask } from './unmask.ts';
