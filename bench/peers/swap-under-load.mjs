// What calls feel while policy and lists are swapped under them: the whole service as it is started, a closed loop of SIP calls, and
// in the midst of it a deny list of many entries, then a voice line's list of many numbers. Prints the latency trace.
//   node scripts/bench.mjs peers/swap-under-load [--window 8] [--entries 20000] [--numbers 1000000] [--json]
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { templates, writeCall } from './sip-message.mjs';

const option = (name, fallback) => {
  const place = process.argv.indexOf(`--${name}`);
  return Number(place < 0 ? fallback : process.argv[place + 1]);
};
const WINDOW = option('window', 8);
const ENTRIES = option('entries', 20_000);
const NUMBERS = option('numbers', 1_000_000);
const BUCKET_MS = 250;
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'jingtong-swap-'));
const policy = join(folder, 'policy');
mkdirSync(join(policy, 'local.d', 'lists'), { recursive: true });
const callPath = join(folder, 'call-path.yaml');
const line = join(folder, 'line.txt');
writeFileSync(line, '+861020000000\n');
writeFileSync(
  callPath,
  `listen: { sip: { udp: "127.0.0.1:0" } }
site: { overload_ms: 30000 }
peers:
  - { name: line, addresses: [127.0.0.1], trunk: unknown, observe: true, time_limit_ms: 30000, allowed_callers_file: line.txt }
`,
);

const service = spawn(
  process.execPath,
  [
    join(root, 'bin/jingtong.mjs'),
    ...['start', '--port', '0', '--no-town', '--database', 'none', '--json'],
    ...['--data', join(folder, 'data'), '--policy', policy, '--call-path', callPath],
  ],
  { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LANG: 'en_US.UTF-8' } },
);
let said = '';
for (const stream of [service.stdout, service.stderr])
  stream.on('data', (text) => {
    said += text;
  });
const saying = async (pattern, from = 0, withinMs = 90_000) => {
  for (let waited = 0; waited < withinMs; waited += 20) {
    const match = pattern.exec(said.slice(from));
    if (match) return match;
    await sleep(20);
  }
  throw new Error(`the service did not say ${pattern}:\n${said}`);
};

try {
  const port = Number((await saying(/sip\/udp 127\.0\.0\.1:(\d+)/))[1]);
  prepareDenyList();
  prepareLine();
  const loop = await closedLoop(port);
  await sleep(3_000);
  loop.forget();
  const steps = [];
  const step = async (what, prepared, to, pattern) => {
    const from = said.length;
    steps.push({ at: loop.now(), what: `${what}: written` });
    spawn('mv', [join(folder, prepared), to], { stdio: 'ignore' });
    await saying(pattern, from);
    steps.push({ at: loop.now(), what: `${what}: in force` });
    await sleep(2_000);
  };
  await sleep(3_000);
  await step(
    `deny list of ${ENTRIES} entries`,
    'deny.yaml',
    join(policy, 'local.d/lists/deny.yaml'),
    /policy in force/,
  );
  await step(`line list of ${NUMBERS} numbers`, 'line.new', line, /call path in force/);
  report(loop.end(), steps);
} finally {
  service.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

// Made beforehand and moved into place by another process: the generator must not stall itself.
function prepareDenyList() {
  const entries = Array.from(
    { length: ENTRIES },
    (_, nth) =>
      `- { number: "+8610${String(90_000_000 + nth)}", source: bench, reason: { zh: 诈骗, en: fraud }, expires: "2099-01-01T00:00:00Z" }`,
  );
  writeFileSync(join(folder, 'deny.yaml'), `list: deny\nentries:\n${entries.join('\n')}\n`);
}

function prepareLine() {
  writeFileSync(
    join(folder, 'line.new'),
    Array.from({ length: NUMBERS }, (_, nth) => `+8610${String(20_000_000 + nth)}`).join('\n'),
  );
}

async function closedLoop(port) {
  const socket = createSocket('udp4');
  await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve));
  await new Promise((resolve) => socket.connect(port, '127.0.0.1', resolve));
  const { invite, ack } = templates(socket.address().port);
  const sentAt = new Map();
  let took = [];
  let began = performance.now();
  let serial = 0;
  let isOver = false;
  const send = () => {
    serial += 1;
    writeCall(invite, serial);
    sentAt.set(serial, performance.now());
    socket.send(invite.bytes);
  };
  socket.on('message', (bytes) => {
    const at = bytes.indexOf('z9hG4bK-') + 8;
    const of = Number(bytes.latin1Slice(at, at + 12));
    const sent = sentAt.get(of);
    if (sent === undefined) return;
    sentAt.delete(of);
    const now = performance.now();
    took.push({ at: now - began, ms: now - sent });
    writeCall(ack, of);
    socket.send(ack.bytes);
    if (!isOver) send();
  });
  for (let nth = 0; nth < WINDOW; nth += 1) send();
  return {
    now: () => performance.now() - began,
    forget() {
      took = [];
      began = performance.now();
    },
    end() {
      isOver = true;
      const open = sentAt.size;
      socket.close();
      return { took, lost: Math.max(0, open - WINDOW) };
    },
  };
}

function report({ took, lost }, steps) {
  const buckets = [];
  for (const { at, ms } of took) {
    const place = Math.floor(at / BUCKET_MS);
    buckets[place] ??= [];
    buckets[place].push(ms);
  }
  const rows = buckets.map((latencies, place) => {
    latencies.sort((one, other) => one - other);
    const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
    const from = place * BUCKET_MS;
    const events = steps
      .filter(({ at: when }) => when >= from && when < from + BUCKET_MS)
      .map(({ what }) => what);
    return { fromMs: from, calls: latencies.length, p50: at(0.5), p99: at(0.99), max: at(1), events };
  });
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify({ window: WINDOW, lost, rows }));
    return;
  }
  for (const { fromMs, calls, p50, p99, max, events } of rows.filter((row) => row !== undefined))
    console.log(
      `${(fromMs / 1000).toFixed(2).padStart(6)} s ${String(calls).padStart(6)} calls  p50 ${p50.toFixed(2)} p99 ${p99.toFixed(2)} max ${max.toFixed(2)} ms  ${events.join('; ')}`,
    );
  const quiet = steps[0].at;
  const worst = (from, to) => Math.max(...took.filter(({ at }) => at >= from && at < to).map(({ ms }) => ms));
  console.log(
    `${took.length} calls, ${lost} without an answer; longest before any swap ${worst(0, quiet).toFixed(1)} ms`,
  );
  for (let nth = 0; nth < steps.length; nth += 2)
    console.log(
      `${steps[nth].what.replace(': written', '')}: in force after ${((steps[nth + 1].at - steps[nth].at) / 1000).toFixed(1)} s, longest call meanwhile ${worst(steps[nth].at, steps[nth + 1].at + 500).toFixed(1)} ms`,
    );
}
