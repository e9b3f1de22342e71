import { both, html, type Markup, NOTHING } from './html.ts';
import type { ScanResult } from './scan-result.ts';
import { counted, degradationWords, grouped, localMinute, offsetWords, percent } from './scan-words.ts';

const MAX_NAMED_FILES = 4;

/** Who speaks, about which files, over which time, under which policy. */
export function reportHeader(result: ScanResult, made: { readonly madeAt: number }): Markup {
  const names = result.files.slice(0, MAX_NAMED_FILES).map((file) => file.path);
  const more = result.files.length - names.length;
  return html`<header><div class="brand"><b>警通</b>JINGTONG</div>
<h1>${both({ zh: '话单扫描报告', en: 'Call-record scan report' })}</h1>
<p>${names.join(', ')}${more > 0 ? ` (+${more})` : ''}</p>
<p>${period(result)}${both({ zh: '策略', en: 'policy' })} ${result.policy.stamp.version} · ${both({ zh: '制作于', en: 'made' })} ${localMinute(made.madeAt, 0)} UTC</p></header>`;
}

function period({ hours }: ScanResult): Markup {
  const first = hours[0];
  const last = hours.at(-1);
  if (first === undefined || last === undefined) return NOTHING;
  const hour = (at: number) => localMinute(at * 3_600_000, 0);
  return html`${hour(first.hour)} – ${hour(last.hour + 1)} ${both({ zh: '（话单当地时间）', en: '(local time of the records)' })} · `;
}

/** The four figures a reader looks for, then the result in two sentences. */
export function reportSummary(result: ScanResult): Markup {
  const named = result.numbers.length;
  const quarantined = result.files.reduce((sum, file) => sum + file.quarantined, 0);
  const tile = (value: string, zh: string, en: string, alert = false) =>
    html`<div class="tile${alert ? ' alert' : ''}"><b>${value}</b><span>${both({ zh, en })}</span></div>`;
  return html`<div class="tiles">${tile(grouped(result.calls), '判定通话', 'calls judged')}${tile(grouped(result.callers), '主叫号码', 'caller numbers')}
${tile(grouped(named), '可疑号码', 'suspicious numbers', named > 0)}${tile(grouped(quarantined), '隔离行', 'rows quarantined')}</div>
<section><p class="lead">${lead(result)}</p>${notes(result)}</section>`;
}

function lead(result: ScanResult): Markup {
  const named = result.numbers.length;
  const ofNamed = result.numbers.reduce((sum, number) => sum + number.calls, 0);
  if (named === 0)
    return both({
      zh: `判定 ${grouped(result.calls)} 次通话，没有号码达到“观察”。这不证明其中没有诈骗通话。`,
      en: `${counted(result.calls, 'call')} judged, and no number reached “observe”. That does not prove that no fraud is among them.`,
    });
  const share = percent(ofNamed, result.calls);
  return both({
    zh: `判定 ${grouped(result.calls)} 次通话，${grouped(result.callers)} 个主叫号码中有 ${grouped(named)} 个可疑，共呼出 ${grouped(ofNamed)} 次（占 ${share}）。其中 ${grouped(result.suspiciousCalls)} 次通话在发生时已达到“观察”或以上。`,
    en: `${counted(result.calls, 'call')} judged. Of ${counted(result.callers, 'caller number')} ${grouped(named)} ${named === 1 ? 'looks' : 'look'} suspicious, with ${counted(ofNamed, 'call')} (${share}). ${counted(result.suspiciousCalls, 'call')} would have met “observe” or more at the time.`,
  });
}

function notes(result: ScanResult): Markup {
  const offsets = [...new Set(result.numbers.map((number) => offsetWords(number.utcOffsetMin)))].sort();
  const note = (zh: string, en: string) => html`<p class="small">${both({ zh, en })}</p>`;
  return html`${offsets.length === 0 ? NOTHING : note(`时间均为话单当地时间（${offsets.join('、')}）。`, `All times are local to the records (${offsets.join(', ')}).`)}
${result.unnamedCalls === 0 ? NOTHING : note(`可疑通话中有 ${grouped(result.unnamedCalls)} 次没有显示主叫号码，无法指名。`, `${counted(result.unnamedCalls, 'suspicious call')} showed no caller number, so nobody can be named for them.`)}
${result.uncountedCalls === 0 ? NOTHING : note(`主叫号码超出计数上限，${grouped(result.uncountedCalls)} 次通话未逐号统计；相关号码的总数自首个信号起算。`, `There were more callers than the counting table holds: ${counted(result.uncountedCalls, 'call')} not in their number's totals, which start at its first signal.`)}
${result.degraded.map(degradedNote)}`;
}

function degradedNote(part: ScanResult['degraded'][number]): Markup {
  const words = degradationWords(part);
  return html`<p class="small">${both({
    zh: `${grouped(part.calls)} 次通话未能完整评估：${words.zh}。未评估不等于无风险。`,
    en: `${counted(part.calls, 'call')} could not be evaluated in full: ${words.en}. Not evaluated does not mean no risk.`,
  })}</p>`;
}
