import { createHash } from 'node:crypto';
import type { Language } from '../domain/text.ts';
import { filesTable } from './files-table.ts';
import { hourChart } from './hour-chart.ts';
import { both, html, type Markup, NOTHING } from './html.ts';
import { measureLadder } from './measure-ladder.ts';
import { numberCard } from './number-card.ts';
import { numberTable } from './number-table.ts';
import { PAGE_STYLE } from './page-style.ts';
import { ruleBook } from './reason-sentence.ts';
import { caveats, objection } from './report-caveats.ts';
import { reportHeader, reportSummary } from './report-head.ts';
import { rulesUsed } from './rules-used.ts';
import type { ScanResult } from './scan-result.ts';
import { grouped } from './scan-words.ts';

/** Numbers shown with every reason and a timeline, and numbers shown as a line each after them. */
export const DETAILED_NUMBERS = 100;
export const LISTED_NUMBERS = 1_000;

export interface ReportOptions {
  /** Language shown first; the page holds both. */
  readonly language: Language;
  /** When the report was made, epoch milliseconds: printed, and nothing else depends on it. */
  readonly madeAt: number;
  /** Version of the program, for the foot. */
  readonly version: string;
}

/**
 * One self-contained page: no script, no request, readable in both languages, printable on A4. Text from the files is
 * escaped, and the page's own security policy forbids everything but its one style sheet.
 */
export function scanReport(result: ScanResult, options: ReportOptions): string {
  const style = createHash('sha256').update(PAGE_STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'`;
  const checked = (language: Language): Markup =>
    language === options.language ? { markup: ' checked' } : NOTHING;
  const page = html`<!doctype html>
<html lang="${options.language}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">
<title>${options.language === 'zh' ? '警通话单扫描报告' : 'Jingtong call-record scan report'}</title><style>${{ markup: PAGE_STYLE }}</style></head><body>
<input class="switch" type="radio" name="language" id="show-zh"${checked('zh')}><input class="switch" type="radio" name="language" id="show-en"${checked('en')}>
<div class="langs"><label for="show-zh">中文</label><label for="show-en">English</label></div>
<div class="page">${reportHeader(result, options)}
<main>${reportSummary(result)}${sections(result)}
<footer>${both({ zh: '警通，开源反电信网络诈骗软件', en: 'Jingtong, open-source anti-telecom-fraud software' })} ${options.version}</footer></main></div></body></html>
`;
  return page.markup;
}

function sections(result: ScanResult): Markup {
  const section = (zh: string, en: string, body: Markup) =>
    html`<section><h2>${both({ zh, en })}</h2>${body}</section>`;
  const shown = result.numbers.slice(0, DETAILED_NUMBERS + LISTED_NUMBERS);
  return html`${result.hours.length === 0 ? NOTHING : section('通话量', 'Calls over time', hourChart(result.hours))}
${result.numbers.length === 0 ? NOTHING : section('会采取的措施', 'What the policy would have done', measureLadder(result.numbers))}
${section('可疑号码', 'Suspicious numbers', numbers(result))}
${section('扫描了什么', 'What was scanned', filesTable(result))}
${shown.length === 0 ? NOTHING : section('所依据的规则', 'Rules applied', rulesUsed(result, shown))}
${section('本报告不能说明什么', 'What this report cannot show', caveats())}
${section('异议与复核', 'Objecting and checking', objection(result.policy.stamp.digest))}`;
}

function numbers(result: ScanResult): Markup {
  const rules = ruleBook(result.policy);
  const detailed = result.numbers.slice(0, DETAILED_NUMBERS);
  const listed = result.numbers.slice(DETAILED_NUMBERS, DETAILED_NUMBERS + LISTED_NUMBERS);
  const left = result.numbers.length - detailed.length - listed.length;
  if (detailed.length === 0)
    return html`<p>${both({ zh: '没有号码达到“观察”。', en: 'No number reached “observe”.' })}</p>`;
  return html`${detailed.map((number, place) => numberCard(number, place + 1, result.policy, rules))}
${listed.length === 0 ? NOTHING : html`<p>${both({ zh: `以上 ${DETAILED_NUMBERS} 个号码给出全部理由，以下每个号码一行。`, en: `The first ${DETAILED_NUMBERS} numbers are shown in full; the following have a line each.` })}</p>`}
${numberTable(listed, DETAILED_NUMBERS + 1, rules)}
${left <= 0 ? NOTHING : html`<p>${both({ zh: `另有 ${grouped(left)} 个得分更低的号码未列出，完整清单见 --csv 或 --json 输出。`, en: `${grouped(left)} more numbers with lower scores are not shown; the whole list is in the --csv or --json output.` })}</p>`}`;
}
