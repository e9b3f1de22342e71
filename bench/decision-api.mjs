// Requests a second and latency of POST /v1/verdicts, journal and all, beside a bare fastify that sends the body back, in
// one run with one client; and the time from starting the process to its first verdict, on an empty folder and again.
//   node scripts/bench.mjs decision-api [--seconds 5] [--connections 16] [--batch 50] [--sync every-write]
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const option = (name, fallback) => {
  const place = process.argv.indexOf(`--${name}`);
  return place < 0 ? fallback : process.argv[place + 1];
};
const SECONDS = Number(option('seconds', 5));
const CONNECTIONS = Number(option('connections', 16));
const BATCH = Number(option('batch', 50));
const SYNC = option('sync', 'interval');

const ECHO = `
  import Fastify from 'fastify';
  const app = Fastify();
  app.post('/v1/verdicts', async (request) => request.body);
  await app.listen({ host: '127.0.0.1', port: 0 });
  console.log('http://127.0.0.1:' + app.server.address().port);
`;

/** However this ends, nothing it started goes on. */
const children = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGTERM');
});

/** Starts a process and resolves with its address once it prints one. */
function start(args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port) resolve({ child, port: Number(port) });
    });
    child.once('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code}: ${said}`)));
  });
}

async function stop({ child }) {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

let sent = 0;
/** 20,000 callers, 200,000 callees, every event new. */
function call() {
  sent += 1;
  const caller = (sent * 7919) % 20_000;
  const callee = (sent * 104_729) % 200_000;
  return {
    eventId: `bench-${process.pid}-${sent}`,
    caller: `+861380${String(caller).padStart(7, '0')}`,
    callee: `+861390${String(callee).padStart(7, '0')}`,
    trunk: 'interconnect',
    outcome: 'answered',
    ringMs: 4000,
    talkMs: 31000,
  };
}
const single = () => JSON.stringify(call());
const batch = () => JSON.stringify({ calls: Array.from({ length: BATCH }, call) });

/** One connection, one request at a time: the next is sent when the whole answer has come. */
function client(port, body, until, took, statuses) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true);
    let waiting = Buffer.alloc(0);
    let began = 0;
    const send = () => {
      const text = body();
      began = performance.now();
      socket.write(
        `POST /v1/verdicts HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
      );
    };
    socket.on('data', (chunk) => {
      waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
      const head = waiting.indexOf('\r\n\r\n');
      if (head < 0) return;
      const headers = waiting.toString('latin1', 0, head);
      const length = Number(/content-length: (\d+)/i.exec(headers)?.[1]);
      if (waiting.length < head + 4 + length) return;
      took.push(performance.now() - began);
      const status = headers.slice(9, 12);
      statuses[status] = (statuses[status] ?? 0) + 1;
      waiting = Buffer.alloc(0);
      if (performance.now() < until) return send();
      socket.end();
      resolve();
    });
    socket.on('error', reject);
    socket.on('connect', send);
  });
}

async function load(port, body, seconds) {
  const took = [];
  const statuses = {};
  const began = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, () => client(port, body, began + seconds * 1000, took, statuses)),
  );
  const elapsed = (performance.now() - began) / 1000;
  took.sort((one, other) => one - other);
  const at = (share) => took[Math.min(took.length - 1, Math.floor(took.length * share))];
  return { perSecond: took.length / elapsed, p50: at(0.5), p99: at(0.99), p999: at(0.999), statuses };
}

function report(name, { perSecond, p50, p99, p999, statuses }, calls = 1) {
  const codes = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
  console.log(
    `${name.padEnd(34)} ${Math.round(perSecond).toString().padStart(7)} requests/s ` +
      `${Math.round(perSecond * calls)
        .toString()
        .padStart(7)} calls/s   ` +
      `p50 ${p50.toFixed(2)} p99 ${p99.toFixed(2)} p99.9 ${p999.toFixed(2)} ms   ${codes.join(', ')}`,
  );
}

/** Milliseconds from starting the process to the first verdict. */
async function timeToFirstVerdict(args) {
  const began = performance.now();
  const service = await start(args);
  await load(service.port, single, 0);
  return { service, tookMs: performance.now() - began };
}

const data = mkdtempSync(join(tmpdir(), 'jingtong-bench-'));
chmodSync(data, 0o755);
const entry = join(root, 'bin', 'jingtong.mjs');
const args = [
  entry,
  'start',
  '--port',
  '0',
  '--data',
  data,
  '--no-town',
  '--lang',
  'en',
  '--rate-limit',
  '10000000',
  '--sync',
  SYNC,
];
try {
  const echo = await start(['--input-type=module', '-e', ECHO]);
  await load(echo.port, single, 2);
  const bare = await load(echo.port, single, SECONDS);
  report('bare fastify, body sent back', bare);
  await stop(echo);

  const first = await timeToFirstVerdict([...args, '--database', 'none']);
  await load(first.service.port, single, 2);
  const one = await load(first.service.port, single, SECONDS);
  report(`verdicts, journal ${SYNC}`, one);
  report(`verdicts in batches of ${BATCH}`, await load(first.service.port, batch, SECONDS), BATCH);
  await stop(first.service);
  console.log(
    `one call a request: ${(one.perSecond / bare.perSecond).toFixed(2)} of bare fastify's rate, ` +
      `${(one.p99 / bare.p99).toFixed(2)} times its p99`,
  );

  rmSync(data, { recursive: true, force: true });
  for (const turn of ['first start, embedded database', 'second start, embedded database']) {
    const { service, tookMs } = await timeToFirstVerdict(args);
    console.log(`${turn.padEnd(34)} first verdict after ${Math.round(tookMs)} ms`);
    await new Promise((resolve) => setTimeout(resolve, 4000));
    await stop(service);
  }
} finally {
  rmSync(data, { recursive: true, force: true });
}
