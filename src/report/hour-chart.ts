import { both, html, type Markup } from './html.ts';
import type { HourTotal } from './scan-result.ts';
import { grouped } from './scan-words.ts';

const MAX_BARS = 24 * 7;
const HEIGHT = 100;

interface Bar {
  readonly label: string;
  readonly calls: number;
  readonly suspicious: number;
}

/** Calls over time, the suspicious ones in front: one bar an hour up to 7 days, one a day beyond, one a month beyond years. */
export function hourChart(hours: readonly HourTotal[]): Markup {
  const bars = barsOf(hours);
  const most = Math.max(1, ...bars.map((bar) => bar.calls));
  const rects = (pick: (bar: Bar) => number) =>
    bars
      .map((bar, place) => {
        const height = (HEIGHT * pick(bar)) / most;
        return height === 0
          ? ''
          : `M${place * 10 + 1} ${HEIGHT}v-${Math.max(0.6, height).toFixed(1)}h8V${HEIGHT}z`;
      })
      .join('');
  const places = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * (bars.length - 1)));
  return html`<div class="chart"><div class="most">${grouped(most)}</div>
<svg class="bars" viewBox="0 0 ${bars.length * 10} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="calls over time">
<path class="all" d="${rects((bar) => bar.calls)}"/><path class="bad" d="${rects((bar) => bar.suspicious)}"/></svg>
<div class="axis">${[...new Set(places)].map((place) => html`<span>${bars[place]?.label ?? ''}</span>`)}</div>
<p class="key"><i class="all"></i> ${both({ zh: '全部通话', en: 'all calls' })} <i class="bad"></i> ${both({ zh: '达到“观察”及以上的通话', en: 'calls judged “observe” or more' })}</p></div>`;
}

function barsOf(hours: readonly HourTotal[]): readonly Bar[] {
  const first = hours[0]?.hour ?? 0;
  const span = (hours.at(-1)?.hour ?? first) - first + 1;
  if (span <= MAX_BARS) return fill(hours, first, span, 1, (text) => text.slice(5, 16).replace('T', ' '));
  const firstDay = Math.floor(first / 24) * 24;
  const days = Math.ceil((first + span - firstDay) / 24);
  const each = Math.ceil(days / MAX_BARS);
  return fill(hours, firstDay, Math.ceil(days / each), 24 * each, (text) => text.slice(0, 10));
}

function fill(
  hours: readonly HourTotal[],
  first: number,
  count: number,
  hoursEach: number,
  label: (iso: string) => string,
): readonly Bar[] {
  const bars = Array.from({ length: count }, (_, place) => ({
    label: label(new Date((first + place * hoursEach) * 3_600_000).toISOString()),
    calls: 0,
    suspicious: 0,
  }));
  for (const { hour, calls, suspicious } of hours) {
    const bar = bars[Math.floor((hour - first) / hoursEach)];
    if (bar === undefined) continue;
    bar.calls += calls;
    bar.suspicious += suspicious;
  }
  return bars;
}
