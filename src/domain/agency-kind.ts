import type { BilingualText } from './text.ts';

/** The kinds of member unit (成员单位). Working hours, duties and what may be asked of a unit follow from its kind. */
export const AGENCY_KINDS = [
  'police',
  'regulator',
  'carrier',
  'virtual-operator',
  'bank',
  'payment',
  'internet',
  'centre',
] as const;
export type AgencyKind = (typeof AGENCY_KINDS)[number];

export const AGENCY_KIND_NAMES: Readonly<Record<AgencyKind, BilingualText>> = {
  police: { zh: '公安机关', en: 'police' },
  regulator: { zh: '通信管理局', en: 'telecom regulator' },
  carrier: { zh: '基础电信企业', en: 'carrier' },
  'virtual-operator': { zh: '移动转售企业', en: 'virtual operator' },
  bank: { zh: '银行', en: 'bank' },
  payment: { zh: '支付机构', en: 'payment company' },
  internet: { zh: '互联网企业', en: 'internet provider or registrar' },
  centre: { zh: '反诈中心', en: 'joint anti-fraud centre' },
};

/** An agency as casework carries it: who, and of which kind it was when the entry was written. */
export interface AgencyRef {
  readonly id: string;
  readonly kind: AgencyKind;
}
