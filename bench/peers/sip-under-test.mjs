// A SIP door as a process of its own, for benchmarks: parses fully, looks up a list of a million numbers, replies.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const dist = process.env.JINGTONG_DIST ?? join(root, 'dist');
const load = (path) => import(join(dist, path));
const option = (name, fallback) => {
  const place = process.argv.indexOf(`--${name}`);
  return place < 0 ? fallback : process.argv[place + 1];
};
const { createSipDoor, warmSipDoor } = await load('traffic/pipeline/index.js');
const { readAnswerProfile, ReturnMarker, SipAnswerer } = await load('traffic/act/index.js');
const { LISTED } = await import('./sip-message.mjs');

const profile = readAnswerProfile(
  readFileSync(join(root, 'policy/call-control/default.yaml'), 'utf8'),
  'default.yaml',
);
const answerer = new SipAnswerer(
  profile.value,
  { redressUrl: null, location: 'LN', jcardUrl: null },
  new ReturnMarker(Buffer.alloc(32, 7)),
);
const peer = {
  name: 'bench',
  trunk: 'interconnect',
  country: 'CN',
  trustsIdentity: true,
  trustsRedirection: true,
  allowedCallers: null,
  ownNumbers: null,
};
const doorPeer = {
  peer,
  addresses: [{ network: '127.0.0.1', port: null, transport: null }],
  certificateNames: [],
  timeLimitMs: 500,
  maxConnections: 100,
  answerer,
};

const written = Promise.resolve();
const VERDICT = { id: 'bench' };
const answer = (treatment, blockKind, verdict = VERDICT) => ({
  treatment,
  unscreened: null,
  verdict,
  blockKind,
  label: null,
  divertTo: null,
  written,
});

function listJudge() {
  const list = new Set();
  for (let index = 0; index < LISTED; index += 1) list.add(`+8610${60_000_000 + index}`);
  const passes = answer('allow', null);
  const blocks = answer('block', 'list');
  return {
    ask(question) {
      const address = question.identities[0]?.address ?? '';
      const number = address.slice(address.indexOf(':') + 1, address.indexOf('@'));
      return list.has(number) ? blocks : passes;
    },
  };
}

/** The same list, and behind it the shipped policy over features: everything that decides, without a record of it. */
async function policyJudge() {
  const { createEngine } = await load('main/engine.js');
  const { factsOf } = await load('domain/call-facts.js');
  const { NOT_ASKED } = await load('domain/caller-verification.js');
  const { eventOf } = await load('traffic/normalise/index.js');
  const listed = listJudge();
  const engine = await createEngine({});
  const treatments = {
    none: 'allow',
    observe: 'allow',
    label: 'label',
    warn: 'label',
    'rate-limit': 'label',
    divert: 'label',
    block: 'block',
  };
  return {
    ask(question, from) {
      const event = eventOf(question, from, NOT_ASKED, engine.normaliser, engine.utcOffsetMin);
      const decision = engine.pipeline.judge(factsOf(event));
      const known = listed.ask(question);
      if (known.treatment === 'block') return known;
      const treatment = treatments[decision.measure];
      const told = answer(treatment, treatment === 'block' ? 'analytics' : null, decision);
      return treatment === 'label' ? { ...told, label: 'x' } : told;
    },
  };
}

const judge = process.argv.includes('--policy') ? await policyJudge() : listJudge();
const clock = { now: () => Date.now() };
if (warmSipDoor !== undefined && !process.argv.includes('--cold')) await warmSipDoor(answerer, { judge });
const server = createSipDoor({
  listen: [{ transport: 'UDP', host: '127.0.0.1', port: Number(option('port', '0')) }],
  peers: [doorPeer],
  unknownPeers: 'ignore',
  clock,
  judge,
});
await server.listen();
process.on('SIGUSR2', () => process.stderr.write(`${JSON.stringify(server.figures())}\n`));
process.on('SIGTERM', async () => {
  process.stderr.write(`${JSON.stringify(server.figures())}\n`);
  await server.close();
  process.exit(0);
});
