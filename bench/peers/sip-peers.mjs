// Servers a SIP benchmark measures, each on one pinned core: Jingtong with a list alone, Jingtong with everything, Kamailio.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LISTED } from './sip-message.mjs';

const children = new Set();
/** However this ends, nothing it started goes on. */
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/** Megabytes of young generation: a small one is collected so often that replies wait for it. */
const SEMI_SPACE_MB = 32;

export const pinned = (core, command, args) => ['taskset', ['-c', String(core), command, ...args]];

export async function freePort() {
  const socket = createSocket('udp4');
  await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise((resolve) => socket.close(resolve));
  return port;
}

function run(core, command, args, options = {}) {
  const [program, all] = pinned(core, command, args);
  const child = spawn(program, all, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  children.add(child);
  child.once('exit', () => children.delete(child));
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-20_000);
  });
  return { child, said: () => said };
}

/** Asks with OPTIONS until the server answers. */
async function answers(port, process) {
  const socket = createSocket('udp4');
  await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve));
  let isUp = false;
  socket.on('message', () => {
    isUp = true;
  });
  const own = socket.address().port;
  for (let tries = 0; tries < 600 && !isUp && process.child.exitCode === null; tries += 1) {
    socket.send(
      `OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:${own};branch=z9hG4bK-up${tries};rport\r\n` +
        `Max-Forwards: 5\r\nFrom: <sip:bench@127.0.0.1>;tag=b\r\nTo: <sip:127.0.0.1>\r\nCall-ID: up${tries}@bench\r\n` +
        'CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n',
      port,
      '127.0.0.1',
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  socket.close();
  if (!isUp) throw new Error(`the server does not answer on port ${port}:\n${process.said()}`);
}

const ended = async (process, signal) => {
  if (process.child.exitCode !== null) return;
  const exit = new Promise((resolve) => process.child.once('exit', resolve));
  process.child.kill(signal);
  const late = setTimeout(() => process.child.kill('SIGKILL'), 3000);
  await exit;
  clearTimeout(late);
};

/** A SIP door with a list of a million numbers and nothing else behind it. */
export async function startJingtongList({ core = 0, semiSpaceMb = SEMI_SPACE_MB, more = [] } = {}) {
  const port = await freePort();
  const script = join(import.meta.dirname, 'sip-under-test.mjs');
  const process = run(core, globalThis.process.execPath, [
    `--max-semi-space-size=${semiSpaceMb}`,
    script,
    '--port',
    String(port),
    ...more,
  ]);
  await answers(port, process);
  return {
    name: more.includes('--policy') ? 'jingtong policy' : 'jingtong list',
    port,
    said: process.said,
    stop: () => ended(process, 'SIGTERM'),
  };
}

/** The same with the shipped policy and all features behind the list; nothing is recorded. */
export const startJingtongPolicy = (options = {}) => startJingtongList({ ...options, more: ['--policy'] });

/** The service as it is started by its users: features, shipped policy, verdict journal. */
export async function startJingtongFull({ core = 0, semiSpaceMb = SEMI_SPACE_MB } = {}) {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'jingtong-sip-bench-'));
  const config = join(folder, 'call-path.yaml');
  writeFileSync(
    config,
    `listen: { sip: { udp: 127.0.0.1:${port} } }\npeers:\n  - { name: bench, addresses: [127.0.0.1], trunk: interconnect, trusts: [identity] }\n`,
  );
  const root = join(import.meta.dirname, '..', '..');
  const process = run(core, globalThis.process.execPath, [
    `--max-semi-space-size=${semiSpaceMb}`,
    ...[join(root, 'bin/jingtong.mjs'), 'start', '--port', '0', '--data', join(folder, 'data'), '--no-town'],
    ...['--database', 'none', '--lang', 'en', '--call-path', config],
  ]);
  const stop = async () => {
    await ended(process, 'SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answers(port, process);
  } catch (error) {
    await stop();
    throw error;
  }
  return { name: 'jingtong full', port, said: process.said, stop };
}

const kamailioConfig = (port) => `
debug=0
log_stderror=yes
fork=yes
children=1
auto_aliases=no
dns=no
rev_dns=no
disable_tcp=yes
max_while_loops=2000000
listen=udp:127.0.0.1:${port}
mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/"
loadmodule "pv.so"
loadmodule "sl.so"
loadmodule "htable.so"
modparam("htable", "htable", "list=>size=20;")
event_route[htable:mod-init] {
  $var(i) = 0;
  while ($var(i) < ${LISTED}) {
    $var(n) = 60000000 + $var(i);
    $sht(list=>+8610$var(n)) = 1;
    $var(i) = $var(i) + 1;
  }
}
request_route {
  if ($rm == "ACK") exit;
  if ($rm == "OPTIONS") { sl_send_reply("200", "OK"); exit; }
  # Every header is parsed, as the other servers do: one that is not there makes it walk to the end.
  if ($hdr(Diversion) != $null) { sl_send_reply("400", "Not In This Test"); exit; }
  if ($sht(list=>$fU) == 1) sl_send_reply("603", "Decline");
  else sl_send_reply("404", "Not Found");
}
`;

export async function startKamailio({ core = 0 } = {}) {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'jingtong-kamailio-'));
  writeFileSync(join(folder, 'kamailio.cfg'), kamailioConfig(port));
  const process = run(core, 'kamailio', [
    '-f',
    join(folder, 'kamailio.cfg'),
    '-DD',
    '-E',
    '-m',
    '512',
    '-M',
    '16',
    '-P',
    join(folder, 'pid'),
    '-Y',
    folder,
  ]);
  const stop = async () => {
    await ended(process, 'SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answers(port, process);
  } catch (error) {
    await stop();
    throw error;
  }
  return { name: 'kamailio 5.6 htable', port, said: process.said, stop };
}
