/** What a person may be appointed as. What each may do is data: policy/access. */
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
  'sysadmin',
  'citizen',
] as const;
/**
 * `case-officer` 办案民警, `police-supervisor` 审批领导, `regulator-officer` 管局监管员, `enforcement-officer` 行政执法员,
 * `handler` 企业经办, `liaison` 联络员, `analyst` 研判员, `appeals-officer` 申诉审核员, `auditor` 审计员,
 * `data-protection-officer` 数据保护负责人, `sysadmin` 系统管理员, `citizen` 群众、用户.
 */
export type Role = (typeof ROLES)[number];

export const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);
