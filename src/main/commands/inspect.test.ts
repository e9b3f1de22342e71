import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sipFrom } from '../../../test/kit/sip-message-from.ts';
import { udpCapture } from '../../../test/kit/udp-capture.ts';
import { runCli } from '../cli.ts';
import type { Inspection } from '../inspect/inspection.ts';

let folder: string;
let out: string;
let err: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jingtong-inspect-'));
  out = err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string, bytes: Uint8Array | string): string => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};

async function inspect(path: string, ...options: string[]): Promise<Inspection> {
  out = '';
  expect(await runCli(['inspect', path, '--json', ...options]), err).toBe(0);
  return JSON.parse(out) as Inspection;
}

async function told(path: string, ...options: string[]): Promise<string> {
  out = '';
  expect(await runCli(['inspect', path, ...options]), err).toBe(0);
  return out;
}

const FORWARDED = [
  'From: "\xbf\xcd\xb7\xfe" <sip:+447700900123@a.example>;tag=f1',
  'f: <sip:+8613800000000@b.example>;tag=2',
  'To: <sip:+12025550144@gw.example>',
  'P-Asserted-Identity: <sip:+447700900124@a.example>',
  'Diversion: <sip:+12025550144@gw.example>;reason=no-answer;counter=1',
  'Privacy: id',
];
const invite = (): Uint8Array => sipFrom(FORWARDED).bytes;

describe('a SIP message', () => {
  it('is shown with caller, callee, path, conflicts, problems and the byte where each stands', async () => {
    const bytes = invite();
    const { format, formatFrom, messages } = await inspect(file('a.sip', bytes));
    expect([format, formatFrom, messages.length]).toEqual(['sip', 'content', 1]);
    const sip = messages[0]!.sip!;
    const at = (place: number | null, text: string): void =>
      expect(
        Buffer.from(bytes)
          .toString('latin1')
          .slice(place!, place! + text.length),
      ).toBe(text);
    at(sip.callee.at, 'sip:+12025550143@gw.example');
    at(sip.dialled!.at, '<sip:+12025550144');
    at(sip.identities[0]!.at, '"\xbf\xcd\xb7\xfe" <sip:+447700900123');
    at(sip.identities[2]!.at, '<sip:+447700900124');
    at(sip.redirections[0]!.at, '<sip:+12025550144@gw.example>;reason');
    for (const header of sip.headers) at(header.valueAt, header.text.slice(0, 10));
    expect(sip.identities.map(({ header, number, display }) => [header, number.canonical, display])).toEqual([
      ['from', '+447700900123', '客服'],
      ['from', '+8613800000000', null],
      ['p-asserted-identity', '+447700900124', null],
    ]);
    const doubled = sip.problems.find(({ word }) => word === 'two-from-headers')!;
    expect(doubled.effect).toBe('another-caller');
    at(doubled.at, 'f: <sip:');
  });

  it('is read for an untrusted and for a trusted peer', async () => {
    const { messages } = await inspect(file('a.sip', invite()));
    const readings = messages[0]!.sip!.readings.map(
      ({ peer, caller, callerFrom, conflicts, redirectionTrust }) => [
        peer,
        caller.canonical,
        callerFrom,
        redirectionTrust,
        conflicts.includes('two-from-headers'),
      ],
    );
    expect(readings).toEqual([
      ['untrusted', '+447700900123', 'from', 'claimed', true],
      ['trusted', '+447700900124', 'p-asserted-identity', 'trusted', true],
    ]);
  });

  it('is told in words in either language', async () => {
    const path = file('a.sip', invite());
    const english = await told(path, '--lang', 'en');
    expect(english).toMatch(/who calls is in doubt\s+@\d+ two From headers \(two-from-headers\)/);
    expect(english).toMatch(/untrusted peer\s+\+447700900123 \(From\)/);
    const chinese = await told(path, '--lang', 'zh');
    expect(chinese).toMatch(/主叫存疑\s+@\d+ 有两个 From/);
    expect(chinese).toContain('"客服"');
  });

  it('cannot steer the terminal', async () => {
    const path = file(
      'a.sip',
      sipFrom(['From: "\x1b[31mred\x07" <sip:a\x1b]0;x@a.example>', 'Subject: \x1b[2J']).bytes,
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is there is the point
    expect(await told(path)).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
  });

  it("may begin anywhere in a file; offsets count from the file's beginning", async () => {
    const bytes = Buffer.concat([Buffer.alloc(42, 1), invite()]);
    const { messages } = await inspect(file('frame.bin', bytes), '--at', '42');
    expect(messages[0]!.at).toBe(42);
    const { at } = messages[0]!.sip!.callee;
    expect(bytes.toString('latin1', at!, at! + 4)).toBe('sip:');
  });

  it('that hides a second one behind it: both are shown, each at its place', async () => {
    const { messages } = await inspect('test/corpus/sip/rfc4475-3.1.1.8-second-request-behind.sip');
    const bytes = readFileSync('test/corpus/sip/rfc4475-3.1.1.8-second-request-behind.sip', 'latin1');
    expect(messages.map(({ sip }) => sip!.method)).toEqual(['REGISTER', 'INVITE']);
    expect(messages[0]!.sip!.problems.map(({ word }) => word)).toContain('second-message');
    expect(messages[1]!.at).toBe(bytes.indexOf('INVITE'));
    expect(messages[1]!.sip!.identities[0]!.number.canonical).toBe('+8613800000000');
  });

  it('that is none is told as such, exit code 3', async () => {
    expect(await runCli(['inspect', file('a.bin', '\0\0\0'), '--format', 'sip', '--json'])).toBe(3);
    expect(JSON.parse(out).messages[0]).toMatchObject({ sip: null, refused: { reason: 'not-sip' } });
  });

  it.each(['MESSAGE', 'BYE'])('of method %s has readings only if it begins something', async (method) => {
    const text = Buffer.from(invite()).toString('latin1').replaceAll('INVITE', method);
    const { messages } = await inspect(file('a.sip', Buffer.from(text, 'latin1')));
    expect(messages[0]!.sip!.readings.length).toBe(method === 'MESSAGE' ? 2 : 0);
  });
});

function hep3(payload: Uint8Array): Buffer {
  const chunk = (type: number, body: Uint8Array): Buffer => {
    const head = Buffer.alloc(6);
    head.writeUInt16BE(type, 2);
    head.writeUInt16BE(6 + body.length, 4);
    return Buffer.concat([head, body]);
  };
  const chunks = Buffer.concat([
    chunk(1, Buffer.from([2])),
    chunk(2, Buffer.from([17])),
    chunk(3, Buffer.from([192, 0, 2, 1])),
    chunk(4, Buffer.from([192, 0, 2, 2])),
    chunk(7, Buffer.from([0x13, 0xc4])),
    chunk(8, Buffer.from([0x13, 0xc4])),
    chunk(9, Buffer.from([0x65, 0x53, 0xf1, 0x00])),
    chunk(10, Buffer.from([0, 0, 0, 0])),
    chunk(11, Buffer.from([1])),
    chunk(12, Buffer.from([0, 0, 0, 7])),
    chunk(15, payload),
  ]);
  const head = Buffer.from('HEP3\0\0');
  head.writeUInt16BE(6 + chunks.length, 4);
  return Buffer.concat([head, chunks]);
}

describe('what carries SIP', () => {
  it('a HEP packet: its own words and the message, at its place in the file', async () => {
    const bytes = Buffer.concat([hep3(invite()), hep3(invite())]);
    const { format, messages } = await inspect(file('a.hep', bytes));
    expect(format).toBe('hep');
    expect(messages).toHaveLength(2);
    const { carrier, sip, at } = messages[1]!;
    expect(carrier).toMatchObject({
      kind: 'hep',
      version: 3,
      source: '192.0.2.1:5060',
      captureId: 7,
      time: '2023-11-14T22:13:20.000Z',
    });
    expect(at).toBe(bytes.lastIndexOf('INVITE sip:'));
    expect(sip!.callee.at).toBe(at! + 7);
  });

  it('a HEP packet that lies about its length: told, exit code 3', async () => {
    const bytes = hep3(invite());
    bytes.writeUInt16BE(9999, 4);
    expect(await runCli(['inspect', file('a.hep', bytes), '--json'])).toBe(3);
    expect(JSON.parse(out).messages[0].refused.reason).toBe('total-length');
  });

  it.each([false, true])('a capture, packed %s: every message, as many as asked for', async (isPacked) => {
    const capture = udpCapture([invite(), invite(), Buffer.from('no SIP at all')]);
    const path = file('a.pcap', isPacked ? gzipSync(capture) : capture);
    const all = await inspect(path);
    expect(all.format).toBe('pcap');
    expect(all.messages.map(({ carrier }) => carrier?.packet)).toEqual([1, 2]);
    expect(all.counts).toMatchObject({ packets: 3, messages: 2, 'dropped not-sip': 1 });
    for (const [index, { at, sip }] of all.messages.entries()) {
      const place = capture.indexOf('INVITE sip:', index === 0 ? 0 : all.messages[0]!.at! + 1);
      expect([at, sip!.callee.at]).toEqual([place, place + 7]);
    }
    const one = await inspect(path, '--limit', '1');
    expect([one.messages.length, one.notShown]).toEqual([1, 1]);
  });
});

describe('a capture longer than what is read at once', () => {
  it('still tells where each message stands', async () => {
    const long = sipFrom([...FORWARDED, `Subject: ${'x'.repeat(2000)}`]).bytes;
    const capture = udpCapture(Array.from({ length: 200 }, () => long));
    const { messages } = await inspect(file('long.pcap', capture), '--limit', '200');
    expect(messages).toHaveLength(200);
    expect(messages.map(({ at }) => capture.toString('latin1', at!, at! + 11))).toEqual(
      Array(200).fill('INVITE sip:'),
    );
    expect(new Set(messages.map(({ at }) => at)).size).toBe(200);
  });
});

const TOKEN = [
  { alg: 'ES256', typ: 'passport', ppt: 'shaken', x5u: 'https://c.example/a.pem' },
  { attest: 'A', dest: { tn: ['12025550143'] }, iat: 1700000000, orig: { tn: '12025550144' }, origid: '1' },
]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat('c2lnbmF0dXJl')
  .join('.');

describe('a signed statement', () => {
  it.each([
    ['the header', `Identity: ${TOKEN};info=<https://c.example/a.pem>;alg=ES256;ppt="shaken"\r\n`, 10],
    ['the value', `${TOKEN};info=<https://c.example/a.pem>;alg=ES256;ppt=shaken`, 0],
    [
      'among other lines',
      `PASSporT is:\n${TOKEN};info=<https://c.example/a.pem>;alg=ES256;ppt=shaken\n\nend\n`,
      13,
    ],
    ['folded and compact', `y: ${TOKEN}\r\n ;info=<https://c.example/a.pem>\r\n ;alg=ES256;ppt=shaken\n`, 3],
  ])('is taken apart: %s', async (_, text, at) => {
    const { format, passports } = await inspect(file('identity.txt', text));
    expect(format).toBe('passport');
    expect(passports).toHaveLength(1);
    expect(passports[0]).toMatchObject({
      at,
      info: 'https://c.example/a.pem',
      ppt: 'shaken',
      claims: { attest: 'A', orig: { tn: '12025550144' } },
      problem: null,
    });
  });

  it('that is malformed says why', async () => {
    const { passports } = await inspect(
      file('identity.txt', `Identity: ${TOKEN.replace(/^.{20}/, '$&!')};info=<x>`),
      '--format',
      'passport',
    );
    expect(passports[0]).toMatchObject({ claims: null, problem: { reason: expect.any(String) } });
  });

  it('inside a message stands with it', async () => {
    const { bytes } = sipFrom([`Identity: ${TOKEN};info=<https://c.example/a.pem>;alg=ES256;ppt=shaken`]);
    const { messages } = await inspect(file('a.sip', bytes));
    const [passport] = messages[0]!.sip!.passports;
    expect(passport!.claims).toMatchObject({ attest: 'A' });
    expect(Buffer.from(bytes).toString('latin1').slice(passport!.at!)).toMatch(
      new RegExp(`^${TOKEN.slice(0, 20)}`),
    );
  });
});

describe('a call-record file', () => {
  const path = 'test/corpus/cdr/asterisk-16.csv';

  it('gives its calls and its fields with their places, packed or not', async () => {
    const bytes = readFileSync(path);
    for (const name of [file('Master.csv', bytes), file('Master.csv.gz', gzipSync(bytes))]) {
      const { format, calls, records, notes } = await inspect(name, '--timezone', 'UTC');
      expect(format).toBe('calls');
      expect(calls.length).toBeGreaterThan(0);
      expect(notes[0]!.detail).toContain('asterisk-csv');
      const field = records[0]!.fields[1]!;
      expect(bytes.toString('utf8', field.offset, field.offset + field.length)).toBe(field.raw);
    }
  });

  it('in words, with fields when asked for', async () => {
    expect(await told(path, '--timezone', 'UTC', '--lang', 'en')).toMatch(/line 1 .* > /);
    const [field] = (await inspect(path, '--timezone', 'UTC')).records[0]!.fields;
    expect(await told(path, '--timezone', 'UTC', '--fields')).toContain(`@${field!.offset} `);
  });

  it('of binary records: tags, places, meanings, and what becomes of each record', async () => {
    const ber = 'test/corpus/cdr/ts32298.ber';
    const { calls, records } = await inspect(ber);
    expect(calls.length).toBeGreaterThan(0);
    const called = records[0]!.fields.find(({ name }) => name === 'calledNumber')!;
    const bytes = readFileSync(ber);
    expect(bytes.toString('hex', called.offset, called.offset + called.length)).toBe(called.raw);
    expect(called.meaning).toContain(calls[0]!.callee.canonical);
    expect(await told(ber, '--fields')).toContain(`@${called.offset} `);
  });

  it('of CUCM: columns by name', async () => {
    const { records } = await inspect('test/corpus/cdr/cucm.csv');
    const call = records.find(({ becomes }) => becomes === 'call')!;
    expect(call.fields.map(({ name }) => name)).toContain('finalCalledPartyNumber');
  });

  it('stops at the limit and says so', async () => {
    const { calls, notes } = await inspect(path, '--timezone', 'UTC', '--limit', '1');
    expect(calls).toHaveLength(1);
    expect(notes.map(({ word }) => word)).toContain('reading-stopped');
  });

  it('may be told by the name of its layout', async () => {
    expect((await inspect(path, '--timezone', 'UTC', '--format', 'asterisk-csv')).formatFrom).toBe('told');
  });
});

describe('what cannot be inspected', () => {
  it.each([
    ['a file that is not there', () => join(folder, 'none'), /cannot read .*none/],
    ['a folder', () => folder, /is a directory/],
    [
      'text that is nothing',
      () => file('a.txt', 'hello\nworld\n'),
      /no SIP message.*a\.txt: not a call-record format/,
    ],
  ])('%s is a fault that says what', async (_, path, message) => {
    const code = await runCli(['inspect', path()]);
    expect([code, err]).toEqual([1, expect.stringMatching(message)]);
  });

  it('what is told to be a capture and is none is a fault', async () => {
    expect(await runCli(['inspect', file('a.sip', invite()), '--format', 'pcap'])).toBe(1);
    expect(err).toMatch(/does not begin as a pcap/);
  });

  it('an empty file has nothing', async () => {
    const { calls, messages, notes } = await inspect(file('empty', ''));
    expect([calls.length, messages.length, notes[0]!.detail]).toEqual([
      0,
      0,
      expect.stringContaining('empty'),
    ]);
  });

  it('wrong options are wrong usage', async () => {
    for (const options of [
      ['--at', '-1'],
      ['--format', 'xyz'],
      ['--country', 'XX'],
      ['--limit', 'many'],
    ])
      expect(await runCli(['inspect', file('a.sip', invite()), ...options])).toBe(2);
  });
});
