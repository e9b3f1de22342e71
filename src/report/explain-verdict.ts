import type { CallEvent } from '../domain/call-event.ts';
import type { Policy } from '../domain/policy.ts';
import { voidedProtectionNote } from '../domain/protection-note.ts';
import { unitOf } from '../domain/reason-sentence.ts';
import type { Signal } from '../domain/signal.ts';
import { signallingNotes } from '../domain/signalling-notes.ts';
import type { TelephoneNumber } from '../domain/telephone-number.ts';
import type { Language } from '../domain/text.ts';
import { type Unit, writeQuantity } from '../domain/unit.ts';
import type {
  CappedGroup,
  Degradation,
  ListHit,
  PolicyStamp,
  Protection,
  Verdict,
} from '../domain/verdict.ts';
import { BASIS_WORDS } from './basis-words.ts';
import { reasonSentence, ruleBook } from './reason-sentence.ts';
import {
  figure,
  KIND_WORDS,
  localMinute,
  MEASURE_MEANINGS,
  MEASURE_WORDS,
  offsetWords,
} from './scan-words.ts';

/** One rule or composite that fired, in words. */
export interface ExplainedSignal extends Signal {
  readonly title: string;
  readonly reason: string;
  /** Value and limit for people (`30 %`); `null`: the rule states a fact and has no figure. */
  readonly valueText: string | null;
  readonly thresholdText: string | null;
  /** Where the rule comes from (`measured: ...`), `null` when the policy does not have it any more. */
  readonly basis: string | null;
}

/** A verdict told so that it can be read aloud to the person concerned. Also the JSON of `jingtong explain --json`. */
export interface Explanation {
  readonly id: string;
  /** What was done, to whom and why, in one sentence. */
  readonly sentence: string;
  readonly eventId: string;
  readonly at: string;
  readonly localTime: string;
  readonly caller: string;
  readonly callee: string;
  readonly trunk: CallEvent['trunk'];
  readonly outcome: CallEvent['outcome'];
  /** What signalling told beside the numbers, in sentences; empty when the source tells none. */
  readonly signalling: readonly string[];
  readonly measure: Verdict['measure'];
  readonly measureMeans: string;
  readonly scoredMeasure: Verdict['scoredMeasure'];
  readonly score: number | null;
  readonly signals: readonly ExplainedSignal[];
  readonly composites: readonly ExplainedSignal[];
  readonly capped: readonly (CappedGroup & { readonly title: string })[];
  readonly list: ListHit | null;
  readonly protection: Protection | null;
  readonly appliesTo: Verdict['appliesTo'];
  readonly degraded: readonly Degradation[];
  readonly policy: PolicyStamp;
}

/** How a person's number is written: masked unless the reader may see it. */
export type WriteNumber = (canonical: string) => string;

/**
 * Tells one verdict under the policy that gave it. Pure. `policy` `null`: it is not at hand, rules are then named by their
 * ids alone. `write` decides what of a personal number is shown; short codes and 400/800 numbers are public.
 */
export function explainVerdict(
  call: { readonly event: CallEvent; readonly verdict: Verdict },
  policy: Policy | null,
  language: Language,
  write: WriteNumber,
): Explanation {
  const { event, verdict } = call;
  const rules = policy === null ? () => null : ruleBook(policy);
  const explain = (signal: Signal): ExplainedSignal => {
    const rule = rules(signal);
    const reason = reasonSentence(rule, signal)[language];
    const figures = figuresOf(signal, rule === null ? 'count' : unitOf(rule), language);
    if (rule === null) return { ...signal, title: signal.id, reason, ...figures, basis: null };
    const basis = `${BASIS_WORDS[rule.basis.kind][language]}: ${rule.basis.text[language]} (${rule.basis.source})`;
    return { ...signal, title: rule.title[language], reason, ...figures, basis };
  };
  const groups = new Map(policy?.groups.map((group) => [group.id, group.title[language]]));
  const party = (number: TelephoneNumber): string => partyText(number, language, write);
  const entry = <Hit extends { readonly entry: string }>(hit: Hit | null): Hit | null =>
    hit === null ? null : { ...hit, entry: isPublic(hit.entry) ? hit.entry : write(hit.entry) };
  const told = {
    id: verdict.id,
    eventId: verdict.eventId,
    at: new Date(event.at).toISOString(),
    localTime: `${localMinute(event.at, event.utcOffsetMin)} ${offsetWords(event.utcOffsetMin)}`,
    caller: party(event.caller),
    callee: party(event.callee),
    trunk: event.trunk,
    outcome: event.outcome,
    signalling: event.signalling === null ? [] : signallingNotes(event.signalling, language, party),
    measure: verdict.measure,
    measureMeans: MEASURE_MEANINGS[verdict.measure][language],
    scoredMeasure: verdict.scoredMeasure,
    score: verdict.score,
    signals: verdict.signals.map(explain),
    composites: verdict.composites.map(explain),
    capped: verdict.capped.map((group) => ({ ...group, title: groups.get(group.group) ?? group.group })),
    list: entry(verdict.list),
    protection: entry(verdict.protection),
    appliesTo: verdict.appliesTo,
    degraded: verdict.degraded,
    policy: { version: verdict.policy.version, digest: verdict.policy.digest },
  };
  return { ...told, sentence: sentenceOf(told, language) };
}

function figuresOf({ value, threshold }: Signal, unit: Unit, language: Language) {
  if (unit === 'fact') return { valueText: null, thresholdText: null };
  const [valueText, thresholdText] = [value, threshold].map((raw) => writeQuantity(raw, unit, language));
  return { valueText: valueText!, thresholdText: thresholdText! };
}

const isPublic = (written: string): boolean => /^\+?\d{1,7}$/.test(written);

function partyText(number: TelephoneNumber, language: Language, write: WriteNumber): string {
  switch (number.kind) {
    case 'withheld':
      return KIND_WORDS.withheld[language];
    case 'service-code':
    case 'service-number':
      return number.canonical;
    default:
      return write(number.canonical);
  }
}

/** What, to whom and why, in this order: first what overruled the score, then the strongest reason. */
function sentenceOf(told: Omit<Explanation, 'sentence'>, language: Language): string {
  const measure = MEASURE_WORDS[told.measure][language];
  const why = whyOf(told, language);
  return language === 'zh'
    ? `${told.localTime}，${told.caller} 呼叫 ${told.callee}：${measure}（${told.measureMeans}），原因：${why}。`
    : `At ${told.localTime}, ${told.caller} called ${told.callee}: ${measure} (${told.measureMeans}), because ${why}.`;
}

function whyOf(told: Omit<Explanation, 'sentence'>, language: Language): string {
  const zh = language === 'zh';
  if (told.score === null) {
    const parts = told.degraded.map(({ what }) => what).join(', ');
    return zh ? `无法评估（${parts}），按放行处理` : `it could not be judged (${parts}) and was let pass`;
  }
  const { protection, list } = told;
  if (protection !== null && protection.voided === null)
    return zh
      ? `${protection.party === 'caller' ? '主叫' : '被叫'}受保护（${protection.reason}）`
      : `the ${protection.party} is protected (${protection.reason})`;
  const note = voidedProtectionNote(protection)?.[language];
  if (list !== null && note === undefined)
    return zh
      ? `${list.party === 'caller' ? '主叫' : '被叫'}在${list.list === 'allow' ? '放行' : '拒绝'}名单（${list.source}：${list.reason}）`
      : `the ${list.party} is on the ${list.list} list (${list.source}: ${list.reason})`;
  const strongest = [...told.composites, ...told.signals].sort((one, other) => other.weight - one.weight)[0];
  const lead = strongest?.reason.replace(/[.。]$/, '');
  if (lead !== undefined) return note === undefined ? lead : `${lead}${zh ? '；' : '; '}${note}`;
  return zh ? '没有规则命中' : 'no rule fired';
}

/** The explanation as lines for a terminal. */
export function explanationText(told: Explanation, language: Language): string {
  const zh = language === 'zh';
  const score = told.score === null ? (zh ? '无法评估' : 'not judged') : figure(told.score);
  const lines = [told.sentence, ''];
  const row = (name: string, value: string): void => {
    lines.push(`  ${name}${zh ? '：' : ': '}${value}`);
  };
  row(zh ? '判定' : 'verdict', `${told.id}   ${zh ? '事件' : 'event'} ${told.eventId}`);
  row(zh ? '得分' : 'score', `${score} → ${MEASURE_WORDS[told.scoredMeasure][language]}`);
  if (told.scoredMeasure !== told.measure)
    row(zh ? '实际措施' : 'measure taken', MEASURE_WORDS[told.measure][language]);
  row(zh ? '入口' : 'trunk', `${told.trunk}   ${zh ? '结果' : 'outcome'} ${told.outcome}`);
  if (told.signalling.length > 0) row(zh ? '信令' : 'signalling', told.signalling.join(zh ? '；' : '; '));
  if (told.appliesTo === 'call')
    lines.push(
      zh
        ? '  仅针对本次呼叫：显示的号码并非实际主叫'
        : '  about this call only: the number shown is not the one calling',
    );
  for (const signal of [...told.composites, ...told.signals]) lines.push('', ...signalLines(signal, zh));
  if (told.capped.length > 0) lines.push('');
  for (const { title, sum, counted } of told.capped)
    lines.push(
      zh
        ? `  “${title}”组合计 ${figure(sum)}，按上限计 ${figure(counted)}`
        : `  group "${title}" sums to ${figure(sum)} and counts ${figure(counted)}, its cap`,
    );
  lines.push('', ...checkLines(told, zh));
  row(zh ? '策略' : 'policy', `${told.policy.version} (${told.policy.digest.slice(0, 12)})`);
  return lines.join('\n');
}

function signalLines(signal: ExplainedSignal, zh: boolean): readonly string[] {
  const weight = `${signal.weight > 0 ? '+' : ''}${figure(signal.weight)}`;
  const lines = [
    `  ${weight.padStart(5)}  ${signal.title} (${signal.id}@${signal.version}, ${signal.group})`,
    `         ${signal.reason}`,
  ];
  if (signal.valueText !== null)
    lines.push(
      zh
        ? `         实测 ${signal.valueText}，阈值 ${signal.thresholdText}`
        : `         value ${signal.valueText}, threshold ${signal.thresholdText}`,
    );
  return signal.basis === null ? lines : [...lines, `         ${zh ? '依据' : 'basis'} ${signal.basis}`];
}

function checkLines(told: Explanation, zh: boolean): readonly string[] {
  const { list, protection, degraded } = told;
  const none = zh ? '无' : 'none';
  const listText =
    list === null ? none : `${list.list} ${list.party} ${list.entry} (${list.source}: ${list.reason})`;
  const voided = protection?.voided
    ? (zh ? '，对本次呼叫无效：' : ', void for this call: ') + protection.voided
    : '';
  const protectionText =
    protection === null ? none : `${protection.party} ${protection.entry} (${protection.reason})${voided}`;
  const degradedText = degraded.map(({ what, why }) => `${what} (${why})`).join(', ') || none;
  return zh
    ? [`  名单：${listText}`, `  保护号码：${protectionText}`, `  未能评估：${degradedText}`]
    : [`  list: ${listText}`, `  protection: ${protectionText}`, `  degraded: ${degradedText}`];
}
