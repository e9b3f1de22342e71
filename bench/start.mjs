// From starting the process to the first acknowledged verdict, everything on: embedded database, archive, simulated town.
// One first start on an empty folder, then second starts on the same folder, each after the service had run for a while.
//   node scripts/bench.mjs start [--starts 5]
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const place = process.argv.indexOf('--starts');
const STARTS = Number(place < 0 ? 5 : process.argv[place + 1]);
const entry = join(import.meta.dirname, '..', 'bin', 'jingtong.mjs');
/** The service runs on for so long, so that the database comes up and there is something to read back. */
const RUN_MS = 6_000;

const data = mkdtempSync(join(tmpdir(), 'bench-start-'));
chmodSync(data, 0o755);
let child = null;
process.on('exit', () => child?.kill('SIGTERM'));

function started() {
  child = spawn(process.execPath, [entry, 'start', '--port', '0', '--data', data, '--lang', 'en'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      if (url) resolve(url);
    });
    child.once('exit', (code) => {
      child = null;
      reject(new Error(`the service ended with ${code}: ${said}`));
    });
  });
}

async function stopped() {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const began = performance.now();
  child.kill('SIGTERM');
  await ended;
  return performance.now() - began;
}

async function firstVerdict(url) {
  const answer = await fetch(`${url}/v1/verdicts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ caller: '+8613800000001', callee: '+8613900000002' }),
  });
  const verdict = await answer.json();
  if (!verdict.acknowledged) throw new Error(`not acknowledged: ${JSON.stringify(verdict)}`);
}

async function databaseReady(url, began) {
  for (;;) {
    const { database } = await (await fetch(`${url}/readyz`)).json();
    if (database.state === 'ready' || performance.now() - began > 60_000) return performance.now() - began;
    await sleep(50);
  }
}

const times = [];
try {
  for (let nth = 0; nth <= STARTS; nth += 1) {
    const began = performance.now();
    const url = await started();
    await firstVerdict(url);
    const verdictMs = performance.now() - began;
    const databaseMs = await databaseReady(url, began);
    await sleep(RUN_MS);
    const stopMs = await stopped();
    if (nth > 0) times.push(verdictMs);
    console.log(
      `${(nth === 0 ? 'first start' : `second start ${nth}`).padEnd(16)} first verdict ${Math.round(verdictMs)} ms   ` +
        `database ${Math.round(databaseMs)} ms   stopped in ${Math.round(stopMs)} ms`,
    );
  }
  times.sort((one, other) => one - other);
  console.log(
    `second start, median of ${times.length}: ${Math.round(times[Math.floor(times.length / 2)])} ms`,
  );
} finally {
  if (child !== null) await stopped();
  rmSync(data, { recursive: true, force: true });
}
