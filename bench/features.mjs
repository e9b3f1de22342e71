// Cost of the features stage: ns an event and bytes a number. Usage: node bench/features.mjs [numbers] [events] [dist]
// Fixed seed; prints one JSON object a scenario. The machine's other load shows in the figures: compare ratios.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const numbers = Number(process.argv[2] ?? 5_000_000);
const events = Number(process.argv[3] ?? 12_000_000);
const dist = resolve(process.argv[4] ?? 'dist');
const { createFeatureStore } = await import(pathToFileURL(`${dist}/traffic/features/index.js`));

function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const START = Date.UTC(2026, 2, 2);
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
  ringMs: 4000,
  talkMs: 30000,
  imeiKey: 0,
  cellKey: 0,
};
const keyOf = (index) => 8613000000000 + index * 7;

function run(name, pick, count, perMs, store, clockFrom) {
  const next = random(7);
  const before = process.cpuUsage();
  const began = performance.now();
  let reported = began;
  const rates = [];
  let sink = 0;
  for (let index = 0; index < count; index += 1) {
    facts.at = START + clockFrom + index / perMs;
    facts.receivedAt = facts.at;
    facts.callerKey = keyOf(pick(next));
    facts.calleeKey = keyOf(pick(next));
    const roll = next();
    facts.outcome = roll < 0.6 ? 1 : roll < 0.8 ? 2 : 4;
    facts.talkMs = roll < 0.6 ? 5000 + roll * 200000 : 0;
    sink += store.observe(facts)[2];
    if ((index + 1) % 2_000_000 === 0) {
      const now = performance.now();
      rates.push(Math.round((now - reported) / 2));
      reported = now;
    }
  }
  const cpu = process.cpuUsage(before);
  const wall = performance.now() - began;
  const stats = store.stats();
  console.log(
    JSON.stringify({
      scenario: name,
      events: count,
      nsPerEventWall: Math.round((wall * 1e6) / count),
      nsPerEventCpu: Math.round(((cpu.user + cpu.system) * 1e3) / count),
      nsPer2M: rates,
      numbers: stats.numbers,
      busy: stats.busyNumbers,
      heavy: stats.heavyNumbers,
      bytesPerNumber: Math.round((stats.bytes / stats.numbers) * 10) / 10,
      arrayBufferBytesPerNumber: Math.round((process.memoryUsage().arrayBuffers / stats.numbers) * 10) / 10,
      sink: Number.isNaN(sink),
    }),
  );
}

const store = createFeatureStore({ maxNumbers: numbers });
run('uniform', (next) => Math.floor(next() * numbers), events, 0.2, store, 0);
