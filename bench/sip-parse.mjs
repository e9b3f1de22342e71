// Reading SIP: bytes to a located message, and to the question the decision path asks. One core, messages that differ.
//   node scripts/bench.mjs sip-parse [--seconds 3]
import { parseArgs } from 'node:util';
import { readCallQuestion } from '../dist/traffic/normalise/index.js';
import { parseSip, readCSeq, readVia, SipStreamFramer } from '../dist/traffic/sources/index.js';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '3' } } });
const seconds = Number(values.seconds);

const SDP =
  'v=0\r\no=- 20518 0 IN IP4 203.0.113.1\r\ns=-\r\nc=IN IP4 203.0.113.1\r\nt=0 0\r\nm=audio 54400 RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\n';

function invite(turn, extra = []) {
  const caller = `+4477009${String(turn % 100_000).padStart(5, '0')}`;
  return Buffer.from(
    [
      `INVITE sip:+8613800${String(turn % 1_000_000).padStart(6, '0')}@gw.example;user=phone SIP/2.0`,
      `Via: SIP/2.0/UDP sbc1.carrier.example:5060;branch=z9hG4bK${turn.toString(36)}x;rport`,
      'Max-Forwards: 69',
      `From: "Ada Example" <sip:${caller}@carrier.example;user=phone>;tag=${turn.toString(16)}`,
      `To: <sip:+8613800${String(turn % 1_000_000).padStart(6, '0')}@gw.example;user=phone>`,
      `Call-ID: ${turn.toString(16)}-7f3a@sbc1.carrier.example`,
      'CSeq: 1 INVITE',
      'Contact: <sip:sbc1.carrier.example:5060>',
      `P-Asserted-Identity: <sip:${caller}@carrier.example;user=phone>`,
      'Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE',
      'User-Agent: Example SBC 9.1',
      ...extra,
      'Content-Type: application/sdp',
      `Content-Length: ${SDP.length}`,
      '',
      SDP,
    ].join('\r\n'),
  );
}

const FORWARDED = [
  'Diversion: <sip:+8613900000001@carrier.example>;reason=no-answer;counter=1;privacy=off',
  'History-Info: <sip:+8613900000001@carrier.example>;index=1',
  'History-Info: <sip:+8613900000002@carrier.example;cause=408>;index=1.1;mp=1',
  'Privacy: id',
  `Identity: ${'eyJhbGciOiJFUzI1NiJ9'.padEnd(420, 'A')};info=<https://cert.example/a.pem>;alg=ES256;ppt=shaken`,
];

const usual = Array.from({ length: 4096 }, (_, turn) => invite(turn));
const forwarded = Array.from({ length: 4096 }, (_, turn) => invite(turn, FORWARDED));
const bye = usual.map((bytes) => Buffer.from(bytes.toString('latin1').replaceAll('INVITE', 'BYE')));

let kept = 0;
const measures = {
  'parseSip, usual INVITE': [usual, (bytes) => parseSip(bytes).value.headers.length],
  'parseSip, BYE': [bye, (bytes) => parseSip(bytes).value.headers.length],
  'parseSip + Via + CSeq': [
    usual,
    (bytes) => {
      const message = parseSip(bytes).value;
      return readVia(message).branch.length + readCSeq(message).number;
    },
  ],
  'parseSip + readCallQuestion, usual INVITE': [
    usual,
    (bytes) => readCallQuestion(parseSip(bytes).value, 0).identities.length,
  ],
  'parseSip + readCallQuestion, forwarded and signed': [
    forwarded,
    (bytes) => readCallQuestion(parseSip(bytes).value, 0).redirections.length,
  ],
};

/** Processor time, all threads of the process (collector and compiler too): other work on the machine does not count. */
function run(messages, work, milliseconds) {
  const until = performance.now() + milliseconds;
  const before = process.cpuUsage();
  let done = 0;
  while (performance.now() < until) {
    for (const bytes of messages) kept += work(bytes);
    done += messages.length;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / done;
}

const report = (name, us) =>
  console.log(`${name.padEnd(52)} ${us.toFixed(2)} us of processor, ${Math.round(1e6 / us)}/s a core`);

console.log(`bytes: usual ${usual[0].length}, forwarded and signed ${forwarded[0].length}`);
for (const [name, [messages, work]] of Object.entries(measures)) {
  run(messages, work, 500);
  report(name, run(messages, work, (seconds * 1000) / 2));
}

const stream = Buffer.concat(usual);
const framed = () => {
  const framer = new SipStreamFramer({ message: () => kept++, ping: () => {}, lost: () => {} });
  for (let at = 0; at < stream.length; at += 65_536) framer.push(stream.subarray(at, at + 65_536));
  return 1;
};
run([stream], framed, 500);
report('a TCP stream cut into messages', run([stream], framed, (seconds * 1000) / 2) / usual.length);
if (kept === 0) throw new Error('nothing was read');
