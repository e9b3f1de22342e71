// Microseconds of processor time to turn a switch's question into a call event and its facts: numbers read, the caller chosen, redirections
// joined, own numbers and a line's list looked up among a million. Every question has fresh numbers, so nothing is remembered.
//   node scripts/bench.mjs question [--calls 200000]
// JINGTONG_DIST may name another build than dist/.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
const dist = process.env.JINGTONG_DIST ?? join(root, 'dist');
const load = (path) => import(pathToFileURL(join(dist, path)).href);
const { createNumberNormaliser, eventOf } = await load('traffic/normalise/index.js');
const { loadNumberingPlans } = await load('main/load-numbering-plans.js');
const { SortedNumberSet } = await load('domain/number-set.js');
const { factsOf } = await load('domain/call-facts.js');
const { NOT_ASKED } = await load('domain/caller-verification.js');

const option = process.argv.indexOf('--calls');
const COUNT = option < 0 ? 200_000 : Number(process.argv[option + 1]);
const loaded = await loadNumberingPlans(root);
if (!loaded.ok) throw new Error(loaded.detail);
const normaliser = createNumberNormaliser(loaded.value);

let seed = 20260601;
const random = (below) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};
const mobile = () => `+861${[3, 5, 8, 9][random(4)]}9${String(random(1e8)).padStart(8, '0')}`;
const million = new SortedNumberSet(
  Array.from({ length: 1_000_000 }, () => 8_613_900_000_000 + random(1e8)),
  [8623, 862360],
);
const peer = {
  name: 'gw1',
  trunk: 'interconnect',
  country: 'CN',
  trustsIdentity: true,
  trustsRedirection: true,
  allowedCallers: null,
  ownNumbers: million,
};
const sip = (number) => `sip:${number}@gw.example;user=phone`;
const identity = (header, address) => ({ header, address, display: null, isPrivate: false });
const redirection = (header, address) => ({
  header,
  address,
  reason: 'no-answer',
  count: 1,
  isPrivate: false,
});
const question = (nth, changes) => ({
  callId: `${nth}-a84b4c76e66710@gw.example`,
  identities: [identity('from', sip(mobile()))],
  callee: sip(mobile()),
  dialled: null,
  redirections: [],
  passports: [],
  privacy: [],
  at: 1_780_000_000_000 + nth,
  receivedAt: 1_780_000_000_000 + nth,
  saidAt: null,
  roaming: null,
  imei: null,
  cell: null,
  problems: [],
  ...changes,
});

const SETS = [
  ['two ordinary numbers (From, Request-URI)', peer, (nth) => question(nth, {})],
  [
    'the same with To and the caller asserted',
    peer,
    (nth) => {
      const [caller, callee] = [sip(mobile()), sip(mobile())];
      const identities = [identity('from', caller), identity('p-asserted-identity', caller)];
      return question(nth, { identities, callee, dialled: callee });
    },
  ],
  [
    'a caller with two asserted forms, and another shown',
    peer,
    (nth) => {
      const asserted = mobile();
      const identities = [
        identity('from', sip(mobile())),
        identity('p-asserted-identity', sip(asserted)),
        identity('p-asserted-identity', `tel:${asserted}`),
      ];
      return question(nth, { identities });
    },
  ],
  [
    'forwarded twice, told by both headers',
    peer,
    (nth) => {
      const [b, c] = [sip(mobile()), sip(mobile())];
      const redirections = ['diversion', 'history-info'].flatMap((header) => [
        redirection(header, c),
        redirection(header, b),
      ]);
      return question(nth, { redirections, dialled: b });
    },
  ],
  [
    'a leased line with a list of a million',
    { ...peer, trunk: 'private', allowedCallers: million, ownNumbers: null },
    (nth) => question(nth, {}),
  ],
];

let kept = 0;
const once = (questions, from) => {
  const start = process.cpuUsage();
  for (const asked of questions)
    kept += factsOf(eventOf(asked, from, NOT_ASKED, normaliser, () => 480)).signs;
  const { user, system } = process.cpuUsage(start);
  return (user + system) / questions.length;
};
console.log(`set of a million numbers: ${((million.size * 8) / 2 ** 20).toFixed(1)} MiB`);
console.log('question'.padEnd(54), 'µs');
for (const [name, from, make] of SETS) {
  const questions = Array.from({ length: COUNT }, (_, nth) => make(nth));
  once(questions, from);
  const rounds = Array.from({ length: 5 }, () => once(questions, from)).sort((one, other) => one - other);
  console.log(name.padEnd(54), rounds[2].toFixed(2));
}
if (!Number.isFinite(kept)) throw new Error('nothing was read');
