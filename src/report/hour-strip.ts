import { both, html, type Markup, NOTHING } from './html.ts';
import type { HourCount } from './scan-result.ts';

const MAX_DAYS = 10;
const CELL = 11;
const LEFT = 38;
const TOP = 12;
const LEVELS = 4;

/** A number's calls as a strip for each day: 24 cells, darker the more calls. At most the last 10 days with calls. */
export function hourStrip(hours: readonly HourCount[]): Markup {
  if (hours.length === 0) return NOTHING;
  const days = [...new Set(hours.map(({ hour }) => Math.floor(hour / 24)))];
  const shown = days.slice(-MAX_DAYS);
  const rows = new Map(shown.map((day, row) => [day, row]));
  const most = Math.max(...hours.map(({ calls }) => calls));
  const paths = Array.from({ length: LEVELS + 1 }, () => '');
  for (const row of shown.keys()) for (let hour = 0; hour < 24; hour += 1) paths[0] += cell(hour, row);
  for (const { hour, calls } of hours) {
    const row = rows.get(Math.floor(hour / 24));
    if (row !== undefined) paths[level(calls, most)] += cell(hour % 24, row);
  }
  const labels = shown.map((day, row) => {
    const date = new Date(day * 86_400_000).toISOString().slice(5, 10);
    return html`<text x="0" y="${TOP + row * CELL + 9}">${date}</text>`;
  });
  const clock = [0, 6, 12, 18].map((hour) => html`<text x="${LEFT + hour * CELL}" y="8">${hour}</text>`);
  return html`<figure class="strip"><svg width="${LEFT + 24 * CELL}" height="${TOP + shown.length * CELL}" role="img" aria-label="calls by day and hour">${clock}${labels}
${paths.map((path, place) => (path === '' ? NOTHING : html`<path class="h${place}" d="${path}"/>`))}</svg>
<figcaption>${caption(most, shown.length, days.length)}</figcaption></figure>`;
}

const cell = (hour: number, row: number) => `M${LEFT + hour * CELL} ${TOP + row * CELL}h9v9h-9z`;

/** Quarters of the square root, so that quiet hours stay visible beside a burst. */
const level = (calls: number, most: number) => Math.max(1, Math.ceil(LEVELS * Math.sqrt(calls / most)));

function caption(most: number, shown: number, days: number): Markup {
  const cut =
    shown < days
      ? both({
          zh: `；共 ${days} 天有呼出，仅显示最近 ${shown} 天`,
          en: `; last ${shown} of ${days} days with calls`,
        })
      : NOTHING;
  return html`${both({ zh: `按当地小时，最多一小时 ${most} 次`, en: `by local hour; at most ${most} in one hour` })}${cut}`;
}
