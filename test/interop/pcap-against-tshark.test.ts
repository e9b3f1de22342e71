import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Dialog } from '../kit/dialog-text.ts';
import { joined, u16 } from '../kit/hep-encoder.ts';
import {
  AT,
  ethernet,
  ip,
  pcap,
  pcapngInterface,
  pcapngPacket,
  pcapngSection,
  SYN,
  tcpFrame,
  udp,
  udpFrame,
} from '../kit/pcap-encoder.ts';
import { missingPeer } from '../kit/peers.ts';
import { readCapture } from '../kit/read-capture.ts';

const folder = mkdtempSync(join(tmpdir(), 'pcap-tshark-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const invite = (callId: string, body = '') => new Dialog({ callId, body }).invite();
const six = { source: '2001:db8:0:0:0:0:0:a', destination: '2001:db8:0:0:0:0:0:b' };
// 5060 on both sides, so that tshark looks for SIP; we look on every port.
const ends = { sourcePort: 5060, destinationPort: 5060 };

function frames(): Uint8Array[] {
  const big = udp(invite('fragments', 'x'.repeat(4000)), ends);
  const bigSix = udp(invite('fragments6', 'y'.repeat(3000)), ends);
  const stream = Buffer.from(['t1', 't2', 't3', 't4'].map((name) => invite(name, 'a body')).join(''));
  const segment = (from: number, to: number) =>
    tcpFrame(stream.subarray(from, to), { sequence: 1001 + from, ...ends });
  return [
    udpFrame(invite('plain'), ends),
    ethernet(ip(udp(invite('vlan'), ends)), [
      [0x88a8, 5],
      [0x8100, 9],
    ]),
    ethernet(ip(udp(invite('six'), ends), six)),
    ethernet(ip(ip(udp(invite('tunnel'), ends)), { protocol: 4 })),
    ethernet(ip(joined(u16(0), u16(0x0800), ip(udp(invite('gre'), ends))), { protocol: 47 })),
    ethernet(ip(big.subarray(1480), { offset: 1480 })),
    ethernet(ip(big.subarray(0, 1480), { more: true })),
    ethernet(ip(bigSix.subarray(0, 1448), { ...six, more: true })),
    ethernet(ip(bigSix.subarray(1448), { ...six, offset: 1448 })),
    tcpFrame('', { sequence: 1000, flags: SYN, ...ends }),
    segment(0, 100),
    segment(100, 700),
    segment(100, 700),
    segment(700, stream.length),
    udpFrame('SIP/2.0 200 OK\r\nCall-ID: answer\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n', ends),
    udpFrame(Uint8Array.of(0x80, 8, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3), {
      sourcePort: 18_000,
      destinationPort: 18_002,
    }),
  ];
}

function callIdsByTshark(file: string): string[] {
  const said = execFileSync(
    'tshark',
    ['-r', file, '-Y', 'sip', '-T', 'fields', '-E', 'occurrence=a', '-e', 'sip.Call-ID'],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  return said.trim().split(/[\n,]/).sort();
}

describe.skipIf(missingPeer('tshark'))('captures made here', () => {
  it.each([
    ['pcap', pcap(frames().map((bytes, place) => ({ bytes, at: AT + place })))],
    [
      'big-endian pcap in nanoseconds',
      pcap(
        frames().map((bytes) => ({ bytes })),
        { little: false, nanoseconds: true },
      ),
    ],
    [
      'pcapng',
      joined(
        pcapngSection(false),
        pcapngInterface(1, { little: false }),
        ...frames().map((bytes) => pcapngPacket({ bytes }, false)),
      ),
    ],
  ])('hold the same messages for tshark and for us (%s)', async (name, file) => {
    const path = join(folder, `${name}.cap`);
    writeFileSync(path, file);
    const { messages, packets, rows } = await readCapture(file);
    const ours = messages.map(({ text }) => /^Call-ID: (\S+)/m.exec(text)?.[1] ?? '').sort();
    expect(ours).toEqual(callIdsByTshark(path));
    expect(ours).toEqual(
      [
        'plain',
        'vlan',
        'six',
        'tunnel',
        'gre',
        'fragments',
        'fragments6',
        't1',
        't2',
        't3',
        't4',
        'answer',
      ].sort(),
    );
    expect(packets).toBe(frames().length);
    // Two messages more than packets in which one ended: the last segment ended three.
    expect(rows).toBeGreaterThan(packets);
  });
});
