import { CallList } from './call-list.js';
import { Chart } from './chart.js';
import { element } from './element.js';
import { closeExplanation, explain } from './explanation.js';
import { MEASURES, measureIcon, measureMark } from './measure.js';
import { Stream } from './stream.js';
import { clockTime, figure, switchLanguage, text, writeFixedTexts } from './text.js';

const at = (id) => document.getElementById(id);
const LATE_AFTER_MS = 3_000;
const TRUNKS = ['international', 'interconnect', 'subscriber', 'private', 'unknown'];

const state = {
  token: sessionStorage.getItem('jingtong-token'),
  connected: false,
  detail: null,
  heardAt: null,
  latest: null,
  paused: false,
  reading: false,
  keys: localStorage.getItem('jingtong-keys') !== 'off',
  hiddenMeasures: new Set(
    (new URLSearchParams(location.search).get('hide') ?? '').split(',').filter(Boolean),
  ),
  trunk: new URLSearchParams(location.search).get('trunk') ?? '',
};

const chart = new Chart();
const list = new CallList({ onOpen: (id) => openCall(id, true), onWaiting: showWaiting });

// --- connection -------------------------------------------------------------------------------------------------

const stream = new Stream('/v1/live', {
  open() {
    state.connected = true;
    state.detail = null;
    state.heardAt = performance.now();
    at('token-form').hidden = true;
    showLink();
    showEmpty();
  },
  broken(detail) {
    state.connected = false;
    state.detail = detail;
    showLink();
  },
  refused() {
    state.connected = false;
    at('token-form').hidden = false;
    at('token-hint').textContent = state.token ? text().tokenWrong : text().tokenHint;
    at('token').focus();
    showLink();
  },
  event(name, data, run) {
    state.heardAt = performance.now();
    if (name === 'verdicts') showVerdicts(data, run);
    if (name === 'now') showNow(data);
  },
});

function showLink() {
  const link = at('link');
  const seconds = state.heardAt === null ? null : Math.floor((performance.now() - state.heardAt) / 1000);
  const late = seconds !== null && seconds * 1000 >= LATE_AFTER_MS;
  const [kind, words] = linkWords(seconds, late);
  if (link.dataset.state !== kind && link.dataset.state !== 'loading') say(words);
  link.dataset.state = kind;
  at('link-text').textContent = words;
  document.body.classList.toggle('stale', late || !state.connected);
}

function linkWords(seconds, late) {
  if (!state.connected && seconds !== null) return ['broken', text().broken(seconds)];
  if (!state.connected && state.detail) return ['broken', text().serverSays(state.detail)];
  if (!state.connected) return ['loading', text().connecting];
  if (late) return ['late', text().late(seconds)];
  return state.paused ? ['paused', text().paused] : ['live', text().live];
}

// --- what comes -------------------------------------------------------------------------------------------------

let run = null;

function showVerdicts(calls, from) {
  // A restarted service counts from 1 again: the rows of the old run would hide the new ones.
  if (run !== null && from !== run) list.clear();
  run = from;
  list.add(calls);
  showEmpty();
}

function showNow(now) {
  state.latest = now;
  chart.merge(now.minutes);
  chart.draw(now.now);
  const counts = MEASURES.map((measure) => now.byMeasure[measure] ?? 0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  at('f-rate').textContent = figure(now.callsPerSecond, 1);
  at('f-total').textContent = figure(total);
  at('f-noticed').textContent = figure(total - counts[0]);
  at('f-stopped').textContent = figure(counts[5] + counts[6]);
  at('f-degraded').textContent = figure(now.degraded);
  at('f-open').textContent = figure(now.failedOpen);
  at('f-dropped').textContent = figure(now.dropped);
  at('policy').textContent = now.policy;
  at('clock').textContent = clockTime(now.now);
  for (const chip of at('measures').children)
    chip.querySelector('.count').textContent = figure(now.byMeasure[chip.dataset.measure] ?? 0);
  showTop(now.top);
  showHealth(now);
  showLink();
}

function showHealth({ journal, database, policyRefused }) {
  const lines = [
    journal ? null : text().journalDown,
    text().databaseDown[database] ?? null,
    policyRefused === null ? null : text().policyRefused(policyRefused),
  ].filter((line) => line !== null);
  at('health').hidden = lines.length === 0;
  const written = lines.join(' ');
  if (at('health').textContent !== written) at('health').textContent = written;
}

function showTop(top) {
  const shown = JSON.stringify([text().tag, top]);
  if (showTop.shown === shown) return;
  showTop.shown = shown;
  const focused = document.activeElement?.closest?.('#top button')?.dataset.id;
  at('top').replaceChildren(...top.map(topItem));
  at('top-empty').textContent = top.length === 0 ? text().topEmpty : '';
  if (focused)
    at('top')
      .querySelector(`[data-id="${CSS.escape(focused)}"]`)
      ?.focus();
}

function topItem(caller) {
  const reason = caller.reason?.[text().tag === 'en' ? 'en' : 'zh'] ?? '';
  const button = element(
    'button',
    { type: 'button', class: 'top-item', 'data-id': caller.id },
    element('span', { class: 'figure who' }, caller.caller),
    measureMark(caller.measure),
    element('span', { class: 'figure score' }, figure(caller.score ?? Number.NaN, 1)),
    element('span', { class: 'why' }, `${text().topCalls(caller.calls)} · ${reason}`),
  );
  button.addEventListener('click', () => openCall(caller.id, true));
  return element('li', {}, button);
}

function showWaiting(count) {
  at('waiting').textContent = count > 0 ? text().waiting(figure(count), state.paused) : '';
}

function showEmpty() {
  const empty = at('empty');
  if (at('rows').rows.length > 0) {
    empty.replaceChildren();
    return;
  }
  if (list.known === 0) {
    empty.textContent = state.heardAt === null ? text().connecting : text().emptyWaiting;
    return;
  }
  const clear = element('button', { type: 'button' }, text().clearFilter);
  clear.addEventListener('click', () => {
    state.hiddenMeasures.clear();
    state.trunk = '';
    drawFilters();
  });
  empty.replaceChildren(text().emptyFiltered, ' ', clear);
}

let saidAt = 0;
function say(words) {
  const now = performance.now();
  if (now - saidAt < 1_000) return;
  saidAt = now;
  at('said').textContent = words;
}

// --- explanation ------------------------------------------------------------------------------------------------

let opener = null;

function openCall(id, focus) {
  if (focus && document.activeElement !== document.body) opener = document.activeElement;
  explain(id, { token: state.token, close: closeCall, focus });
}

function closeCall() {
  closeExplanation();
  const row = list.row(list.selectedId);
  const back = opener?.isConnected ? opener : row;
  opener = null;
  (back ?? at('calls')).focus();
}

// --- filters and keys -------------------------------------------------------------------------------------------

function drawFilters() {
  at('measures').replaceChildren(
    ...MEASURES.map((measure) => {
      const shown = !state.hiddenMeasures.has(measure);
      const count = element(
        'span',
        { class: 'figure count' },
        figure(state.latest?.byMeasure[measure] ?? Number.NaN),
      );
      const chip = element(
        'button',
        {
          type: 'button',
          class: `chip m-${measure}`,
          'aria-pressed': String(shown),
          'data-measure': measure,
        },
        measureIcon(measure),
        element('span', {}, text().measures[measure]),
        count,
      );
      chip.addEventListener('click', () => {
        if (shown) state.hiddenMeasures.add(measure);
        else state.hiddenMeasures.delete(measure);
        drawFilters();
        at('measures').querySelector(`[data-measure="${measure}"]`).focus();
      });
      return chip;
    }),
  );
  const options = [['', text().allTrunks], ...TRUNKS.map((trunk) => [trunk, text().trunks[trunk]])];
  at('trunk').replaceChildren(
    ...options.map(([value, name]) => element('option', { value, selected: value === state.trunk }, name)),
  );
  rememberFilters();
  list.filter = (call) =>
    !state.hiddenMeasures.has(call.measure) && (state.trunk === '' || call.trunk === state.trunk);
  showEmpty();
}

function rememberFilters() {
  const query = new URLSearchParams(location.search);
  const set = (name, value) => (value ? query.set(name, value) : query.delete(name));
  set('hide', [...state.hiddenMeasures].join(','));
  set('trunk', state.trunk);
  history.replaceState(null, '', query.size > 0 ? `?${query}` : location.pathname);
}

function setPaused(paused) {
  state.paused = paused;
  at('pause').setAttribute('aria-pressed', String(paused));
  at('pause-text').textContent = paused ? text().resume : text().pause;
  hold();
  showLink();
}

function hold() {
  list.hold(state.paused || state.reading);
  showEmpty();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape' && !at('panel').hidden) return closeCall();
  const inField = event.target.closest('input, select, textarea');
  if (event.key === 'Enter' && event.target.closest('#rows tr')) return list.open(event.target.closest('tr'));
  const arrow = event.target.closest('#rows') && { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const letter = state.keys && !inField && { j: 1, k: -1 }[event.key];
  const step = arrow || letter;
  if (step) {
    event.preventDefault();
    const row = list.move(step);
    if (row && !at('panel').hidden) openCall(row.dataset.id, false);
  }
  if (state.keys && !inField && event.key === 'p') setPaused(!state.paused);
}

function redrawTexts() {
  writeFixedTexts();
  drawFilters();
  showTop.shown = null;
  if (state.latest) showNow({ ...state.latest, minutes: [] });
  setPaused(state.paused);
  const open = at('panel').querySelector('.panel-head')?.dataset.id;
  if (open) openCall(open, false);
}

document.addEventListener('keydown', onKey);
at('pause').addEventListener('click', () => setPaused(!state.paused));
at('trunk').addEventListener('change', () => {
  state.trunk = at('trunk').value;
  drawFilters();
});
at('language').addEventListener('click', () => {
  switchLanguage();
  redrawTexts();
});
at('keys-on').checked = state.keys;
at('keys-on').addEventListener('change', () => {
  state.keys = at('keys-on').checked;
  localStorage.setItem('jingtong-keys', state.keys ? 'on' : 'off');
});
at('chart-mode').addEventListener('click', () => {
  const only = at('chart-mode').getAttribute('aria-pressed') !== 'true';
  at('chart-mode').setAttribute('aria-pressed', String(only));
  chart.noticedOnly = only;
  if (state.latest) chart.draw(state.latest.now);
});
document
  .querySelector('.twin')
  .addEventListener('toggle', () => state.latest && chart.draw(state.latest.now));
at('token-form').addEventListener('submit', (event) => {
  event.preventDefault();
  state.token = at('token').value.trim();
  sessionStorage.setItem('jingtong-token', state.token);
  stream.start(state.token);
});
// Rows do not slide away under the pointer or the keyboard of somebody who reads them.
const rows = at('rows');
const read = (reading) => () => {
  state.reading = reading || rows.matches(':hover') || rows.contains(document.activeElement);
  hold();
};
for (const [event, reading] of [
  ['pointerenter', true],
  ['pointerleave', false],
  ['focusin', true],
])
  rows.addEventListener(event, read(reading));
rows.addEventListener('focusout', () => setTimeout(read(false), 0));
setInterval(showLink, 1_000);

redrawTexts();
stream.start(state.token);
