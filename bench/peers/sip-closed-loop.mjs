// Closed loop: so many calls are always open, the next INVITE goes out when an answer came (and was acknowledged). Jingtong and
// Kamailio in one run, each on the same pinned core, the generator on the other.
//   node scripts/bench.mjs peers/sip-closed-loop [--seconds 8] [--windows 1,16,64] [--servers list,policy,full,kamailio] [--semi-space-mb 32] [--json]
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { templates, writeCall } from './sip-message.mjs';
import { startJingtongFull, startJingtongList, startJingtongPolicy, startKamailio } from './sip-peers.mjs';

const option = (name, fallback) => {
  const place = process.argv.indexOf(`--${name}`);
  return place < 0 ? fallback : process.argv[place + 1];
};
const SECONDS = Number(option('seconds', 8));
const WINDOWS = option('windows', '1,16,64').split(',').map(Number);
const SEMI_SPACE_MB = Number(option('semi-space-mb', 32));
const SERVERS = option('servers', 'list,policy,full,kamailio').split(',');
const GENERATOR_CORE = option('generator-core', '1');
const STARTS = {
  list: () => startJingtongList({ semiSpaceMb: SEMI_SPACE_MB }),
  policy: () => startJingtongPolicy({ semiSpaceMb: SEMI_SPACE_MB }),
  full: () => startJingtongFull({ semiSpaceMb: SEMI_SPACE_MB }),
  kamailio: () => startKamailio(),
};

spawnSync('taskset', ['-cp', GENERATOR_CORE, String(process.pid)], { stdio: 'ignore' });
let serial = 0;

/** Runs one window for `seconds`; a call that is not answered within a second is lost and another takes its place. */
async function closedLoop(port, window, seconds) {
  const socket = createSocket({ type: 'udp4' });
  await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve));
  await new Promise((resolve) => socket.connect(port, '127.0.0.1', resolve));
  socket.setRecvBufferSize(4 << 20);
  const { invite, ack } = templates(socket.address().port);
  const sentAt = new Map();
  const took = [];
  const statuses = {};
  let lost = 0;
  let isOver = false;
  const send = () => {
    serial += 1;
    writeCall(invite, serial);
    sentAt.set(serial, performance.now());
    socket.send(invite.bytes);
  };
  const serialOf = (bytes) => {
    const at = bytes.indexOf('z9hG4bK-') + 8;
    let value = 0;
    for (let digit = at; digit < at + 12; digit += 1) value = value * 10 + bytes[digit] - 0x30;
    return value;
  };
  socket.on('message', (bytes) => {
    const now = performance.now();
    const of = serialOf(bytes);
    const began = sentAt.get(of);
    if (began === undefined) return;
    sentAt.delete(of);
    took.push(now - began);
    const status = bytes.latin1Slice(8, 11);
    statuses[status] = (statuses[status] ?? 0) + 1;
    writeCall(ack, of);
    socket.send(ack.bytes);
    if (!isOver) send();
  });
  const began = performance.now();
  for (let index = 0; index < window; index += 1) send();
  const watch = setInterval(() => {
    const limit = performance.now() - 1000;
    for (const [of, at] of sentAt) {
      if (at > limit) break;
      sentAt.delete(of);
      lost += 1;
      if (!isOver) send();
    }
  }, 100);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  isOver = true;
  const elapsed = (performance.now() - began) / 1000;
  const count = took.length;
  await new Promise((resolve) => setTimeout(resolve, 200));
  clearInterval(watch);
  socket.close();
  took.sort((one, other) => one - other);
  const at = (share) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? Number.NaN;
  return {
    perSecond: count / elapsed,
    p50: at(0.5),
    p99: at(0.99),
    p999: at(0.999),
    max: at(1),
    lost,
    statuses,
  };
}

const rows = [];
for (const name of SERVERS) {
  const server = await STARTS[name]();
  try {
    await closedLoop(server.port, 16, 2);
    for (const window of WINDOWS) {
      const result = await closedLoop(server.port, window, SECONDS);
      rows.push({ server: server.name, window, ...result });
      if (!process.argv.includes('--json'))
        console.log(
          `${server.name.padEnd(22)} window ${String(window).padStart(3)} ${Math.round(result.perSecond).toString().padStart(7)} replies/s  ` +
            `p50 ${result.p50.toFixed(3)} p99 ${result.p99.toFixed(3)} p99.9 ${result.p999.toFixed(3)} max ${result.max.toFixed(1)} ms  ` +
            `lost ${result.lost}  ${Object.entries(result.statuses)
              .map(([status, count]) => `${status}: ${count}`)
              .join(', ')}`,
        );
    }
  } finally {
    await server.stop();
  }
}
if (process.argv.includes('--json')) console.log(JSON.stringify(rows, null, 2));
else {
  for (const window of WINDOWS) {
    const of = (server) => rows.find((row) => row.window === window && row.server.startsWith(server));
    const kamailio = of('kamailio');
    if (kamailio === undefined) continue;
    for (const name of ['jingtong list', 'jingtong policy', 'jingtong full']) {
      const own = of(name);
      if (own !== undefined)
        console.log(
          `window ${window}: ${name} gives ${(own.perSecond / kamailio.perSecond).toFixed(2)} of Kamailio's replies at ${(own.p99 / kamailio.p99).toFixed(2)} of its p99`,
        );
    }
  }
}
