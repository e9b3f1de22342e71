import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A real `jingtong` process, and what it has said. */
export interface RunningProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  out(): string;
  err(): string;
}

/** Runs the built command line. */
export function runJingtong(args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningProcess {
  const child = spawn(process.execPath, [join(ROOT, 'bin/jingtong.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LANG: 'en_US.UTF-8', ...env },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return { child, ended, out: () => out, err: () => err };
}

export interface RunningService extends RunningProcess {
  readonly url: string;
}

/** `jingtong start` on a free port, once it answers. Fails with all it said when it ends or is silent instead. */
export async function startJingtong(dataDir: string, ...more: readonly string[]): Promise<RunningService> {
  const process = runJingtong(['start', '--port', '0', '--data', dataDir, '--json', '--lang', 'en', ...more]);
  let ended = false;
  process.ended.then(() => {
    ended = true;
  });
  for (let waited = 0; waited < 45_000; waited += 25) {
    const url = /http:\/\/[\w.:[\]]+/.exec(process.out())?.[0];
    if (url !== undefined) return { ...process, url };
    if (ended) break;
    await sleep(25);
  }
  process.child.kill('SIGKILL');
  throw new Error(`the service did not start:\n${process.out()}\n${process.err()}`);
}

/** Posts calls to the decision API. */
export async function postVerdicts(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/v1/verdicts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': 'en', ...headers },
    body: JSON.stringify(body),
  });
}

/** Asks again until `wanted` holds; fails with the last answer after `withinMs`. */
export async function eventually<Value>(
  ask: () => Promise<Value>,
  wanted: (value: Value) => boolean,
  withinMs = 30_000,
): Promise<Value> {
  for (let waited = 0; ; waited += 50) {
    const value = await ask();
    if (wanted(value)) return value;
    if (waited >= withinMs) throw new Error(`still not so after ${withinMs} ms: ${JSON.stringify(value)}`);
    await sleep(50);
  }
}
