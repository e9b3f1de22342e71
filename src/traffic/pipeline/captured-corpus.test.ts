import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRecords } from '../../../test/kit/read-call-records.ts';
import { normaliser } from '../../../test/numbers/shipped-plans.ts';
import type { CallEvent } from '../../domain/call-event.ts';
import { HepReceiver, HepStream, hepCounts, takeHepDatagram } from '../sources/index.ts';
import { capturePeer, createSignallingFeed } from './signalling-feed.ts';

const corpus = (name: string) => readFileSync(new URL(`../../../test/corpus/${name}`, import.meta.url));

/** Calls of a HEP corpus; `send` hands its bytes on as they came over the network. */
function overHep(send: (receiver: HepReceiver, counts: ReturnType<typeof hepCounts>) => void) {
  const events: CallEvent[] = [];
  const counts = hepCounts();
  const feed = createSignallingFeed({
    normaliser,
    utcOffsetMin: () => 480,
    peerOf: () => capturePeer('edge', 'CN'),
    onCall: (event) => events.push(event),
  });
  const onPacket = (packet: Parameters<typeof feed.take>[0]) => feed.take(packet, packet.at);
  const receiver = new HepReceiver({ counts, onPacket, authKey: null, maxPayloadBytes: 65_535 });
  send(receiver, counts);
  feed.end();
  return { events, counts };
}

/** What has to come out, however it was captured. */
const summary = (events: readonly CallEvent[]) =>
  events
    .map(({ caller, callee, outcome, problems }) => [
      caller.canonical,
      callee.canonical,
      outcome,
      problems.join(),
    ])
    .sort();

const THREE_CALLS = [
  ['+8613800000001', '+8613900000002', 'answered', 'hung-up-by-caller'],
  ['+8613800000001', '+8613900000486', 'busy', 'q850-cause-17'],
  ['+8613800000001', '+8613900000487', 'cancelled', ''],
];

describe('three calls through Kamailio', () => {
  it('come out of what was on the wire', async () => {
    const file = corpus('pcap/kamailio-three-calls.pcap');
    const { events, tally } = await readRecords(file, { receivedAt: Date.UTC(2027, 0, 1) });
    expect(summary(events)).toEqual(THREE_CALLS);
    const answered = events.find(({ outcome }) => outcome === 'answered');
    expect(answered?.ringMs).toBeGreaterThanOrEqual(300);
    expect(answered?.talkMs).toBeGreaterThanOrEqual(400);
    expect(tally).toMatchObject({ events: 3, quarantined: 0, warnings: [], complete: true });
  });

  it('come out of HEPv3 over TCP, however the stream is cut', () => {
    const bytes = corpus('hep/kamailio-hep3-stream.bin');
    for (const step of [1, 7, 1460, bytes.length]) {
      const { events, counts } = overHep((receiver, all) => {
        const stream = new HepStream(receiver, all, '127.0.0.1');
        for (let at = 0; at < bytes.length; at += step) stream.push(bytes.subarray(at, at + step));
        stream.end();
      });
      expect(summary(events)).toEqual(THREE_CALLS);
      expect(counts).toMatchObject({ skippedBytes: 0, resyncs: 0 });
      expect(counts.used).toBe(counts.packets);
    }
  });

  it('come out of HEPv2 over UDP', () => {
    const bytes = corpus('hep/kamailio-hep2-datagrams.bin');
    const { events, counts } = overHep((receiver, all) => {
      for (let at = 0; at < bytes.length; ) {
        const length = bytes.readUInt16BE(at);
        takeHepDatagram(bytes.subarray(at + 2, at + 2 + length), length, receiver, all, '127.0.0.1');
        at += 2 + length;
      }
    });
    expect(summary(events)).toEqual(THREE_CALLS);
    expect(counts.used).toBe(counts.packets);
  });

  it('mostly come out of a stream in which one byte of a thousand was changed', () => {
    const bytes = Buffer.from(corpus('hep/kamailio-hep3-stream.bin'));
    for (let at = 50; at < bytes.length; at += 997) bytes[at]! ^= 0x5a;
    const { events, counts } = overHep((receiver, all) => {
      const stream = new HepStream(receiver, all, '127.0.0.1');
      stream.push(bytes);
      stream.end();
    });
    const dropped = [...counts.dropped.values(), ...counts.otherTypes.values()];
    expect(counts.used + dropped.reduce((sum, count) => sum + count, 0)).toBe(counts.packets);
    expect(counts.resyncs).toBeGreaterThan(0);
    // Most messages are sound, and every call has more than it needs.
    expect(new Set(events.map(({ callee }) => callee.canonical)).size).toBeGreaterThanOrEqual(2);
  });
});
