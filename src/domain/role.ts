import type { BilingualText } from './text.ts';

/**
 * What a person is at a unit. A role alone permits nothing: permission = role ∩ agency scope ∩ grant ∩ purpose. `system` is
 * the product itself (a clock that ran out, traffic that found a number); no person can hold it.
 */
export const ROLES = [
  'case-officer',
  'police-supervisor',
  'regulator-officer',
  'enforcement-officer',
  'handler',
  'liaison',
  'analyst',
  'appeals-officer',
  'auditor',
  'data-protection-officer',
  'system-administrator',
  'citizen',
  'system',
] as const;
export type Role = (typeof ROLES)[number];

export const ROLE_NAMES: Readonly<Record<Role, BilingualText>> = {
  'case-officer': { zh: '办案民警', en: 'case officer' },
  'police-supervisor': { zh: '审批领导', en: 'police supervisor' },
  'regulator-officer': { zh: '管局监管员', en: 'regulator officer' },
  'enforcement-officer': { zh: '行政执法员', en: 'enforcement officer' },
  handler: { zh: '企业经办', en: 'handler at a carrier or bank' },
  liaison: { zh: '联络员', en: 'liaison officer' },
  analyst: { zh: '研判员', en: 'analyst' },
  'appeals-officer': { zh: '申诉审核员', en: 'appeals officer' },
  auditor: { zh: '审计员', en: 'auditor' },
  'data-protection-officer': { zh: '数据保护负责人', en: 'data-protection officer' },
  'system-administrator': { zh: '系统管理员', en: 'system administrator' },
  citizen: { zh: '群众', en: 'citizen or subscriber' },
  system: { zh: '系统', en: 'the system' },
};
