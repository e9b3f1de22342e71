import { element, svgElement } from './element.js';
import { MEASURES } from './measure.js';
import { clockTime, figure, text } from './text.js';

const MINUTES = 60;
const WIDTH = 720;
const HEIGHT = 132;
const MINUTE_MS = 60_000;

// A scrolling box must be reachable by keyboard.
document.getElementById('chart-table').tabIndex = 0;

/** Verdicts of the last hour, a bar a minute, stacked by measure; with its table twin. */
export class Chart {
  #minutes = new Map();
  #noticedOnly = false;

  set noticedOnly(only) {
    this.#noticedOnly = only;
  }

  merge(minutes) {
    for (const { minute, counts } of minutes) this.#minutes.set(minute, counts);
    const kept = [...this.#minutes.keys()].sort((one, other) => one - other).slice(-MINUTES);
    this.#minutes = new Map(kept.map((minute) => [minute, this.#minutes.get(minute)]));
  }

  clear() {
    this.#minutes.clear();
  }

  draw(now) {
    const last = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    const slots = Array.from({ length: MINUTES }, (_, place) => {
      const minute = last - (MINUTES - 1 - place) * MINUTE_MS;
      return { minute, counts: this.#shown(this.#minutes.get(minute)) };
    });
    const top = niceTop(Math.max(0, ...slots.map(({ counts }) => total(counts))));
    const svg = document.getElementById('chart');
    svg.replaceChildren(
      svgElement('title', {}, text().chartTitle),
      ...gridLines(),
      ...slots.map((slot, place) => bar(slot, place, top)),
    );
    const noticed = slots.reduce((sum, { counts }) => sum + total(counts) - (counts?.[0] ?? 0), 0);
    svg.setAttribute('aria-label', text().chartSummary(MINUTES, noticed));
    document
      .getElementById('chart-axis')
      .replaceChildren(
        element('span', {}, clockTime(slots[0].minute).slice(0, 5)),
        element('span', {}, clockTime(last).slice(0, 5)),
      );
    document.getElementById('chart-top').textContent = text().perMinute(figure(top));
    if (document.querySelector('.twin').open) this.#table(slots);
  }

  #shown(counts) {
    if (!counts) return null;
    return this.#noticedOnly ? counts.map((count, rank) => (rank === 0 ? 0 : count)) : counts;
  }

  #table(slots) {
    const known = slots.filter(({ counts }) => counts !== null).reverse();
    const head = element(
      'tr',
      {},
      element('th', { scope: 'col' }, text().minute),
      ...MEASURES.map((measure) => element('th', { scope: 'col', class: 'right' }, text().measures[measure])),
    );
    const rows = known.map(({ minute, counts }) =>
      element(
        'tr',
        {},
        element('td', { class: 'figure' }, clockTime(minute).slice(0, 5)),
        ...counts.map((count) => element('td', { class: 'figure right' }, figure(count))),
      ),
    );
    const table = element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows));
    document.getElementById('chart-table').replaceChildren(known.length > 0 ? table : text().chartEmpty);
  }
}

const total = (counts) => (counts === null ? 0 : counts.reduce((sum, count) => sum + count, 0));

/** The next of 1, 2, 5, 10 ... above the highest bar, so that the scale seldom moves. */
function niceTop(highest) {
  const power = 10 ** Math.floor(Math.log10(Math.max(10, highest)));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= highest) ?? highest;
}

function gridLines() {
  return [0.5, HEIGHT / 2, HEIGHT - 0.5].map((y) =>
    svgElement('line', { x1: 0, x2: WIDTH, y1: y, y2: y, class: 'grid' }),
  );
}

function bar({ minute, counts }, place, top) {
  const group = svgElement('g', {});
  if (counts === null) return group;
  const width = WIDTH / MINUTES;
  let y = HEIGHT;
  counts.forEach((count, rank) => {
    if (count === 0) return;
    const height = Math.max(1.5, (count / top) * HEIGHT);
    y -= height;
    group.append(
      svgElement('rect', {
        x: place * width + 1,
        y,
        width: width - 2,
        height,
        class: `fill m-${MEASURES[rank]}`,
      }),
    );
  });
  const words = counts
    .map((count, rank) => (count > 0 ? `${text().measures[MEASURES[rank]]} ${figure(count)}` : null))
    .filter((part) => part !== null);
  group.append(svgElement('title', {}, `${clockTime(minute).slice(0, 5)}  ${words.join(' · ')}`));
  return group;
}
