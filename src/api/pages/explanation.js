import { element, mixed } from './element.js';
import { measureMark } from './measure.js';
import { dateTime, figure, text } from './text.js';

const panel = document.getElementById('panel');
let asked = null;

/** Shows why a call was judged as it was. `close` is called when the person closes the panel. */
export async function explain(id, { token, close, focus }) {
  asked = id;
  panel.hidden = false;
  document.body.classList.add('explaining');
  if (!panel.querySelector(`[data-id="${CSS.escape(id)}"]`))
    show(id, close, element('p', { class: 'hint' }, text().loading));
  if (focus) panel.focus();
  const answer = await load(id, token);
  if (asked !== id) return;
  show(
    id,
    close,
    ...(answer.verdict ? body(answer.verdict) : [element('p', { class: 'notice' }, answer.failed)]),
  );
}

export function closeExplanation() {
  asked = null;
  panel.hidden = true;
  panel.replaceChildren();
  document.body.classList.remove('explaining');
}

async function load(id, token) {
  const headers = { 'Accept-Language': text().tag };
  if (token) headers.Authorization = `Bearer ${token}`;
  try {
    const response = await fetch(`/v1/verdicts/${encodeURIComponent(id)}`, { headers });
    if (response.status === 404) return { failed: text().notFound };
    const answer = await response.json();
    return response.ok ? { verdict: answer } : { failed: text().failed(answer.detail ?? response.status) };
  } catch (error) {
    return { failed: text().failed(error.message) };
  }
}

function show(id, close, ...content) {
  const button = element('button', { type: 'button', class: 'quiet close' }, text().close);
  button.addEventListener('click', close);
  panel.replaceChildren(
    element('div', { class: 'panel-head', 'data-id': id }, element('h2', {}, text().explanation), button),
    ...content,
  );
}

function body(verdict) {
  const signals = [...verdict.signals, ...verdict.composites].sort((one, other) => other.weight - one.weight);
  return [
    element(
      'p',
      { class: 'parties figure' },
      verdict.caller.canonical,
      element('span', { 'aria-hidden': 'true' }, ' → '),
      verdict.callee.canonical,
    ),
    element(
      'p',
      { class: 'decided' },
      measureMark(verdict.measure),
      element('strong', { class: 'figure' }, figure(verdict.score ?? Number.NaN, 2)),
    ),
    element('p', { class: 'sentence' }, ...mixed(sentence(verdict))),
    ...remarks(verdict),
    ...contributions(signals, verdict),
    ids(verdict),
    ...truth(verdict),
  ];
}

function sentence(verdict) {
  const words = text();
  const parts = {
    caller: verdict.caller.canonical,
    measure: words.measures[verdict.measure] ?? verdict.measure,
    score: figure(verdict.score ?? Number.NaN, 2),
    lead: verdict.reasons[0]?.replace(/[。.]$/, '') ?? null,
  };
  return verdict.protection?.voided === null ? words.sentenceProtected(parts) : words.sentence(parts);
}

function remarks(verdict) {
  const words = text();
  const said = [];
  if (verdict.scoredMeasure !== verdict.measure)
    said.push(words.scoredMeasure(words.measures[verdict.scoredMeasure]));
  if (verdict.appliesTo === 'call' && verdict.measure !== 'none') said.push(words.appliesToCall);
  if (verdict.list) said.push(words.listed(verdict.list.list, verdict.list.entry, verdict.list.source));
  if (verdict.protection)
    said.push(
      (verdict.protection.voided ? words.protectionVoided : words.protectedBy)(verdict.protection.reason),
    );
  if (verdict.degraded.length > 0)
    said.push(words.degradedBy(verdict.degraded.map(({ what, why }) => `${what} (${why})`).join(', ')));
  return said.map((line) => element('p', { class: 'remark' }, ...mixed(line)));
}

function contributions(signals, verdict) {
  if (signals.length === 0) return [];
  const words = text();
  const widest = Math.max(...signals.map(({ weight }) => Math.abs(weight)), 0.001);
  const caps = verdict.capped.map(({ group, sum, counted }) =>
    element('p', { class: 'hint' }, words.groupCap(group, figure(sum, 2), figure(counted, 2))),
  );
  return [
    element('h3', {}, words.contributions),
    element('ol', { class: 'signals' }, ...signals.map((signal) => signalItem(signal, widest))),
    ...caps,
    element(
      'p',
      { class: 'sum' },
      words.sum,
      element('strong', { class: 'figure' }, figure(verdict.score ?? Number.NaN, 2)),
    ),
  ];
}

function signalItem(signal, widest) {
  const words = text();
  const bar = element('span', { class: signal.weight < 0 ? 'bar-fill trust' : 'bar-fill' });
  bar.style.width = `${Math.max(2, (Math.abs(signal.weight) / widest) * 100)}%`;
  const basis = signal.basis
    ? element(
        'p',
        { class: 'hint' },
        ...mixed(
          words.basisLine(
            words.basisKind[signal.basis.kind] ?? signal.basis.kind,
            signal.basis.text,
            signal.basis.source,
          ),
        ),
      )
    : null;
  return element(
    'li',
    {},
    element(
      'p',
      { class: 'signal-head' },
      element('span', {}, signal.title[words.tag === 'en' ? 'en' : 'zh']),
      element('strong', { class: 'figure' }, `${signal.weight > 0 ? '+' : ''}${figure(signal.weight, 2)}`),
    ),
    element('span', { class: 'bar-track', 'aria-hidden': 'true' }, bar),
    element('p', {}, ...mixed(signal.reason)),
    element('p', { class: 'hint figure' }, figures(signal)),
    basis,
  );
}

/** Value and limit as the server wrote them for people; a rule that states a fact has none. */
function figures({ valueText, thresholdText, id, version }) {
  const words = text();
  const name = `${id}@${version}`;
  if (valueText === null) return name;
  return `${words.value} ${valueText} · ${words.threshold} ${thresholdText} · ${name}`;
}

function ids(verdict) {
  const words = text();
  const rows = [
    [words.verdictId, verdict.id],
    [words.eventId, verdict.eventId],
    [words.callTime, dateTime(Date.parse(verdict.at))],
    [words.trunk, words.trunks[verdict.trunk] ?? verdict.trunk],
    [words.source, verdict.source],
    ...signallingRow(verdict, words),
    [words.policyVersion, verdict.policy.version],
    [words.digest, verdict.policy.digest.slice(0, 16)],
  ];
  return element(
    'details',
    { class: 'ids' },
    element('summary', {}, words.details),
    element(
      'dl',
      {},
      ...rows.flatMap(([name, value]) => [
        element('dt', {}, name),
        element('dd', { class: 'figure' }, value),
      ]),
    ),
  );
}

/** What a switch's signalling told beside the numbers; call records tell none. */
function signallingRow({ signalling = [] }, words) {
  return signalling.length === 0
    ? []
    : [[words.signalling, signalling.join(words.tag === 'en' ? '; ' : '；')]];
}

function truth(verdict) {
  if (!verdict.simulated) return [];
  const words = text();
  const said = element('p', {}, words.truthIs(verdict.simulated.role, verdict.simulated.fraud));
  return [element('details', { class: 'truth' }, element('summary', {}, words.truth), said)];
}
