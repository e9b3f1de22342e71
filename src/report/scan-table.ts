import type { Measure } from '../domain/measure.ts';
import type { Language } from '../domain/text.ts';
import { cutToWidth, displayWidth, padToWidth } from '../lib/display-width.ts';
import { printable } from '../lib/printable.ts';
import { droppedRows } from './files-table.ts';
import { reasonSentence, ruleBook, strongestFirst } from './reason-sentence.ts';
import type { ScannedFile, ScannedNumber, ScanResult } from './scan-result.ts';
import {
  counted,
  degradationWords,
  figure,
  grouped,
  KIND_WORDS,
  MEASURE_WORDS,
  percent,
} from './scan-words.ts';

export interface TableOptions {
  readonly language: Language;
  /** Columns of the terminal. */
  readonly width: number;
  readonly colour: boolean;
  /** Most numbers shown; the rest is counted in the last line. */
  readonly limit: number;
}

const COLOURS: Readonly<Record<Measure, number>> = {
  none: 0,
  observe: 90,
  label: 34,
  warn: 33,
  'rate-limit': 33,
  divert: 31,
  block: 91,
};
const REASONS_SHOWN = 3;
/** Columns a whole reason mostly needs; with less beside the figures, reasons stand below them. */
const REASON_WIDTH = 76;
const BELOW = '      ';
const MIN_REASON_WIDTH = 30;

/** The ranked numbers for a person at a terminal, reasons under each other, then what became of the rows of each file. */
export function scanTable(result: ScanResult, options: TableOptions): string {
  const shown = result.numbers.slice(0, options.limit);
  const rows = shown.map((number, place) => cellsOf(number, place + 1, options.language));
  const head = HEADS[options.language];
  const widths = head.map((title, column) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[column]!))),
  );
  const before = widths.reduce((sum, width) => sum + width + 2, 0);
  const beside = options.width - before >= REASON_WIDTH;
  const indent = beside ? ' '.repeat(before) : BELOW;
  const room = Math.max(MIN_REASON_WIDTH, options.width - indent.length);
  const paint = (text: string, code: number) =>
    options.colour && code > 0 ? `\u001b[${code}m${text}\u001b[0m` : text;
  const line = (cells: readonly string[], measure: Measure | null) =>
    cells
      .map((cell, column) => {
        const padded = padToWidth(cell, widths[column]!, RIGHT.has(column));
        return measure !== null && column === MEASURE_COLUMN ? paint(padded, COLOURS[measure]) : padded;
      })
      .join('  ');
  const out: string[] = [];
  if (shown.length > 0) {
    const reasons = options.language === 'zh' ? '理由' : 'reasons';
    out.push(paint(beside ? `${line(head, null)}  ${reasons}` : line(head, null), 1));
  }
  shown.forEach((number, place) => {
    const reasons = reasonsOf(number, result, options.language).map((reason) => cutToWidth(reason, room));
    const first = beside ? `  ${reasons[0] ?? ''}` : '';
    out.push(`${line(rows[place]!, number.measure)}${first}`.trimEnd());
    for (const reason of beside ? reasons.slice(1) : reasons) out.push(`${indent}${reason}`);
  });
  return `${[...out, ...closing(result, shown.length, options.language)].join('\n')}\n`;
}

const HEADS: Readonly<Record<Language, readonly string[]>> = {
  zh: ['#', '号码', '类型', '措施', '得分', '呼出', '被叫数', '接通'],
  en: ['#', 'number', 'kind', 'measure', 'score', 'calls', 'callees', 'answered'],
};
const MEASURE_COLUMN = 3;
const RIGHT = new Set([0, 4, 5, 6, 7]);

function cellsOf(number: ScannedNumber, rank: number, language: Language): readonly string[] {
  return [
    String(rank),
    cutToWidth(printable(number.number), 24),
    KIND_WORDS[number.kind][language],
    MEASURE_WORDS[number.measure][language],
    number.score === null ? '–' : figure(number.score),
    grouped(number.calls),
    number.callees === null ? '–' : grouped(Math.round(number.callees)),
    percent(number.answered, number.outcomes),
  ];
}

function reasonsOf(number: ScannedNumber, result: ScanResult, language: Language): readonly string[] {
  const rules = ruleBook(result.policy);
  const reasons = strongestFirst(number.signals)
    .filter((signal) => signal.weight > 0)
    .slice(0, REASONS_SHOWN)
    .map((signal) => reasonSentence(rules(signal), signal)[language]);
  if (number.list !== null)
    reasons.unshift(printable(`${number.list.list}: ${number.list.entry} ${number.list.reason}`));
  if (number.appliesTo === 'call') reasons.unshift(FORGED[language]);
  return reasons;
}

const FORGED = { zh: '疑被他人冒用：勿处置机主', en: 'seems forged by another: not its owner' } as const;

function closing(result: ScanResult, shown: number, language: Language): readonly string[] {
  const zh = language === 'zh';
  const named = result.numbers.length;
  const lines: string[] = [];
  if (named === 0) lines.push(zh ? '没有号码达到“观察”。' : 'No number reached “observe”.');
  else if (named > shown)
    lines.push(
      zh
        ? `… 另有 ${grouped(named - shown)} 个号码（--limit）`
        : `… and ${counted(named - shown, 'more number')} (--limit)`,
    );
  lines.push('');
  for (const file of result.files) lines.push(fileLine(file, zh));
  if (result.unnamedCalls > 0)
    lines.push(
      zh
        ? `${grouped(result.unnamedCalls)} 次可疑通话没有主叫号码，无法指名。`
        : `${counted(result.unnamedCalls, 'suspicious call')} showed no caller number: nobody can be named.`,
    );
  for (const part of result.degraded) {
    const words = degradationWords(part)[language];
    lines.push(
      zh
        ? `${grouped(part.calls)} 次通话未能完整评估：${words}`
        : `${counted(part.calls, 'call')} not evaluated in full: ${words}`,
    );
  }
  lines.push(
    zh
      ? '嫌疑不等于有罪：采取措施之前须由人核实。'
      : 'Suspicion is not guilt: a person checks before anything is done.',
  );
  return lines;
}

function fileLine(file: ScannedFile, zh: boolean): string {
  const dropped = droppedRows(file);
  const reasons = Object.entries(file.dropped).map(([reason, rows]) => `${reason} ${grouped(rows)}`);
  const tail = dropped === 0 ? '' : ` (${reasons.join(', ')})`;
  const [rows, events, duplicates, quarantined] = [
    file.rows,
    file.events,
    file.duplicates,
    file.quarantined,
  ].map(grouped);
  return zh
    ? `${printable(file.path)} [${file.format}] 数据行 ${rows} = 判定通话 ${events} + 重复 ${duplicates} + 隔离 ${quarantined} + 未计为通话 ${grouped(dropped)}${tail}`
    : `${printable(file.path)} [${file.format}] ${rows} rows = ${events} calls judged + ${duplicates} duplicates + ${quarantined} quarantined + ${grouped(dropped)} no call of their own${tail}`;
}
