import { both, html, type Markup, NOTHING } from './html.ts';
import type { ReadAs, ScannedFile, ScanResult } from './scan-result.ts';
import { grouped, TRUNK_WORDS } from './scan-words.ts';

/** What was scanned: every row of every file accounted for, with the sum at the foot. */
export function filesTable({ files, readAs, warnings }: ScanResult): Markup {
  const head = [
    { zh: '文件', en: 'file' },
    { zh: '格式', en: 'format' },
    { zh: '数据行', en: 'rows' },
    { zh: '判定通话', en: 'calls judged' },
    { zh: '重复', en: 'duplicates' },
    { zh: '隔离', en: 'quarantined' },
    { zh: '未计为通话', en: 'no call of their own' },
  ];
  const sum = (pick: (file: ScannedFile) => number) =>
    grouped(files.reduce((total, file) => total + pick(file), 0));
  const foot = html`<tfoot><tr><td colspan="2">${both({ zh: '合计', en: 'total' })}</td><td>${sum((file) => file.rows)}</td><td>${sum((file) => file.events)}</td>
<td>${sum((file) => file.duplicates)}</td><td>${sum((file) => file.quarantined)}</td><td>${sum(droppedRows)}</td></tr></tfoot>`;
  return html`<div class="wide"><table class="files"><thead><tr>${head.map((text) => html`<th>${both(text)}</th>`)}</tr></thead>
<tbody>${files.map(row)}</tbody>${files.length > 1 ? foot : NOTHING}</table></div>
<p class="small">${both({
    zh: '数据行 = 判定通话 + 重复 + 隔离 + 未计为通话。隔离的行未参与判定，连同文件、行、列和原因另存一份。',
    en: 'Rows = calls judged + duplicates + quarantined + no call of their own. Quarantined rows took no part; they are kept apart with file, line, column and reason.',
  })}</p>${howRead(readAs)}${warnings.map((warning) => html`<p class="small">${both({ zh: '注意', en: 'Note' })}: ${warning}</p>`)}`;
}

/** A measure can hang on this, so whoever gets the page must see it. */
function howRead({ country, trunk, timeZone }: ReadAs): Markup {
  const zone = timeZone ?? 'UTC';
  return html`<p class="small">${both({
    zh: `读取方式：号码按 ${country} 编号计划；通话${TRUNK_WORDS[trunk].zh}；未注明时区的时间按 ${zone}。`,
    en: `Read as: national numbers of ${country}; calls ${TRUNK_WORDS[trunk].en}; times without a zone as ${zone}.`,
  })}</p>`;
}

export function droppedRows(file: ScannedFile): number {
  return Object.values(file.dropped).reduce((total, rows) => total + rows, 0);
}

function row(file: ScannedFile): Markup {
  const reasons = Object.entries(file.dropped)
    .map(([reason, rows]) => `${reason} ${grouped(rows)}`)
    .join(', ');
  return html`<tr><td class="path">${file.path}</td><td>${file.format}</td><td>${grouped(file.rows)}</td><td>${grouped(file.events)}</td>
<td>${grouped(file.duplicates)}</td><td>${grouped(file.quarantined)}</td><td>${grouped(droppedRows(file))}${reasons === '' ? NOTHING : html` <small>${reasons}</small>`}</td></tr>`;
}
