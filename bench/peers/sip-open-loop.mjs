// Open loop: sipp sends so many calls a second whatever comes back. Failed calls, retransmissions and replies over 2 ms, for
// Jingtong and for Kamailio with a list look-up alone, one after the other on the same pinned core; then, with --lose, the
// rate at which each begins to lose. sipp has a clock of milliseconds, which is part of every figure.
//   node scripts/bench.mjs peers/sip-open-loop [--seconds 8] [--rates 4000,8000,12000,16000] [--servers list,policy,full,kamailio] [--semi-space-mb 32] [--lose] [--json]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listedNumber, unlistedNumber } from './sip-message.mjs';
import {
  freePort,
  pinned,
  startJingtongFull,
  startJingtongList,
  startJingtongPolicy,
  startKamailio,
} from './sip-peers.mjs';

const option = (name, fallback) => {
  const place = process.argv.indexOf(`--${name}`);
  return place < 0 ? fallback : process.argv[place + 1];
};
const SECONDS = Number(option('seconds', 8));
const RATES = option('rates', '4000,8000,12000,16000').split(',').map(Number);
const SEMI_SPACE_MB = Number(option('semi-space-mb', 32));
const SERVERS = option('servers', 'list,policy,full,kamailio').split(',');
const CALLER_CORE = option('generator-core', '1');
const IS_JSON = process.argv.includes('--json');
const STARTS = {
  list: () => startJingtongList({ semiSpaceMb: SEMI_SPACE_MB }),
  policy: () => startJingtongPolicy({ semiSpaceMb: SEMI_SPACE_MB }),
  full: () => startJingtongFull({ semiSpaceMb: SEMI_SPACE_MB }),
  kamailio: () => startKamailio(),
};
const LIMIT_MS = 2;

const folder = mkdtempSync(join(tmpdir(), 'jingtong-open-loop-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Every tenth caller is on the list. */
const callers = ['SEQUENTIAL'];
for (let index = 0; index < 20_000; index += 1)
  callers.push(`${index % 10 === 0 ? listedNumber((index * 7919) % 1_000_000) : unlistedNumber(index * 7)};`);
writeFileSync(join(folder, 'callers.csv'), `${callers.join('\n')}\n`);

const request = (method, extra) => `${method} sip:+862155501234@[remote_ip]:[remote_port];user=phone SIP/2.0
${extra.via}
Max-Forwards: 69
From: "Li Wei" <sip:[field0]@127.0.0.1;user=phone>;tag=[call_number]
${extra.to}
Call-ID: [call_id]
CSeq: 1 ${method}
${extra.rest}`;
writeFileSync(
  join(folder, 'caller.xml'),
  `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="open loop">
<send retrans="500" start_rtd="1"><![CDATA[
${request('INVITE', {
  via: 'Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch];rport',
  to: 'To: <sip:+862155501234@[remote_ip]:[remote_port];user=phone>',
  rest: `Contact: <sip:[field0]@[local_ip]:[local_port]>
P-Asserted-Identity: <sip:[field0]@switch.example;user=phone>
P-Charging-Vector: icid-value=0123456789abcdef;icid-generated-at=192.0.2.10
Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, UPDATE, PRACK
Supported: timer, 100rel
Session-Expires: 1800
User-Agent: switch/4.2
Content-Type: application/sdp
Content-Length: [len]

v=0
o=switch 53655765 2353687637 IN IP4 192.0.2.10
s=-
c=IN IP4 192.0.2.11
t=0 0
m=audio 16000 RTP/AVP 8 0 101
a=rtpmap:8 PCMA/8000
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=ptime:20
`,
})}
]]></send>
<recv response="100" optional="true"/>
<recv response="603" optional="true" rtd="1" next="1"/>
<recv response="404" rtd="1"/>
<label id="1"/>
<send><![CDATA[
${request('ACK', {
  via: '[last_Via:]',
  to: '[last_To:]',
  rest: 'Content-Length: 0\n',
})}
]]></send>
<ResponseTimeRepartition value="1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000"/>
</scenario>
`,
);

let runs = 0;
/** One run of sipp; what it counted. */
async function openLoop(port, rate, seconds) {
  runs += 1;
  const stats = join(folder, `stats-${runs}.csv`);
  const own = await freePort();
  const [program, args] = pinned(CALLER_CORE, 'sipp', [
    `127.0.0.1:${port}`,
    ...[
      '-sf',
      join(folder, 'caller.xml'),
      '-inf',
      join(folder, 'callers.csv'),
      '-i',
      '127.0.0.1',
      '-p',
      String(own),
    ],
    ...['-r', String(rate), '-m', String(Math.round(rate * seconds)), '-l', String(rate * 4), '-nostdin'],
    ...[
      '-trace_stat',
      '-stf',
      stats,
      '-fd',
      '1',
      '-timeout',
      String(seconds * 4 + 20),
      '-buff_size',
      String(8 << 20),
    ],
    ...['-recv_timeout', '10000'],
  ]);
  const child = spawn(program, args, { cwd: folder, stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve));
  const [head, ...rows] = readFileSync(stats, 'utf8').trim().split('\n');
  const values = rows.at(-1).split(';');
  const row = Object.fromEntries(head.split(';').map((name, index) => [name, values[index] ?? '']));
  const buckets = Object.keys(row).filter((name) => /^ResponseTimeRepartition\d*_[<>]/.test(name));
  const slow = buckets.filter((name) => {
    const bound = Number(/[<>]=?(\d+)/.exec(name)[1]);
    return name.includes('>') ? true : bound > LIMIT_MS;
  });
  const count = (names) => names.reduce((sum, name) => sum + Number(row[name]), 0);
  return {
    rate,
    achieved: Number(row['CallRate(C)']),
    calls: Number(row.TotalCallCreated),
    answered: Number(row['SuccessfulCall(C)']),
    failed: Number(row['FailedCall(C)']),
    retransmissions: Number(row['Retransmissions(C)']),
    over2ms: count(slow),
    buckets: Object.fromEntries(buckets.map((name) => [name.replace(/^.*_/, ''), Number(row[name])])),
  };
}

const isLoss = ({ failed, retransmissions }) => failed > 0 || retransmissions > 0;

/** The lowest rate above `from` at which a call fails or is sent twice, in steps of 2000 and then of 500. */
async function losingRate(port, from) {
  let sound = from;
  for (let rate = from + 2000; ; rate += 2000) {
    const run = await openLoop(port, rate, 3);
    if (isLoss(run)) break;
    // sipp itself may be the one that cannot go on: then nothing was lost at the rate it reached.
    if (run.achieved < rate * 0.9) return { sound: Math.round(run.achieved), losing: null };
    sound = rate;
  }
  for (let rate = sound + 500; rate < sound + 2000; rate += 500)
    if (isLoss(await openLoop(port, rate, 3))) return { sound: rate - 500, losing: rate };
  return { sound: sound + 1500, losing: sound + 2000 };
}

const rows = [];
const losing = [];
for (const name of SERVERS) {
  const server = await STARTS[name]();
  try {
    await openLoop(server.port, 2000, 2);
    for (const rate of RATES) {
      const run = { server: server.name, ...(await openLoop(server.port, rate, SECONDS)) };
      rows.push(run);
      if (!IS_JSON)
        console.log(
          `${run.server.padEnd(22)} ${String(rate).padStart(6)} calls/s (${Math.round(run.achieved)} made)  failed ${run.failed}  ` +
            `retransmissions ${run.retransmissions}  over 2 ms ${run.over2ms} of ${run.answered}  ` +
            Object.entries(run.buckets)
              .filter(([, count]) => count > 0)
              .map(([bucket, count]) => `${bucket}: ${count}`)
              .join(' '),
        );
    }
    if (process.argv.includes('--lose')) {
      const soundRates = rows
        .filter((run) => run.server === server.name && !isLoss(run))
        .map(({ rate }) => rate);
      const found = {
        server: server.name,
        ...(await losingRate(server.port, Math.max(1000, ...soundRates))),
      };
      losing.push(found);
      if (!IS_JSON)
        console.log(
          found.losing === null
            ? `${server.name}: loses nothing up to ${found.sound} calls/s, where the caller itself ends`
            : `${server.name}: sound at ${found.sound}, loses at ${found.losing} calls/s`,
        );
    }
  } finally {
    await server.stop();
  }
}
if (IS_JSON) console.log(JSON.stringify({ rows, losing }, null, 2));
