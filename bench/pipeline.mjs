// The whole traffic pipeline (features, detect, decide) under the full shipped policy with many live numbers, one core.
//   node scripts/bench.mjs pipeline                       5,000,000 live numbers, 3,000,000 measured calls
//   node scripts/bench.mjs pipeline --numbers 1000000 --calls 1000000 --stages
import { parseArgs } from 'node:util';
import { classOf } from '../dist/domain/call-facts.js';
import { createEngine } from '../dist/main/engine.js';
import { compileDecider } from '../dist/traffic/decide/index.js';

const { values } = parseArgs({
  options: {
    numbers: { type: 'string', default: '5000000' },
    calls: { type: 'string', default: '3000000' },
    stages: { type: 'boolean', default: false },
  },
});
const numbers = Number(values.numbers);
const calls = Number(values.calls);

/** xorshift32: the same calls on every machine. */
let state = 0x2545f491;
function random() {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 0x100000000;
}

const mobile = classOf({
  kind: 'e164',
  raw: '',
  canonical: '',
  key: 0,
  country: 'CN',
  type: 'mobile',
  validity: 'valid',
  confidence: 'certain',
  extension: null,
  candidates: [],
  notes: [],
});
const START = Date.UTC(2026, 2, 2);
const FIRST = 8_613_000_000_000;
/** Spreads the lines over the range, so that neighbours in traffic are no neighbours in number. */
const line = (place) => FIRST + ((place * 7_919) % 1_000_000_007);
const facts = {
  at: START,
  receivedAt: START,
  utcOffsetMin: 480,
  callerKey: 0,
  callerClass: mobile,
  calleeKey: 0,
  calleeClass: mobile,
  trunk: 3,
  outcome: 1,
  ringMs: 8_000,
  talkMs: 45_000,
  imeiKey: 0,
  cellKey: 0,
};
let at = START;

/** One call in twenty comes from a busy line that calls strangers (a line in 5,000); most others go to one of a few people known. */
function nextCall(everyMs) {
  at += everyMs;
  const busy = random() < 0.05;
  const caller = busy
    ? Math.floor(random() * Math.max(50, numbers * 0.0002))
    : Math.floor(random() * numbers);
  const known = !busy && random() < 0.8;
  const callee = known
    ? (caller + 1 + Math.floor(random() * 6) * 977) % numbers
    : Math.floor(random() * numbers);
  const fate = random();
  facts.at = at;
  facts.receivedAt = at;
  facts.callerKey = line(caller);
  facts.calleeKey = line(callee === caller ? (callee + 1) % numbers : callee);
  facts.outcome = fate < 0.62 ? 1 : fate < 0.85 ? 2 : fate < 0.95 ? 3 : 6;
  facts.ringMs = 2_000 + Math.floor(random() * 20_000);
  facts.talkMs = facts.outcome === 1 ? 3_000 + Math.floor(random() * 120_000) : 0;
  return facts;
}

function timed(count, each, everyMs) {
  const cpu = process.cpuUsage();
  const started = process.hrtime.bigint();
  for (let call = 0; call < count; call += 1) each(nextCall(everyMs));
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const used = process.cpuUsage(cpu);
  return { seconds, cpuSeconds: (used.user + used.system) / 1e6 };
}
const rate = (count, { seconds, cpuSeconds }) =>
  `${Math.round(count / seconds).toLocaleString('en')}/s by the clock, ${Math.round(count / cpuSeconds).toLocaleString('en')}/s of processor time`;

const engine = await createEngine({ maxNumbers: numbers + 1000 });
const { pipeline, features } = engine;

// Every number lives: each calls and is called at least once, so that a row and an index slot exist for all.
for (let place = 0; place < numbers; place += 2) {
  at += (3_600_000 * 20) / numbers;
  Object.assign(facts, {
    at,
    receivedAt: at,
    callerKey: line(place),
    calleeKey: line(place + 1),
    outcome: 1,
  });
  pipeline.judge(facts);
}
const { rules, composites } = engine.policy();
console.log(
  `policy ${engine.policy().stamp.version}: ${rules.length} rules, ${composites.length} composites`,
);
console.log(`${features.stats().numbers.toLocaleString('en')} live numbers before measuring`);

const everyMs = 10_000_000 / calls;
timed(calls / 4, () => {}, 0);
const making = timed(calls, () => {}, 0);
timed(Math.min(calls, 1_000_000) / 2, (call) => pipeline.judge(call), everyMs);
const told = { judged: 0, signals: 0 };
const whole = timed(
  calls,
  (call) => {
    const decision = pipeline.judge(call);
    if (decision.measure !== 'none') told.judged += 1;
    if (decision.signals.length > 0) told.signals += 1;
  },
  everyMs,
);
const net = { seconds: whole.seconds - making.seconds, cpuSeconds: whole.cpuSeconds - making.cpuSeconds };
console.log(`pipeline: ${rate(calls, net)} (making the calls taken off)`);
console.log(
  `calls with a signal: ${((100 * told.signals) / calls).toFixed(1)} %, with a measure: ${((100 * told.judged) / calls).toFixed(1)} %`,
);
const stats = features.stats();
console.log(
  `memory: ${(stats.bytes / stats.numbers).toFixed(0)} bytes a live number (${stats.numbers.toLocaleString('en')} numbers, ${(stats.bytes / 2 ** 20).toFixed(0)} MiB: rows, index, busy numbers ${stats.busyNumbers ?? '?'}, sketches ${stats.heavyNumbers}, pairs)`,
);
if (values.stages) {
  const { detector } = engine.compile(engine.policy());
  const decider = compileDecider(engine.policy());
  const observed = timed(calls, (call) => features.observe(call), everyMs);
  console.log(`features alone: ${rate(calls, observed)}`);
  const detected = timed(calls, (call) => detector.detect(call, features.observe(call)), everyMs);
  console.log(`features and detect: ${rate(calls, detected)}`);
  const decided = timed(
    calls,
    (call) => decider.decide(detector.detect(call, features.observe(call))),
    everyMs,
  );
  console.log(`features, detect and decide: ${rate(calls, decided)}`);
}
