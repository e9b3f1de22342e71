import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Fault } from '../../../domain/fault.ts';
import { DATABASE_USER, databasePassword, initCluster, runAs } from './init-cluster.ts';
import { type ServerBinaries, serverBinaries } from './server-binaries.ts';
import { barredAt, type ServiceAccount, serviceAccount } from './service-account.ts';
import { clearStaleServer } from './stale-server.ts';

/** A running PostgreSQL of our own. */
export interface EmbeddedPostgres {
  /** `postgres://` over 127.0.0.1, password included: never log it. */
  readonly url: string;
  readonly port: number;
  /** Where cluster, password and log are. */
  readonly home: string;
  /** What an earlier run had left behind. */
  readonly found: 'none' | 'stale-file' | 'stopped';
  /** Resolves when the server process ends, asked or not, with what it last said. */
  readonly exited: Promise<string>;
  /** Stops in order; resolves when the process is gone. */
  stop(): Promise<void>;
}

const DATABASE = 'jingtong';
const START_MS = 60_000;
const MAX_LOG_BYTES = 16 << 20;
/** Longest path of a Unix socket on the platforms we know, its file name taken off. */
const MAX_SOCKET_DIR = 85;

/**
 * Starts the PostgreSQL that npm installed, with its data in `dir`: made on the first start (about two seconds), fsync on,
 * password sign-in only, 127.0.0.1 and a Unix socket only. Throws the `postgres-absent` fault when npm did not install it
 * for this machine; the caller then runs without, or with `--database URL`.
 */
export async function startEmbeddedPostgres(dir: string): Promise<EmbeddedPostgres> {
  const account = serviceAccount();
  const home = makeHome(resolve(dir), account);
  const binaries = await serverBinaries(home, account);
  if (binaries === null)
    throw new Fault(
      'postgres-absent',
      `npm did not install PostgreSQL for ${process.platform}-${process.arch}: run "npm install" without ` +
        '--omit=optional, or name a server with --database postgres://...',
    );
  const password = databasePassword(home);
  const cluster = await initCluster(home, binaries, account, password);
  const found = await clearStaleServer(cluster);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const server = launch(home, cluster, binaries, account, port);
    try {
      const url = await whenReady(server, port, password);
      return { url, port, home, found, exited: server.exited, stop: () => stop(server) };
    } catch (error) {
      await stop(server);
      // Somebody may have taken the port between asking for it and using it.
      if (attempt === 3) throw error;
    }
  }
}

/** The folder itself, or one under /var/lib when the server's account may not even come to it (a checkout in /root). */
function makeHome(dir: string, account: ServiceAccount): string {
  const tag = createHash('sha256').update(dir).digest('hex').slice(0, 12);
  const home = barredAt(dir, account) === null ? dir : `/var/lib/jingtong/postgres-${tag}`;
  mkdirSync(home, { recursive: true, mode: 0o755 });
  const barred = barredAt(home, account);
  if (barred !== null)
    throw new Fault(
      'postgres-home',
      `the database server's account may not enter ${barred}: give another folder`,
    );
  if (account.uid !== null && account.gid !== null) chownSync(home, account.uid, account.gid);
  return home;
}

interface Server {
  readonly child: ChildProcess;
  readonly log: string;
  readonly exited: Promise<string>;
  isGone(): boolean;
}

function launch(
  home: string,
  cluster: string,
  { postgres }: ServerBinaries,
  account: ServiceAccount,
  port: number,
): Server {
  const log = join(home, 'postgres.log');
  if (existsSync(log) && statSync(log).size > MAX_LOG_BYTES) rmSync(log);
  const output = openSync(log, 'a', 0o600);
  const sockets = home.length <= MAX_SOCKET_DIR ? home : '';
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: sockets,
    unix_socket_permissions: '0700',
    fsync: 'on',
    shared_buffers: '64MB',
    max_connections: '40',
    password_encryption: 'scram-sha-256',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
  };
  const args = [
    '-D',
    cluster,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  // Its own session: Ctrl-C in a terminal must reach us alone, so that we stop it last.
  const child = spawn(postgres, args, {
    ...runAs(account),
    cwd: home,
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  let gone = false;
  const exited = new Promise<string>((resolveExit) => {
    const end = (why: string): void => {
      gone = true;
      resolveExit(why);
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(`ended with ${signal ?? `code ${code}`}; ${lastLines(log)}`));
  });
  child.unref();
  return { child, log, exited, isGone: () => gone };
}

async function whenReady(server: Server, port: number, password: string): Promise<string> {
  const urlOf = (database: string): string =>
    `postgres://${DATABASE_USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  for (let waited = 0; waited < START_MS; waited += 25) {
    if (server.isGone())
      throw new Fault('postgres-start', `PostgreSQL did not start: ${await server.exited}`);
    try {
      await makeDatabase(urlOf('postgres'));
      return urlOf(DATABASE);
    } catch (error) {
      const { code } = error as { code?: string };
      const starting = code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === '57P03';
      if (!starting)
        throw new Fault(
          'postgres-start',
          `PostgreSQL started but does not answer: ${(error as Error).message}`,
        );
    }
    await sleep(25);
  }
  throw new Fault('postgres-start', `PostgreSQL did not answer in ${START_MS / 1000} s; see ${server.log}`, {
    retryable: true,
  });
}

async function makeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function stop(server: Server): Promise<void> {
  if (server.isGone()) return;
  server.child.ref();
  server.child.kill('SIGINT');
  const gently = await Promise.race([server.exited, sleep(15_000, null, { ref: false })]);
  if (gently === null) server.child.kill('SIGQUIT');
  await server.exited;
}

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolvePort(port));
    });
  });
}

function lastLines(log: string): string {
  try {
    return readFileSync(log, 'utf8').trim().split('\n').slice(-3).join(' | ');
  } catch {
    return 'no log';
  }
}
