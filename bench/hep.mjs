// Messages a second of captured signalling on one core, by processor time (garbage collection and its threads included): HEPv3 frames decoded, SIP parsed, calls followed to their events.
// Calls are made from a seed: INVITE, 100, 180, 200, ACK, BYE, 200, as a switch without trimmed headers writes them.
//   node scripts/bench.mjs hep [--calls 30000] [--open 1000]
// --open: calls that are up at once, whose messages come interleaved. JINGTONG_DIST may name another build than dist/.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
const dist = process.env.JINGTONG_DIST ?? join(root, 'dist');
const load = (path) => import(pathToFileURL(join(dist, path)).href);
const { HepReceiver, hepCounts, takeHepDatagram, HepStream } = await load('traffic/sources/index.js');
const { createSignallingFeed, capturePeer } = await load('traffic/pipeline/index.js');
const { createNumberNormaliser } = await load('traffic/normalise/index.js');
const { loadNumberingPlans } = await load('main/load-numbering-plans.js');
const { parseSip } = await load('traffic/sources/index.js');

const option = (name, fallback) => {
  const place = process.argv.indexOf(`--${name}`);
  return place < 0 ? fallback : Number(process.argv[place + 1]);
};
const CALLS = option('calls', 30_000);
const OPEN = option('open', 1000);
const ROUNDS = 5;
const plans = await loadNumberingPlans(root);
if (!plans.ok) throw new Error(plans.detail);

let seed = 20260105;
const random = (below) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};
const mobile = () => `13${8 + random(2)}${String(random(1e8)).padStart(8, '0')}`;

const SDP = [
  'v=0',
  'o=- 3912 3912 IN IP4 192.0.2.10',
  's=-',
  'c=IN IP4 192.0.2.10',
  't=0 0',
  'm=audio 18000 RTP/AVP 8 0 101',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:101 telephone-event/8000',
  'a=ptime:20',
  '',
].join('\r\n');

const encoder = new TextEncoder();
const number16 = (value) => [value >> 8, value & 255];
const number32 = (value) => [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const chunk = (type, body) => [0, 0, ...number16(type), ...number16(6 + body.length), ...body];
function hep(sip, at, inward) {
  const ends = [
    [192, 0, 2, 10],
    [192, 0, 2, 20],
  ];
  const head = [
    ...chunk(1, [2]),
    ...chunk(2, [17]),
    ...chunk(3, ends[inward ? 0 : 1]),
    ...chunk(4, ends[inward ? 1 : 0]),
    ...chunk(7, number16(5060)),
    ...chunk(8, number16(5060)),
    ...chunk(9, number32(Math.floor(at / 1000))),
    ...chunk(10, number32((at % 1000) * 1000)),
    ...chunk(11, [1]),
    ...chunk(12, number32(2001)),
  ];
  const payload = encoder.encode(sip);
  const total = 6 + head.length + 6 + payload.length;
  const frame = Buffer.alloc(total);
  frame.set([0x48, 0x45, 0x50, 0x33, ...number16(total), ...head]);
  frame.set([0, 0, 0, 15, ...number16(6 + payload.length)], 6 + head.length);
  frame.set(payload, total - payload.length);
  return frame;
}

function callMessages(serial, at) {
  const caller = mobile();
  const callee = mobile();
  const branch = `z9hG4bK-524287-1---${serial.toString(16)}c0ffee`;
  const common = (method, toTag) => [
    `Via: SIP/2.0/UDP 192.0.2.10:5060;branch=${branch}${method === 'BYE' ? 'b' : ''};rport`,
    `From: "${caller}" <sip:${caller}@192.0.2.10>;tag=f${serial}x77`,
    `To: <sip:${callee}@192.0.2.20>${toTag ? `;tag=t${serial}y88` : ''}`,
    `Call-ID: ${serial}-4f3a9c1b2d@192.0.2.10`,
  ];
  const request = (method, toTag, body = '') =>
    [
      `${method} sip:${callee}@192.0.2.20:5060 SIP/2.0`,
      ...common(method, toTag),
      `CSeq: ${method === 'BYE' ? 2 : 1} ${method}`,
      'Max-Forwards: 70',
      `Contact: <sip:${caller}@192.0.2.10:5060>`,
      ...(body === '' ? [] : [`P-Asserted-Identity: <tel:+86${caller}>`, 'Content-Type: application/sdp']),
      'Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, INFO, UPDATE, PRACK',
      'User-Agent: switch/4.2',
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n');
  const response = (status, phrase, method, toTag, body = '') =>
    [
      `SIP/2.0 ${status} ${phrase}`,
      ...common(method, toTag),
      `CSeq: ${method === 'BYE' ? 2 : 1} ${method}`,
      `Contact: <sip:${callee}@192.0.2.20:5060>`,
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      'Server: switch/4.2',
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n');
  return [
    hep(request('INVITE', false, SDP), at, true),
    hep(response(100, 'Trying', 'INVITE', false), at + 5, false),
    hep(response(180, 'Ringing', 'INVITE', true), at + 400, false),
    hep(response(200, 'OK', 'INVITE', true, SDP), at + 6000, false),
    hep(request('ACK', true), at + 6020, true),
    hep(request('BYE', true), at + 66_000, true),
    hep(response(200, 'OK', 'BYE', true), at + 66_010, false),
  ];
}

/** Messages of so many calls take turns, as they do at a busy switch. */
function block(first) {
  const start = Date.UTC(2026, 0, 5) + first * 20;
  const calls = Array.from({ length: OPEN }, (_, place) => callMessages(first + place, start));
  return Array.from({ length: 7 }, (_, step) => calls.map((call) => call[step])).flat();
}

let events = 0;
let talked = 0;
const feed = createSignallingFeed({
  normaliser: createNumberNormaliser(plans.value),
  utcOffsetMin: () => 480,
  peerOf: () => peer,
  onCall: (event) => {
    events += 1;
    talked += event.talkMs ?? 0;
  },
});
const peer = capturePeer('edge', 'CN');
const receiving = (onPacket) => {
  const counts = hepCounts();
  return { counts, receiver: new HepReceiver({ counts, onPacket, authKey: null, maxPayloadBytes: 65_535 }) };
};

/** Microseconds of processor time, which do not depend much on who else uses the machine. */
function cpu(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

let parsed = 0;
const ways = {
  'decode HEP': receiving(() => {}),
  'decode HEP, parse SIP': receiving((packet) => {
    const message = parseSip(packet.payload.subarray(packet.payloadStart, packet.payloadEnd));
    if (message.ok) parsed += 1;
  }),
  'decode HEP, parse SIP, follow calls': receiving((packet) => feed.take(packet, packet.at)),
};
const stream = receiving(() => {});
const streams = new HepStream(stream.receiver, stream.counts, '192.0.2.20');
const works = [
  ...Object.entries(ways).map(([name, { receiver, counts }]) => [
    name,
    (frames) => {
      for (const frame of frames) takeHepDatagram(frame, frame.length, receiver, counts, '192.0.2.20');
    },
  ]),
  [
    'decode HEP out of a TCP stream',
    (_, bytes) => {
      for (let at = 0; at < bytes.length; at += 65_536) streams.push(bytes.subarray(at, at + 65_536));
    },
  ],
];
/** Frames are made outside the time taken, a block at a time, so that they are as fresh as out of a socket. */
const rates = works.map(() => []);
for (let round = 0; round < ROUNDS; round += 1) {
  const spent = works.map(() => 0);
  for (let first = 0; first < CALLS; first += OPEN) {
    const frames = block(round * CALLS + first);
    const bytes = Buffer.concat(frames);
    works.forEach(([, work], place) => {
      spent[place] += cpu(() => work(frames, bytes));
    });
  }
  spent.forEach((micros, place) => {
    rates[place].push(((CALLS * 7) / micros) * 1e6);
  });
}
feed.end();
if (events !== CALLS * ROUNDS) throw new Error(`${events} calls of ${CALLS * ROUNDS}`);
if (talked !== CALLS * ROUNDS * 60_000) throw new Error('talk times are wrong');
if (parsed !== CALLS * ROUNDS * 7) throw new Error('not every message was parsed');

/** The first round compiles; the median of the rest is told. */
const median = (all) => all.slice(1).sort((one, other) => one - other)[Math.floor((all.length - 1) / 2)];
console.log(
  `${CALLS * 7} messages a round, ${OPEN} calls up at once, ${ROUNDS - 1} rounds after one to warm up`,
);
console.log('step'.padEnd(42), 'messages/s (median)'.padStart(20), 'slowest round'.padStart(16));
const line = (name, all) =>
  console.log(
    name.padEnd(42),
    Math.round(median(all)).toLocaleString('en').padStart(20),
    Math.round(Math.min(...all.slice(1)))
      .toLocaleString('en')
      .padStart(16),
  );
works.forEach(([name], place) => {
  line(name, rates[place]);
});
console.log(`${events} calls told of; ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`);
