// The verdict journal: appends a second and bytes an entry, beside the same texts written without a chain; what judging a
// call costs with and without the journal; and how fast a journal is verified, read back and opened again.
//   node scripts/bench.mjs journal [--calls 200000]
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const place = process.argv.indexOf('--calls');
const CALLS = Number(place < 0 ? 200_000 : process.argv[place + 1]);
const dist = process.env.JINGTONG_DIST ?? join(import.meta.dirname, '../dist');
const load = (path) => import(pathToFileURL(join(dist, path)).href);
const { openJournal, findJournalEnd, verdictAt, verifyJournal, writeEntry } =
  await load('traffic/record/index.js');
const { openRecordedEngine } = await load('main/recorded-engine.js');
const { createEngine } = await load('main/engine.js');
const { factsOf } = await load('domain/call-facts.js');

const dir = mkdtempSync(join(tmpdir(), 'bench-journal-'));
let seed = 1;
const random = (below) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed % below;
};
const mobile = () => `13${String(random(1_000_000_000)).padStart(9, '0')}`;
const seconds = (from) => (performance.now() - from) / 1000;
const say = (what, count, time, more = '') =>
  console.log(`${what.padEnd(44)} ${String(Math.round(count / time)).padStart(9)}/s ${more}`);

const engine = await createEngine({ maxNumbers: 1_000_000 });
const events = Array.from({ length: CALLS }, (_, nth) => {
  const at = Date.UTC(2026, 2, 2, 9) + nth * 20;
  return engine.eventFrom({
    eventId: `bench-${nth}`,
    source: 'bench',
    at,
    receivedAt: at + 300,
    caller: mobile(),
    callee: mobile(),
    trunk: 'subscriber',
    outcome: nth % 3 === 0 ? 'no-answer' : 'answered',
    ringMs: 6_000,
    talkMs: nth % 3 === 0 ? 0 : 45_000,
  });
});

let from = performance.now();
const facts = events.map(factsOf);
for (const call of facts) engine.pipeline.judge(call);
const judgeSeconds = seconds(from);
say('judge (features, rules, decision)', CALLS, judgeSeconds);

const quiet = { measure: 'none', scoredMeasure: 'none', score: 0, signals: [], composites: [], capped: [] };
const decision = { ...quiet, list: null, protection: null, appliesTo: 'number', degraded: [] };
const entryOf = (event) => ({ kind: 'verdict', event, decision, suspect: false, from: null });

const plain = await open(join(dir, 'plain.ndjson'), 'w');
from = performance.now();
for (let start = 0; start < CALLS; start += 1000) {
  const lines = events
    .slice(start, start + 1000)
    .map((event, nth) => writeEntry(start + nth + 1, entryOf(event)));
  await plain.write(`${lines.join('\n')}\n`);
}
await plain.datasync();
const plainSeconds = seconds(from);
await plain.close();
say('same texts, no chain (plain file)', CALLS, plainSeconds);

async function append(name, group, options) {
  const dataDir = join(dir, name);
  const journal = openJournal({ dataDir, software: 'bench', ...options }, findJournalEnd(dataDir));
  const count = options.sync === 'every-write' ? Math.min(CALLS, 40_000) : CALLS;
  const start = performance.now();
  for (let nth = 0; nth < count; nth += 1) {
    const { written } = journal.append(entryOf(events[nth]));
    if (nth % group === group - 1) await written;
  }
  await journal.close();
  return { dataDir, count, time: seconds(start) };
}
const grouped = await append('grouped', 1000, {});
const bytes = readdirSync(join(grouped.dataDir, 'journal')).reduce(
  (sum, file) => sum + statSync(join(grouped.dataDir, 'journal', file)).size,
  0,
);
say(
  'append, hash chain, groups of 1,000',
  CALLS,
  grouped.time,
  `${(bytes / CALLS).toFixed(0)} bytes an entry; ${(grouped.time / plainSeconds).toFixed(2)} times the plain file`,
);
const small = await append('small', 16, {});
say('append, 16 callers waiting each time', CALLS, small.time);
const synced = await append('synced', 16, { sync: 'every-write' });
say('the same, the disk itself each time', synced.count, synced.time);

from = performance.now();
verifyJournal(grouped.dataDir);
say('verify the chain', CALLS, seconds(from));

async function record(name, snapshots) {
  const dataDir = join(dir, name);
  const recorded = await openRecordedEngine({ dataDir, what: 'bench', journal: { snapshots } });
  const start = performance.now();
  let longestMs = 0;
  let before = start;
  for (let nth = 0; nth < CALLS; nth += 1) {
    const { written } = recorded.judge(events[nth]);
    if (nth % 100 !== 99) continue;
    await written;
    longestMs = Math.max(longestMs, performance.now() - before);
    before = performance.now();
  }
  await recorded.recorded.sync();
  return { dataDir, recorded, time: seconds(start), longestMs };
}
for (const [snapshots, how] of [
  ['apart', 'snapshots by another thread'],
  ['here', 'snapshots by the same thread'],
]) {
  const { recorded, time, longestMs } = await record(snapshots, snapshots);
  const { bytes } = recorded.engine.features.stats();
  await recorded.close();
  say(
    `judge and journal, ${how}`,
    CALLS,
    time,
    `${(time / judgeSeconds).toFixed(1)} times judging alone; longest 100 calls ${longestMs.toFixed(0)} ms, state ${(bytes / 2 ** 20).toFixed(0)} MiB`,
  );
}
const { dataDir, recorded } = await record('recorded', 'here');
// Calls that come again, too old to be in memory: the earlier verdict is read from the journal's files.
const old = Array.from({ length: 500 }, () => random(Math.max(1, CALLS - 10_000)));
const repeatMs = old.map((nth) => {
  const start = performance.now();
  if (!recorded.judge(events[nth]).repeated) throw new Error('a call that came again was judged');
  return performance.now() - start;
});
const scanMs = old.slice(0, 10).map((nth) => {
  const { seq } = recorded.recorded.judge(events[nth]);
  const start = performance.now();
  verdictAt(dataDir, seq);
  return performance.now() - start;
});
const middle = (times, share = 0.5) =>
  times.sort((one, other) => one - other)[Math.floor(times.length * share)];
console.log(
  `a call that comes again: p50 ${middle(repeatMs).toFixed(3)} p99 ${middle(repeatMs, 0.99).toFixed(3)} ms; ` +
    `reading its file in order: p50 ${middle(scanMs).toFixed(1)} ms`,
);
await recorded.close();
from = performance.now();
const again = await openRecordedEngine({ dataDir, what: 'bench' });
console.log(`opened again after ${again.opening.entries} entries: ${seconds(from).toFixed(2)} s`);
await again.close();
rmSync(dir, { recursive: true });
