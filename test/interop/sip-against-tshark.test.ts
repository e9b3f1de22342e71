import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCallQuestion } from '../../src/traffic/normalise/index.ts';
import { readCSeq } from '../../src/traffic/sources/index.ts';
import { missingPeer } from '../kit/peers.ts';
import { sipFrom, sipOf } from '../kit/sip-message-from.ts';
import { udpCapture } from '../kit/udp-capture.ts';

const FIELDS = [
  'sip.Method',
  'sip.Status-Code',
  'sip.r-uri',
  'sip.from.addr',
  'sip.to.addr',
  'sip.Call-ID',
  'sip.CSeq.seq',
  'sip.CSeq.method',
];

/**
 * The forms of one call, and the messages of RFC 4475 that are well formed or wrong outside these headers. A blank before
 * the colon is left out: RFC 3261 §7.3.1 allows it, tshark 4.0 does not see such a header.
 */
function messages(): Map<string, Uint8Array> {
  const made: Record<string, readonly string[]> = {
    plain: ['From: "Ada" <sip:+447700900123@a.example>;tag=1'],
    compact: [
      'f: <sip:+447700900123@a.example>;tag=1',
      't: <sip:+12025550143@gw.example>',
      'i: c@a.example',
      'v: SIP/2.0/UDP a.example;branch=z9hG4bK1',
    ],
    comma: ['From: "Bank, Example" <sip:+12025550143@gw.example>;tag=9'],
    escaped: ['From: "a \\"b\\" <x>" <sip:a@a.example>;tag=1'],
    bare: ['From: sip:+447700900123@a.example;tag=1', 'To: sip:+12025550143@gw.example'],
    folded: ['From: "Ada"\r\n <sip:a@a.example>\r\n ;tag=1', 'CSeq:\r\n 12\r\n INVITE'],
    spaces: ['From: \t <sip:a@a.example> ; tag=1', 'Call-ID:\tspaced@a.example', 'CSeq:   4   INVITE'],
    tel: ['From: <tel:+447700900123>;tag=1', 'To: <tel:+12025550143>'],
    gbk: ['From: "\xbf\xcd\xb7\xfe" <sip:a@a.example>;tag=1'],
    forwarded: [
      'Diversion: <sip:b@x.example>;reason=no-answer',
      'P-Asserted-Identity: <sip:c@x.example>, <tel:+12025550143>',
    ],
    ipv6: ['From: <sip:a@[2001:db8::1]:5070>;tag=1'],
  };
  const all = new Map<string, Uint8Array>(
    Object.entries(made).map(([name, lines]) => [name, sipFrom(lines).bytes]),
  );
  for (const file of readdirSync('test/corpus/sip').filter((name) =>
    /^rfc4475-3\.(?:1\.1\.(?!1-|2-|4-|5-|8-)|2|3\.(?:[235679]|1\d)-|4)/.test(name),
  ))
    all.set(file, readFileSync(`test/corpus/sip/${file}`));
  return all;
}

function ours(bytes: Uint8Array): string[] {
  const message = sipOf(bytes);
  const question = readCallQuestion(message, 0);
  const cseq = readCSeq(message);
  const isRequest = message.start.kind === 'request';
  return [
    message.start.kind === 'request' ? message.start.method : '',
    message.start.kind === 'response' ? String(message.start.status) : '',
    isRequest ? question.callee : '',
    question.identities.find(({ header }) => header === 'from')?.address ?? '',
    question.dialled ?? '',
    question.callId,
    String(cseq?.number),
    cseq?.method ?? '',
  ];
}

function theirs(capture: Uint8Array): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'sip-tshark-'));
  try {
    writeFileSync(join(folder, 'sip.pcap'), capture);
    const output = execFileSync(
      'tshark',
      [
        '-r',
        join(folder, 'sip.pcap'),
        '-d',
        'udp.port==5060,sip',
        '-T',
        'fields',
        '-E',
        'separator=\x01',
        '-E',
        'occurrence=f',
        ...FIELDS.flatMap((name) => ['-e', name]),
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    return output
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split('\x01'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.skipIf(missingPeer('tshark'))('beside tshark', () => {
  it('method, addresses, Call-ID and CSeq of every well-formed message are the same', () => {
    const all = messages();
    expect(all.size).toBeGreaterThan(30);
    const read = theirs(udpCapture([...all.values()]));
    expect(read).toHaveLength(all.size);
    const differences = [...all].flatMap(([name, bytes], index) => {
      const mine = ours(bytes);
      return FIELDS.flatMap((field, place) =>
        mine[place] === read[index]![place]
          ? []
          : [{ name, field, tshark: read[index]![place], ours: mine[place] }],
      );
    });
    expect(differences).toEqual([]);
  });
});
