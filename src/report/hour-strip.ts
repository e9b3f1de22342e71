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
  const ground = shown.map((_, row) => `${start(0, row)}h${24 * CELL}`).join('');
  const levels = Array.from({ length: LEVELS }, () => '');
  for (const run of runs(hours, most)) {
    const row = rows.get(Math.floor(run.hour / 24));
    if (row !== undefined) levels[run.level - 1] += `${start(run.hour % 24, row)}h${run.length * CELL}`;
  }
  const labels = shown.map((day, row) => {
    const date = new Date(day * 86_400_000).toISOString().slice(5, 10);
    return html`<text x="0" y="${TOP + row * CELL + 9}">${date}</text>`;
  });
  const clock = [0, 6, 12, 18].map((hour) => html`<text x="${LEFT + hour * CELL}" y="8">${hour}</text>`);
  return html`<figure class="strip"><svg width="${LEFT + 24 * CELL}" height="${TOP + shown.length * CELL}" role="img" aria-label="calls by day and hour">${clock}${labels}
<path class="h0" d="${ground}"/>${levels.map((path, place) => (path === '' ? NOTHING : html`<path class="h${place + 1}" d="${path}"/>`))}</svg>
<figcaption>${caption(most, shown.length, days.length)}</figcaption></figure>`;
}

const start = (hour: number, row: number) => `M${LEFT + hour * CELL} ${TOP + row * CELL + 4.5}`;

/** Neighbouring hours of one day and one level as one stroke; the style sheet's dashes cut it into cells. */
function runs(
  hours: readonly HourCount[],
  most: number,
): readonly { hour: number; length: number; level: number }[] {
  const found: { hour: number; length: number; level: number }[] = [];
  for (const { hour, calls } of hours) {
    const last = found.at(-1);
    const here = level(calls, most);
    const goesOn =
      last !== undefined && hour === last.hour + last.length && hour % 24 !== 0 && here === last.level;
    if (goesOn) last.length += 1;
    else found.push({ hour, length: 1, level: here });
  }
  return found;
}

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
