import type { Policy } from '../domain/policy.ts';
import { voidedProtectionNote } from '../domain/protection-note.ts';
import type { Signal } from '../domain/signal.ts';
import { hourStrip } from './hour-strip.ts';
import { both, html, type Markup, NOTHING } from './html.ts';
import { reasonSentence, type ruleBook, strongestFirst } from './reason-sentence.ts';
import type { ScannedNumber } from './scan-result.ts';
import {
  degradationWords,
  figure,
  grouped,
  KIND_WORDS,
  localMinute,
  MEASURE_WORDS,
  percent,
} from './scan-words.ts';

type RuleBook = ReturnType<typeof ruleBook>;

/** One named number in full: what was counted, why it was named, when it called. */
export function numberCard(number: ScannedNumber, rank: number, policy: Policy, rules: RuleBook): Markup {
  return html`<article class="card ${number.measure}" id="n${rank}"><header><span class="rank">${rank}</span>
<h3>${number.number}</h3>${measureBadge(number)}${shownByAnother(number)}<span class="kind">${both(KIND_WORDS[number.kind])}${number.country === null ? '' : ` · ${number.country}`}</span>
<span class="score">${both({ zh: '得分', en: 'score' })} <b>${number.score === null ? '–' : figure(number.score)}</b></span></header>
<div class="body"><ol class="reasons">${reasons(number, rules)}${cappedNotes(number, policy)}${protectionNote(number)}${degradedNote(number)}</ol>
<div class="facts">${facts(number)}${hourStrip(number.hours)}</div></div></article>`;
}

export function measureBadge(number: ScannedNumber): Markup {
  return html`<span class="badge ${number.measure}">${both(MEASURE_WORDS[number.measure])}</span>`;
}

/** Said beside the number wherever it stands: the owner of a forged number is a victim, not a suspect. */
export function shownByAnother(number: ScannedNumber): Markup {
  if (number.appliesTo === 'number') return NOTHING;
  return html`<span class="badge forged">${both({ zh: '疑被冒用，勿处置机主', en: 'seems forged: not its owner' })}</span>`;
}

function reason(signal: Signal, rules: RuleBook): Markup {
  const rule = rules(signal);
  return html`<li class="${signal.weight < 0 ? 'for' : 'against'}"><span class="weight">${signed(signal.weight)}</span><div>${both(reasonSentence(rule, signal))}
<a href="#rule-${signal.id}">${signal.id}@${signal.version}</a></div></li>`;
}

/** Where a protection was void, the impersonation comes first, the note on the protection after it, then the rest. */
function reasons(number: ScannedNumber, rules: RuleBook): readonly Markup[] {
  const signals = strongestFirst(number.signals).map((signal) => reason(signal, rules));
  const note = voidedProtectionNote(number.protection);
  if (note === null) return [listReason(number), ...signals];
  const said = html`<li class="note"><span class="weight">●</span><div>${both(note)}</div></li>`;
  return [...signals.slice(0, 1), said, listReason(number), ...signals.slice(1)];
}

function listReason({ list }: ScannedNumber): Markup {
  if (list === null) return NOTHING;
  const words =
    list.list === 'deny'
      ? { zh: '命中黑名单', en: 'on a deny list' }
      : { zh: '命中白名单', en: 'on an allow list' };
  return html`<li class="${list.list === 'deny' ? 'against' : 'for'}"><span class="weight">●</span><div>${both(words)} “${list.entry}” (${list.source}): ${list.reason}</div></li>`;
}

/** Why the weights do not simply add up to the score. */
function cappedNotes({ capped }: ScannedNumber, policy: Policy): readonly Markup[] {
  return capped.map(({ group, sum, counted }) => {
    const title = policy.groups.find(({ id }) => id === group)?.title ?? { zh: group, en: group };
    return html`<li class="note"><span class="weight">${signed(counted - sum)}</span><div>${both({
      zh: `“${title.zh}”一类信号合计 ${figure(sum)}，按上限计 ${figure(counted)}`,
      en: `signals of one kind (${title.en}) sum to ${figure(sum)} and count ${figure(counted)}`,
    })}</div></li>`;
  });
}

const signed = (weight: number): string => `${weight < 0 ? '−' : '+'}${figure(Math.abs(weight))}`;

function protectionNote({ protection }: ScannedNumber): Markup {
  if (protection === null || protection.voided !== null) return NOTHING;
  return html`<li class="for"><span class="weight">●</span><div>${both({ zh: '受保护号码，任何措施不得阻断', en: 'protected number: nothing may stop it' })} “${protection.entry}”: ${protection.reason}</div></li>`;
}

function degradedNote({ degraded }: ScannedNumber): Markup {
  if (degraded.length === 0) return NOTHING;
  return html`<li class="note"><span class="weight">!</span><div>${both({ zh: '未能完整评估', en: 'not evaluated in full' })}: ${degraded.map((part) => both(degradationWords(part)))}</div></li>`;
}

function facts(number: ScannedNumber): Markup {
  // Kept together word by word: a date must not break at its hyphens.
  const fact = (zh: string, en: string, value: string) =>
    html`<div><dt>${both({ zh, en })}</dt><dd>${value.split(' ').map((word) => html`<span class="n">${word}</span> `)}</dd></div>`;
  const minute = (at: number) => localMinute(at, number.utcOffsetMin);
  return html`<dl>${fact('呼出', 'calls', grouped(number.calls))}
${fact('不同被叫（7 天）', 'callees in 7 days', number.callees === null ? '–' : grouped(Math.round(number.callees)))}
${fact('接通率', 'answered', percent(number.answered, number.outcomes))}
${fact('首次呼出', 'first call', minute(number.firstAt))}${fact('末次呼出', 'last call', minute(number.lastAt))}
${fact('最强判定时刻', 'strongest verdict at', minute(number.decidedAt))}</dl>`;
}
