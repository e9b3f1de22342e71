// Cost of the features stage: ns an event, bytes a number, snapshot time. Fixed seeds.
// Usage: node bench/features.mjs [numbers] [events] [dist]   (default 5,000,000 numbers, 10,000,000 events, dist)
// Each figure is taken over slices of 5,000 events: `best` is the quietest tenth, `median` includes the machine's
// other load. Prints one JSON object a scenario.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const numbers = Number(process.argv[2] ?? 5_000_000);
const events = Number(process.argv[3] ?? 10_000_000);
const dist = resolve(process.argv[4] ?? 'dist');
const load = (path) => import(pathToFileURL(`${dist}/${path}`));
const { createFeatureStore } = await load('traffic/features/index.js');
const { featuresReadBy } = await load('traffic/detect/index.js');
const { loadPolicy } = await load('main/load-policy.js');
const shipped = await loadPolicy();
if (!shipped.ok) throw new Error(shipped.detail);
/** What the rules of the shipped policy read. */
const needed = featuresReadBy(shipped.value.rules, shipped.value.home);

const SLICE = 5_000;
const WEEK_MS = 604_800_000;
const START = Date.UTC(2026, 2, 2);
const keyOf = (index) => 8613000000000 + index * 7;
const say = (line) => console.log(JSON.stringify(line));

function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

const facts = {
  at: START,
  receivedAt: START,
  utcOffsetMin: 480,
  callerKey: 0,
  callerClass: 0,
  calleeKey: 0,
  calleeClass: 0,
  trunk: 0,
  outcome: 1,
  ringMs: 4_000,
  talkMs: 30_000,
  imeiKey: 0,
  cellKey: 0,
};

let clock = START;
let sink = 0;
function run(store, count, stepMs, pickCaller, pickCallee, next) {
  const slices = [];
  for (let done = 0; done < count; done += SLICE) {
    const began = performance.now();
    for (let index = 0; index < SLICE; index += 1) {
      clock += stepMs;
      facts.at = clock;
      facts.receivedAt = clock;
      facts.callerKey = keyOf(pickCaller(next));
      facts.calleeKey = keyOf(pickCallee(next));
      facts.outcome = index % 5 < 3 ? 1 : index % 5 === 3 ? 2 : 4;
      sink += store.observe(facts)[2];
    }
    slices.push(((performance.now() - began) * 1e6) / SLICE);
  }
  slices.sort((one, other) => one - other);
  const at = (part) => Math.round(slices[Math.floor(slices.length * part)]);
  return { events: count, bestNs: at(0.1), medianNs: at(0.5) };
}

function size(store) {
  const stats = store.stats();
  return {
    numbers: stats.numbers,
    regular: stats.regularNumbers,
    frequent: stats.frequentNumbers,
    busy: stats.busyNumbers,
    heavy: stats.heavyNumbers,
    bytesPerNumber: Math.round((stats.bytes / stats.numbers) * 10) / 10,
    arrayBufferBytesPerNumber: Math.round((process.memoryUsage().arrayBuffers / stats.numbers) * 10) / 10,
  };
}

const uniform = (next) => Math.floor(next() * numbers);
// Rank r with a weight of about 1/r: log-uniform ranks.
const skewed = (next) => Math.floor(numbers ** next()) - 1;

let store = createFeatureStore({ maxNumbers: numbers });
const next = random(7);
// Ten call sides a number and week.
const step = WEEK_MS / (numbers * 5);
say({
  scenario: 'uniform: filling',
  ...run(store, events * 0.7, step, uniform, uniform, next),
  ...size(store),
});
say({
  scenario: 'uniform: filled',
  ...run(store, events * 0.3, step, uniform, uniform, next),
  ...size(store),
});
store.need(needed);
say({
  scenario: 'uniform: what the shipped policy reads',
  ...run(store, 500_000, step, uniform, uniform, next),
});
store.need(['caller.calls_1h']);
say({ scenario: 'uniform: caller features only', ...run(store, 500_000, step, uniform, uniform, next) });
store.need([]);
say({ scenario: 'uniform: state only', ...run(store, 500_000, step, uniform, uniform, next) });

let began = performance.now();
let bytes = 0;
const chunks = [];
for (const chunk of store.snapshot()) {
  bytes += chunk.length;
  chunks.push(chunk);
}
say({
  scenario: 'snapshot',
  seconds: Math.round(performance.now() - began) / 1000,
  megabytes: Math.round(bytes / 1e6),
});
store = createFeatureStore({ maxNumbers: numbers });
began = performance.now();
const outcome = store.restore(chunks);
say({ scenario: 'restore', seconds: Math.round(performance.now() - began) / 1000, ok: outcome.ok });
chunks.length = 0;

store = createFeatureStore({ maxNumbers: numbers });
say({ scenario: 'skewed callers', ...run(store, events * 0.3, step, skewed, uniform, next), ...size(store) });
// The same lines kept as logs and as counters, small enough for the cache: what the shapes cost beside each other.
for (const calls of [35, 80]) {
  const lines = 2_000;
  const among = (next) => Math.floor(next() * lines);
  for (const [shape, bounds] of [
    ['log', { maxFrequent: lines }],
    ['counters', { maxRegular: 0, maxFrequent: 0, maxBusy: lines }],
  ]) {
    store = createFeatureStore({ maxNumbers: lines, needed, ...bounds });
    const everyMs = WEEK_MS / ((lines * calls) / 2);
    run(store, lines * calls, everyMs, among, among, next);
    say({
      scenario: `${calls} calls a week as ${shape}`,
      ...run(store, 200_000, everyMs, among, among, next),
      ...size(store),
    });
  }
}
const dialler = () => 0;
store = createFeatureStore({ maxNumbers: 100_000 });
const few = (next) => 1 + Math.floor(next() * 40);
say({ scenario: 'one busy caller, 40 callees', ...run(store, 200_000, 2_000, dialler, few, next) });
store = createFeatureStore({ maxNumbers: 100_000 });
const many = (next) => 1 + Math.floor(next() * 5_000);
say({ scenario: 'one heavy caller, 5,000 callees', ...run(store, 200_000, 2_000, dialler, many, next) });
if (sink < 0) throw new Error('counts fell below zero');
