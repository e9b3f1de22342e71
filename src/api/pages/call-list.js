import { element } from './element.js';
import { measureMark } from './measure.js';
import { clockTime, figure, text } from './text.js';

const KEPT_NOTICED = 600;
const KEPT_OTHERS = 200;
const SHOWN = 150;

/**
 * The table of calls, newest first. Calls that something was noticed about are kept longer than the others, so that a
 * busy hour does not wash them away.
 */
export class CallList {
  #calls = [];
  #body = document.getElementById('rows');
  #filter = () => true;
  #held = false;
  #waiting = 0;
  #selected = null;
  #onOpen;
  #onWaiting;

  constructor({ onOpen, onWaiting }) {
    this.#onOpen = onOpen;
    this.#onWaiting = onWaiting;
    // Rows are selected and opened: a grid, not only a table.
    this.#body.closest('table').setAttribute('role', 'grid');
    this.#body.addEventListener('click', (event) => {
      const row = event.target.closest('tr');
      if (row) this.open(row);
    });
  }

  get known() {
    return this.#calls.length;
  }

  get selectedId() {
    return this.#selected;
  }

  add(calls) {
    const fresh = calls.filter((call) => call.n > (this.#calls[0]?.n ?? 0)).reverse();
    this.#calls = prune([...fresh, ...this.#calls]);
    if (this.#held) {
      this.#waiting += fresh.length;
      this.#onWaiting(this.#waiting);
      return;
    }
    const rows = fresh
      .filter(this.#filter)
      .slice(0, SHOWN)
      .map((call) => this.#row(call, true));
    this.#body.prepend(...rows);
    this.#trim();
  }

  /** Holds the table still while somebody reads it; new calls wait and are counted. */
  hold(held) {
    if (this.#held === held) return;
    this.#held = held;
    if (!held) this.draw();
  }

  set filter(filter) {
    this.#filter = filter;
    this.draw();
  }

  clear() {
    this.#calls = [];
    this.draw();
  }

  draw() {
    this.#waiting = 0;
    this.#onWaiting(0);
    const focused = this.#body.contains(document.activeElement);
    this.#body.replaceChildren(
      ...this.#calls
        .filter(this.#filter)
        .slice(0, SHOWN)
        .map((call) => this.#row(call, false)),
    );
    this.#trim();
    if (focused) this.row(this.#selected)?.focus({ preventScroll: true });
  }

  row(id) {
    return [...this.#body.rows].find((row) => row.dataset.id === id) ?? null;
  }

  /** Moves the selection by rows; from nothing to the first row. */
  move(step) {
    const rows = [...this.#body.rows];
    const place = rows.findIndex((row) => row.dataset.id === this.#selected);
    const next = rows[place < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, place + step))];
    if (!next) return null;
    this.select(next.dataset.id);
    next.focus();
    return next;
  }

  select(id) {
    this.#selected = id;
    for (const row of this.#body.rows) {
      const selected = row.dataset.id === id;
      row.setAttribute('aria-selected', String(selected));
    }
    this.#rove();
  }

  open(row) {
    this.select(row.dataset.id);
    this.#onOpen(row.dataset.id);
  }

  #trim() {
    while (this.#body.rows.length > SHOWN) this.#body.lastElementChild.remove();
    this.#rove();
  }

  /** One row is reachable by Tab: the selected one, else the first. */
  #rove() {
    const rows = [...this.#body.rows];
    const stop = rows.find((row) => row.dataset.id === this.#selected) ?? rows[0];
    for (const row of rows) row.tabIndex = row === stop ? 0 : -1;
  }

  #row(call, fresh) {
    const words = text();
    const reason = call.reason?.[words.tag === 'en' ? 'en' : 'zh'];
    const cell = (name, label, ...children) =>
      element('td', { role: 'gridcell', class: name, 'data-head': label }, ...children);
    return element(
      'tr',
      {
        role: 'row',
        'data-id': call.id,
        'aria-selected': String(call.id === this.#selected),
        class: `${call.measure === 'none' ? 'passed' : 'noticed'} m-${call.measure}${fresh ? ' fresh' : ''}`,
      },
      cell('when figure', words.time, clockTime(call.at)),
      cell(
        'who figure',
        words.caller,
        call.caller,
        call.truth ? element('span', { class: 'sim' }, words.simulated) : null,
      ),
      cell('who figure', words.callee, call.callee),
      cell('trunk', words.trunk, words.trunks[call.trunk] ?? call.trunk),
      cell('what', words.measure, measureMark(call.measure)),
      cell('score figure right', words.score, call.score === 0 ? '0' : figure(call.score ?? Number.NaN, 1)),
      cell('why', words.reason, reason ?? element('span', { class: 'nothing' }, words.nothingNoticed)),
    );
  }
}

function prune(calls) {
  let noticed = 0;
  let others = 0;
  return calls.filter((call) => {
    if (call.measure === 'none') {
      others += 1;
      return others <= KEPT_OTHERS;
    }
    noticed += 1;
    return noticed <= KEPT_NOTICED;
  });
}
