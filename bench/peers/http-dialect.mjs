// Requests a second and latency of the switch door beside a bare node:http server that returns a constant: one run, one
// client, the servers in turn on the same core, the client on another; several rounds, the median of their ratios.
//   node scripts/bench.mjs peers/http-dialect [--rounds 5] [--seconds 3] [--connections 16] [--only get|post|json] [--dist dist]
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..', '..');
const option = (name, fallback) => {
  const place = process.argv.indexOf(`--${name}`);
  return place < 0 ? fallback : process.argv[place + 1];
};
const ROUNDS = Number(option('rounds', 5));
const SECONDS = Number(option('seconds', 3));
const CONNECTIONS = Number(option('connections', 16));
const ONLY = option('only', '');
const SEMI = option('semi-space', '64');
const SERVERS = option('servers', 'bare,stub,policy,service').split(',');
const DIST = resolve(root, option('dist', 'dist'));
const at = (...path) => JSON.stringify(pathToFileURL(join(DIST, ...path)).href);

/** Reads a body when there is one, as any server must, and answers with a constant. */
const BARE = `
  import { createServer } from 'node:http';
  const server = createServer((request, response) => {
    if (request.method !== 'POST') return void response.end('allow\\n');
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => { body += chunk; });
    request.on('end', () => response.end('allow\\n'));
  });
  server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port));
`;

const DOOR = (judge) => `
  import { createSwitchDoor, DEFAULT_SWITCH_ANSWERS } from ${at('api', 'index.js')};
  ${judge}
  const peer = {
    name: 'bench', trunk: 'interconnect', country: 'CN', trustsIdentity: true, trustsRedirection: true,
    allowedCallers: null, ownNumbers: null,
  };
  const known = { peer, token: null, timeLimitMs: 200, trunks: new Map(), answers: DEFAULT_SWITCH_ANSWERS };
  const door = createSwitchDoor({ judge: { ask }, clock: { now: Date.now }, peerAt: () => known });
  const { port } = await door.listen({ host: '127.0.0.1', port: 0 });
  console.log('port ' + port);
`;

const STUB = `
  const verdict = { id: 'v', list: null, signals: [], composites: [] };
  const answer = { treatment: 'allow', unscreened: null, verdict, blockKind: null, label: null, divertTo: null, written: Promise.resolve() };
  const ask = () => answer;
`;

/**
 * The whole traffic plane with the shipped policy: numbers read, claims weighed, features counted, rules run, decision made.
 * Every number of the load has called before, as after a day of service: its tables are warm.
 */
const POLICY = `
  import { createEngine } from ${at('main', 'engine.js')};
  import { factsOf } from ${at('domain', 'call-facts.js')};
  import { NOT_ASKED } from ${at('domain', 'caller-verification.js')};
  import { eventOf } from ${at('traffic', 'normalise', 'index.js')};
  const engine = await createEngine({});
  const written = Promise.resolve();
  let judged = 0;
  const TREATMENT = { none: 'allow', observe: 'allow', label: 'label', warn: 'label', 'rate-limit': 'label', divert: 'label', block: 'block' };
  const ask = (question, peer) => {
    const event = eventOf(question, peer, NOT_ASKED, engine.normaliser, () => 480);
    const decision = engine.pipeline.judge(factsOf(event));
    const treatment = TREATMENT[decision.measure];
    return {
      treatment, unscreened: null, verdict: { ...decision, id: '0000' + ++judged }, verification: null,
      blockKind: treatment === 'block' ? 'analytics' : null, label: treatment === 'label' ? 'x' : null, divertTo: null, written,
    };
  };
  const digits = (value, width) => String(value).padStart(width, '0');
  const yesterday = Date.now() - 86_400_000;
  for (let call = 0; call < 400_000; call += 1)
    engine.pipeline.judge(factsOf(engine.eventFrom({
      eventId: 'warm-' + call, source: 'warm', trunk: 'interconnect', country: 'CN',
      caller: '+861380' + digits((call * 7919) % 20_000, 7), callee: '+861390' + digits((call * 104_729) % 200_000, 7),
      at: yesterday + call * 100, receivedAt: yesterday + call * 100, outcome: 'answered', ringMs: 4000, talkMs: 31000,
    })));
`;

/** The service itself: as above, and every verdict in the journal. */
function service(data) {
  const config = join(data, 'call-path.yaml');
  writeFileSync(
    config,
    'listen: { http: { at: "127.0.0.1:0" } }\npeers:\n  - { name: bench, addresses: [127.0.0.1], trunk: interconnect, country: CN, trusts: [identity] }\n',
  );
  const args = [
    'start',
    '--call-path',
    config,
    '--port',
    '0',
    '--data',
    join(data, 'data'),
    '--database',
    'none',
    '--no-town',
    '--lang',
    'en',
  ];
  return `
    import { runCli } from ${at('main', 'cli.js')};
    process.exitCode = await runCli(${JSON.stringify(args)});
  `;
}

const children = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
const pinned = availableParallelism() > 1;
const pin = (core, command) =>
  pinned ? ['taskset', ['-c', String(core), ...command]] : [command[0], command.slice(1)];

function start(code) {
  const [program, args] = pin(0, [
    process.execPath,
    `--max-semi-space-size=${SEMI}`,
    '--input-type=module',
    '-e',
    `${CPU}\n${code}`,
  ]);
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  children.add(child);
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const port = /(?:^port |\bhttp 127\.0\.0\.1:)(\d+)/m.exec(said)?.[1];
      if (port) resolve({ child, port: Number(port) });
    });
    child.once('exit', (code_) => {
      children.delete(child);
      reject(new Error(`a server ended with ${code_}: ${said}`));
    });
  });
}

/** Tells what its process has used: beside other work the time on the core says more than the clock on the wall. */
const CPU = `process.on('message', () => { const { user, system } = process.cpuUsage(); process.send(user + system); });`;
const usedUs = (child) =>
  new Promise((resolve) => {
    child.once('message', resolve);
    child.send('used');
  });

let sent = 0;
const digits = (value, width) => String(value).padStart(width, '0');
/** 20,000 callers, 200,000 callees, every call new. */
function fields() {
  sent += 1;
  return [
    `+861380${digits((sent * 7919) % 20_000, 7)}`,
    `+861390${digits((sent * 104_729) % 200_000, 7)}`,
    `bench-${process.pid}-${sent}@switch.example`,
  ];
}
const SHAPES = {
  get: () => {
    const [caller, callee, id] = fields();
    return `GET /call/kamailio?caller=${caller}&callee=${callee}&id=${id} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: kamailio (5.6.3 (x86_64/linux))\r\nAccept: */*\r\n\r\n`;
  },
  post: () => {
    const [caller, callee, id] = fields();
    const body = `caller=${caller}&callee=${callee}&id=${id}`;
    return `POST /call/kamailio HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: kamailio\r\nAccept: */*\r\nContent-Length: ${body.length}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n${body}`;
  },
  json: () => {
    const [caller, callee, id] = fields();
    const body = `{"caller":"${caller}","callee":"${callee}","id":"${id}"}`;
    return `POST /call/json HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: OpenSIPS\r\nAccept: */*\r\nContent-Length: ${body.length}\r\nContent-Type: application/json\r\n\r\n${body}`;
  },
};

/** One connection, one request at a time. An answer is whole when the bytes its head promises are there. */
function client(port, shape, until, took) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true);
    socket.setEncoding('latin1');
    let waiting = '';
    let began = 0;
    const send = () => {
      const text = shape();
      began = performance.now();
      socket.write(text, 'latin1');
    };
    socket.on('data', (chunk) => {
      waiting = waiting === '' ? chunk : waiting + chunk;
      const head = waiting.indexOf('\r\n\r\n');
      if (head < 0) return;
      const place = waiting.search(/content-length: /i);
      const length = Number.parseInt(waiting.slice(place + 16, place + 24), 10);
      if (waiting.length < head + 4 + length) return;
      const now = performance.now();
      took.push(now - began);
      waiting = '';
      if (now < until) return send();
      socket.end();
      resolve();
    });
    socket.on('error', reject);
    socket.on('connect', send);
  });
}

async function load({ port, child }, shape, seconds) {
  const took = [];
  const usedBefore = await usedUs(child);
  const began = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, () => client(port, shape, began + seconds * 1000, took)),
  );
  const elapsed = (performance.now() - began) / 1000;
  took.sort((one, other) => one - other);
  const quantile = (share) => took[Math.min(took.length - 1, Math.floor(took.length * share))];
  const cpuUs = ((await usedUs(child)) - usedBefore) / took.length;
  return { perSecond: took.length / elapsed, cpuUs, p50: quantile(0.5), p99: quantile(0.99) };
}

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];

if (pinned && process.argv.includes('--client') === false) {
  const [program, args] = pin(1, [process.execPath, ...process.argv.slice(1), '--client']);
  const run = spawn(program, args, { stdio: 'inherit' });
  run.once('exit', (code) => process.exit(code ?? 1));
} else {
  const data = mkdtempSync(join(tmpdir(), 'jingtong-bench-'));
  chmodSync(data, 0o755);
  process.on('exit', () => rmSync(data, { recursive: true, force: true }));
  const codes = { bare: BARE, stub: DOOR(STUB), policy: DOOR(POLICY), service: service(data) };
  const servers = {};
  for (const name of SERVERS) servers[name] = await start(codes[name]);
  for (const [name, shape] of Object.entries(SHAPES)) {
    if (ONLY !== '' && ONLY !== name) continue;
    const rounds = [];
    for (const server of Object.values(servers)) await load(server, shape, 1.5);
    for (let round = 0; round < ROUNDS; round += 1) {
      const result = {};
      for (const [name_, server] of Object.entries(servers))
        result[name_] = await load(server, shape, SECONDS);
      rounds.push(result);
    }
    for (const server of Object.keys(servers)) {
      const rate = median(rounds.map((round) => round[server].perSecond));
      const ratio = median(rounds.map((round) => round[server].perSecond / round.bare.perSecond));
      const tail = median(rounds.map((round) => round[server].p99 / round.bare.p99));
      const cpu = median(rounds.map((round) => round[server].cpuUs));
      const cpuRatio = median(rounds.map((round) => round.bare.cpuUs / round[server].cpuUs));
      const p50 = median(rounds.map((round) => round[server].p50));
      const p99 = median(rounds.map((round) => round[server].p99));
      console.log(
        `${name.padEnd(5)} ${server.padEnd(7)} ${Math.round(rate).toString().padStart(7)} requests/s  ` +
          `p50 ${p50.toFixed(3)} p99 ${p99.toFixed(3)} ms  cpu ${cpu.toFixed(1)} us  ` +
          `${ratio.toFixed(2)} of bare's rate, ${cpuRatio.toFixed(2)} by cpu, ${tail.toFixed(2)} times its p99`,
      );
    }
  }
  for (const { child } of Object.values(servers)) {
    child.removeAllListeners('exit');
    child.kill('SIGTERM');
  }
}
