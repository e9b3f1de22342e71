import { MEASURES, type Measure } from '../domain/measure.ts';
import { both, html, type Markup } from './html.ts';
import type { ScannedNumber } from './scan-result.ts';
import { grouped, MEASURE_MEANINGS, MEASURE_WORDS } from './scan-words.ts';

/** How many numbers reached each step of the ladder, strongest step first. */
export function measureLadder(numbers: readonly ScannedNumber[]): Markup {
  const counts = new Map<Measure, number>();
  for (const { measure } of numbers) counts.set(measure, (counts.get(measure) ?? 0) + 1);
  const most = Math.max(1, ...counts.values());
  const steps = MEASURES.filter((measure) => measure !== 'none').reverse();
  return html`<div class="ladder">${steps.map((measure) => step(measure, counts.get(measure) ?? 0, most))}</div>`;
}

function step(measure: Measure, count: number, most: number): Markup {
  const width = ((100 * count) / most).toFixed(1);
  return html`<span class="badge ${measure}">${both(MEASURE_WORDS[measure])}</span><b>${grouped(count)}</b>
<div class="meaning"><small>${both(MEASURE_MEANINGS[measure])}</small><svg class="bar" role="img" aria-label="${count}"><rect width="${width}%" height="100%" rx="3"/></svg></div>`;
}
