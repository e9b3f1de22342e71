import type { CallSignalling, Redirection } from './call-signalling.ts';
import type { TelephoneNumber } from './telephone-number.ts';
import type { BilingualText, Language } from './text.ts';

/** How a number is written for the reader: masked unless he may see it. */
export type ShowNumber = (number: TelephoneNumber) => string;

const CALLER_FROM: Readonly<Record<CallSignalling['callerFrom'], BilingualText>> = {
  from: { zh: '主叫取自From', en: 'the caller is taken from From' },
  'p-asserted-identity': {
    zh: '主叫取自P-Asserted-Identity',
    en: 'the caller is taken from P-Asserted-Identity',
  },
  'p-preferred-identity': {
    zh: '主叫取自P-Preferred-Identity',
    en: 'the caller is taken from P-Preferred-Identity',
  },
  'remote-party-id': { zh: '主叫取自Remote-Party-ID', en: 'the caller is taken from Remote-Party-ID' },
  none: { zh: '信令未载明主叫', en: 'nobody is named as the caller' },
};
const VOUCHED: BilingualText = { zh: '由网络担保', en: 'and the network vouches for it' };
const PRIVATE: BilingualText = {
  zh: '主叫要求不显示号码',
  en: 'the caller asked that the number is not shown',
};
const OWN: BilingualText = {
  zh: '显示的是本网号码，却从网外进入',
  en: 'the number shown is one of our own network, and the call came in from outside it',
};

const REASONS: Readonly<Record<string, BilingualText>> = {
  'no-answer': { zh: '无应答', en: 'no answer' },
  'user-busy': { zh: '忙', en: 'busy' },
  unconditional: { zh: '无条件', en: 'unconditional' },
  deflection: { zh: '改向', en: 'deflected' },
  'follow-me': { zh: '随行', en: 'follow me' },
  unavailable: { zh: '无法接通', en: 'unavailable' },
  'out-of-service': { zh: '停机', en: 'out of service' },
  away: { zh: '离开', en: 'away' },
  'time-of-day': { zh: '按时段', en: 'by time of day' },
  'do-not-disturb': { zh: '免打扰', en: 'do not disturb' },
};
const TRUST: Readonly<Record<CallSignalling['redirectionTrust'], BilingualText>> = {
  none: { zh: '', en: '' },
  claimed: {
    zh: '对端不受信任，不予采信',
    en: 'told by a peer that is not trusted for it, and not believed',
  },
  broken: { zh: '自相矛盾，不予采信', en: 'which contradicts itself, and is not believed' },
  trusted: { zh: '由受信任的对端说明', en: 'told by a peer that is trusted for it' },
  proved: { zh: '有签名为证', en: 'proved by signed statements' },
};

const CONFLICTS: Readonly<Record<string, BilingualText>> = {
  'asserted-identities-differ': { zh: '网络断言的两个主叫不同', en: 'two asserted callers differ' },
  'too-many-asserted-identities': { zh: '断言的主叫过多', en: 'more callers are asserted than may be' },
  'remote-party-id-differs': {
    zh: 'Remote-Party-ID与断言的主叫不同',
    en: 'Remote-Party-ID names another caller',
  },
  'from-identities-differ': { zh: '两个From不同', en: 'two From headers differ' },
  'two-from-headers': { zh: '有两个From', en: 'there are two From headers' },
  'header-like-fold': { zh: '折行中藏有另一个头域', en: 'a folded line looks like another header' },
  'header-after-bare-line-end': {
    zh: '不规范换行后另有头域',
    en: 'a header stands behind an irregular line end',
  },
  'head-end-unclear': { zh: '头部在何处结束不明确', en: 'it is not clear where the head ends' },
  'shown-code-from-abroad': {
    zh: '境外来话的屏幕显示境内服务号码',
    en: 'a call from abroad shows a domestic service number',
  },
  'shown-without-country-code': {
    zh: '境外来话的屏幕号码没有国家码，且不是所断言的主叫',
    en: 'a call from abroad shows a number without country code that is not the asserted caller',
  },
  'shown-fixed-line-from-abroad': {
    zh: '境外来话的屏幕显示境内固话',
    en: 'a call from abroad shows a domestic fixed line',
  },
};

const VERIFIED: Readonly<Record<CallSignalling['verification']['result'], BilingualText | null>> = {
  unknown: null,
  'not-verified': { zh: '主叫签名未能验证', en: 'the caller could not be verified' },
  failed: { zh: '主叫签名验证失败', en: 'the signature about the caller does not hold' },
  passed: { zh: '主叫签名验证通过', en: 'the signature about the caller holds' },
};
const LINE: Readonly<Record<CallSignalling['line'], BilingualText | null>> = {
  unknown: null,
  allowed: { zh: '号码在该专线的许可名单内', en: "the number is on its leased line's list" },
  'not-allowed': { zh: '号码不在该专线的许可名单内', en: "the number is not on its leased line's list" },
};
const ROAMING: Readonly<Record<CallSignalling['roaming'], BilingualText | null>> = {
  unknown: null,
  'at-home': { zh: '归属网络称该手机在境内', en: 'its network says that the mobile is at home' },
  abroad: { zh: '归属网络称该手机在境外漫游', en: 'its network says that the mobile roams abroad' },
};

/**
 * What signalling told about a call, in sentences without a full stop, each beginning small in English. Nothing a caller
 * wrote is repeated except numbers, and those as `show` writes them.
 */
export function signallingNotes(
  signalling: CallSignalling,
  language: Language,
  show: ShowNumber,
): readonly string[] {
  const { presented, verification } = signalling;
  const notes: string[] = [whoseCall(signalling, language)];
  const add = (text: BilingualText | null): void => {
    if (text !== null) notes.push(text[language]);
  };
  if (presented !== null) {
    const number = show(presented);
    add({ zh: `屏幕显示 ${number}`, en: `the display shows ${number}` });
  }
  if (signalling.isPrivate) add(PRIVATE);
  add(passedOn(signalling, show));
  for (const conflict of signalling.conflicts) add(CONFLICTS[conflict] ?? oddForm(conflict));
  add(withDetails(VERIFIED[verification.result], verification));
  add(LINE[signalling.line]);
  if (signalling.isOwnFromOutside) add(OWN);
  add(ROAMING[signalling.roaming]);
  return notes;
}

function whoseCall({ peer, callerFrom, isAsserted }: CallSignalling, language: Language): string {
  const zh = language === 'zh';
  const from = CALLER_FROM[callerFrom][language];
  const vouched = isAsserted ? `${zh ? '，' : ' '}${VOUCHED[language]}` : '';
  return zh ? `对端 ${peer}，${from}${vouched}` : `peer ${peer}; ${from}${vouched}`;
}

function passedOn(
  { redirections, redirectionTrust }: CallSignalling,
  show: ShowNumber,
): BilingualText | null {
  if (redirectionTrust === 'none') return null;
  const trust = TRUST[redirectionTrust];
  if (redirections.length === 0)
    return { zh: `呼叫经转接，${trust.zh}`, en: `the call was passed on, ${trust.en}` };
  const by = (language: Language) =>
    redirections.map((one) => redirector(one, language, show)).join(language === 'zh' ? '、' : ', ');
  return {
    zh: `据称由近及远经 ${by('zh')} 转接，${trust.zh}`,
    en: `passed on, last first, by ${by('en')}, ${trust.en}`,
  };
}

function redirector({ by, reason, count }: Redirection, language: Language, show: ShowNumber): string {
  const why = REASONS[reason]?.[language];
  const times = count > 1 ? (language === 'zh' ? `${count}次` : `${count} times`) : null;
  const details = [why, times].filter((part) => part !== undefined && part !== null);
  return details.length === 0 ? show(by) : `${show(by)} (${details.join(', ')})`;
}

/** A problem of a header's form (`unclosed-quote-in-from`), behind which another identity may hide. */
function oddForm(problem: string): BilingualText {
  return {
    zh: `写法可能另藏一个主叫（${problem}）`,
    en: `written so that another caller can hide (${problem})`,
  };
}

function withDetails(
  text: BilingualText | null,
  { reason, attestation }: CallSignalling['verification'],
): BilingualText | null {
  if (text === null) return null;
  const details = [reason, attestation === 'none' ? null : attestation].filter((part) => part !== null);
  if (details.length === 0) return text;
  return { zh: `${text.zh}（${details.join('，')}）`, en: `${text.en} (${details.join(', ')})` };
}
