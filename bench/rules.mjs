// All rules of the shipped policy on one call: our compiled detector against cel-js interpreting the same conditions.
// Usage: npm run build && node bench/rules.mjs [CALLS]
import os from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = process.env.JINGTONG_DIST ?? join(root, 'dist');
const load = (path) => import(pathToFileURL(join(dist, path)).href);

const { parsePolicy } = await load('policy/index.js');
const { readPolicyFiles } = await load('platform/shared/index.js');
const { compileDetector } = await load('traffic/detect/index.js');
const { compileDecider } = await load('traffic/decide/index.js');
const { FEATURES } = await load('domain/feature-catalogue.js');
const { COUNTRIES, countryAt } = await load('domain/country.js');
const { ruleVocabulary } = await load('domain/rule-language.js');
const { language } = await load('lib/cel/language.js');
const { withNames } = await load('lib/cel/vocabulary.js');
const words = await load('domain/telephone-number.js');
const { TRUNK_KINDS } = await load('domain/trunk.js');
const { CALL_OUTCOMES } = await load('domain/call-event.js');

const calls = Number(process.argv[2] ?? 20_000);
const folder = join(root, 'policy');
const parsed = parsePolicy(
  await readPolicyFiles({
    shipped: folder,
    local: join(folder, 'local.d'),
    override: join(folder, 'override.d'),
  }),
);
if (!parsed.ok) throw new Error(parsed.detail);
const policy = parsed.value;

let seed = 20261125;
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 4294967296;
};

// Plausible calls: most features small, shares below one, every tenth caller busy.
const SAMPLES = 4096;
const samples = Array.from({ length: SAMPLES }, () => {
  const busy = random() < 0.1 ? 20 : 1;
  const features = new Float64Array(FEATURES.length);
  FEATURES.forEach((name, index) => {
    const isShare = /(share|ratio)/.test(name);
    features[index] = random() < 0.1 ? Number.NaN : isShare ? random() : Math.floor(random() * 6 * busy);
  });
  const type = Math.floor(random() * 4);
  const country = random() < 0.9 ? COUNTRIES.indexOf('CN') : COUNTRIES.indexOf('US');
  const facts = {
    at: 1_767_225_600_000 + Math.floor(random() * 86_400_000),
    receivedAt: 0,
    utcOffsetMin: 480,
    callerKey: 8_613_000_000_000 + Math.floor(random() * 1e9),
    callerClass: (type << 4) | (3 << 11) | (country << 13),
    calleeKey: 8_613_000_000_000 + Math.floor(random() * 1e9),
    calleeClass: (1 << 4) | (3 << 11) | (COUNTRIES.indexOf('CN') << 13),
    trunk: Math.floor(random() * 5),
    outcome: Math.floor(random() * 4),
    ringMs: 9000,
    talkMs: 30000,
    imeiKey: 0,
    cellKey: 0,
  };
  return { facts, features };
});

const readNumber = () => ({ kind: 'unparsable', confidence: 'none', candidates: [], key: 0 });
const detector = compileDetector(policy, readNumber);
const decider = compileDecider(policy);
let sink = 0;
/** Best of sixty short batches: the machine's other load only ever adds. */
const BATCHES = 60;
const time = (name, count, run) => {
  run(count);
  let best = Number.POSITIVE_INFINITY;
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const started = process.hrtime.bigint();
    run(count);
    best = Math.min(best, Number(process.hrtime.bigint() - started) / count);
  }
  console.log(`${name.padEnd(46)} ${best.toFixed(0).padStart(7)} ns a call`);
  return best;
};

// The interpreter gets objects with every known field; making them is not timed.
const names = withNames(ruleVocabulary(policy.home), {
  value: { type: 'number', js: 'NaN' },
  threshold: { type: 'number', js: 'NaN' },
});
const cel = language(names);
const interpreted = policy.rules.map((rule) => {
  const value = cel.parse(rule.value);
  const when = cel.parse(rule.when);
  cel.check(value);
  cel.check(when);
  return { value, when, threshold: rule.threshold };
});
const INTERPRETED = 256;
const contexts = samples.slice(0, INTERPRETED).map(({ facts, features }) => {
  const party = (role) => {
    const packed = facts[`${role}Class`];
    const fields = {
      kind: words.NUMBER_KINDS[packed & 15],
      type: words.NUMBER_TYPES[(packed >> 4) & 31],
      validity: words.NUMBER_VALIDITIES[(packed >> 9) & 3],
      confidence: words.NUMBER_CONFIDENCES[(packed >> 11) & 3],
      country: countryAt((packed >> 13) & 511),
      keypad_word: false,
      known: true,
      prefix: (text) => `+${facts[`${role}Key`]}`.startsWith(text),
    };
    FEATURES.forEach((name, index) => {
      if (name.startsWith(`${role}.`)) fields[name.slice(role.length + 1)] = features[index];
    });
    return cel.subject(role, fields);
  };
  const pair = {};
  FEATURES.forEach((name, index) => {
    if (name.startsWith('pair.')) pair[name.slice(5)] = features[index];
  });
  return {
    caller: party('caller'),
    callee: party('callee'),
    pair: cel.subject('pair', pair),
    call: cel.subject('call', {
      trunk: TRUNK_KINDS[facts.trunk],
      outcome: CALL_OUTCOMES[facts.outcome],
      hour: 10,
    }),
  };
});

console.log(
  `${policy.rules.length} rules, ${policy.composites.length} composites, ${policy.lists.length} list entries`,
);
console.log(`${os.cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`);
const { compileRules } = await load('traffic/detect/index.js');
const compiled = compileRules(policy.rules, policy.home);
const fired = new Int32Array(policy.rules.length);
const conditions = time('conditions of all rules', calls, (count) => {
  for (let i = 0; i < count; i += 1) {
    const { facts, features } = samples[i % SAMPLES];
    sink += compiled.fire(facts, features, fired);
  }
});
const detect = time('detect: rules, values, lists', calls, (count) => {
  for (let i = 0; i < count; i += 1) {
    const { facts, features } = samples[i % SAMPLES];
    sink += detector.detect(facts, features).signals.length;
  }
});
const both = time('detect and decide', calls, (count) => {
  for (let i = 0; i < count; i += 1) {
    const { facts, features } = samples[i % SAMPLES];
    sink += decider.decide(detector.detect(facts, features)).signals.length;
  }
});
// An established line: trusted, and nothing against it.
const quietFeatures = new Float64Array(FEATURES.length).fill(0);
quietFeatures[FEATURES.indexOf('caller.age_h')] = 9000;
quietFeatures[FEATURES.indexOf('caller.days_active')] = 30;
const quietSample = { facts: { ...samples[0].facts, trunk: 2 }, features: quietFeatures };
const quiet = time('detect and decide, nothing fires', calls, (count) => {
  for (let i = 0; i < count; i += 1)
    sink += decider.decide(detector.detect(quietSample.facts, quietSample.features)).signals.length;
});
const interpretation = time('cel-js interpreting the same rules', 100, (count) => {
  for (let i = 0; i < count; i += 1) {
    const context = contexts[i % INTERPRETED];
    for (const rule of interpreted)
      try {
        const value = rule.value(context);
        if (rule.when({ ...context, value, threshold: rule.threshold })) sink += 1;
      } catch {
        sink += 1;
      }
  }
});
console.log(`interpretation / conditions = ${(interpretation / conditions).toFixed(0)}`);
console.log(
  JSON.stringify({
    rules: policy.rules.length,
    conditionsNs: conditions,
    detectNs: detect,
    bothNs: both,
    quietNs: quiet,
    celNs: interpretation,
    sink,
  }),
);
