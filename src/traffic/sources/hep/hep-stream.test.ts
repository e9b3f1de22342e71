import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hep2,
  hep3,
  hepChunk,
  hepChunks,
  hepMessage,
  joined,
  text,
  u16,
} from '../../../../test/kit/hep-encoder.ts';
import { hepCounts } from './hep-counts.ts';
import { takeHepDatagram } from './hep-datagram.ts';
import { HepReceiver } from './hep-receiver.ts';
import { HepStream } from './hep-stream.ts';

const message = (name: string, body = '') =>
  `MESSAGE sip:${name}@b.example SIP/2.0\r\nCall-ID: ${name}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

function receiving(authKey: string | null = null, maxPayloadBytes = 65_535) {
  const counts = hepCounts();
  const payloads: string[] = [];
  const receiver = new HepReceiver({
    counts,
    authKey,
    maxPayloadBytes,
    onPacket: ({ payload, payloadStart, payloadEnd }) =>
      payloads.push(new TextDecoder().decode(payload.subarray(payloadStart, payloadEnd))),
  });
  return { counts, payloads, receiver, stream: new HepStream(receiver, counts, '192.0.2.1') };
}

const dropped = (counts: ReturnType<typeof hepCounts>) => Object.fromEntries(counts.dropped);

describe('a stream of frames', () => {
  const names = ['a', 'b', 'c', 'd'];
  const whole = joined(...names.map((name) => hepMessage({ payload: message(name) })));

  it('is the same however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 20 }), (cuts) => {
        const { payloads, counts, stream } = receiving();
        const places = [0, ...cuts.sort((one, other) => one - other), whole.length];
        places.slice(1).forEach((to, index) => {
          stream.push(whole.subarray(places[index], to));
        });
        stream.end();
        expect(payloads).toEqual(names.map((name) => message(name)));
        expect(counts).toMatchObject({ packets: 4, used: 4, skippedBytes: 0, resyncs: 0 });
      }),
    );
  });

  it('byte by byte, of all versions mixed, is read in order', () => {
    const { payloads, stream } = receiving();
    const bytes = joined(
      hepMessage({ payload: message('three') }),
      hep2({ payload: message('two', 'HEP3 in a body') }),
      hep2({ payload: message('one') }, 1),
      hep3(hepChunks({ payload: message('eep') }), { magic: 'EEP3' }),
    );
    for (const byte of bytes) stream.push(Uint8Array.of(byte));
    expect(payloads).toEqual([
      message('three'),
      message('two', 'HEP3 in a body'),
      message('one'),
      message('eep'),
    ]);
  });

  it.each([
    ['says 200 and has 20', hep3([hepChunk(15, text('12345678'))], { total: 200 })],
    ['says 5', hep3([hepChunk(15, text('12345678'))], { total: 5 })],
    ['says less than it has', hep3([hepChunk(15, text('12345678'))], { total: 12 })],
    ['has a chunk of length 0', hep3([{ type: 15, body: text('12345678'), length: 0 }])],
    ['has a chunk past its end', hep3([{ type: 15, body: text('12345678'), length: 500 }])],
  ])('goes on after a frame that %s, which costs itself only', (_, broken) => {
    const { payloads, counts, stream } = receiving();
    stream.push(joined(hepMessage({ payload: message('before') }), broken));
    stream.push(hepMessage({ payload: message('after') }));
    stream.push(hepMessage({ payload: message('last') }));
    expect(payloads).toEqual([message('before'), message('after'), message('last')]);
    expect(counts).toMatchObject({ packets: 4, used: 3, skippedBytes: broken.length, resyncs: 1 });
    expect([...counts.dropped.values()]).toEqual([1]);
  });

  it('finds its place behind rubbish of any kind, with every byte counted', () => {
    const rubbish = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.constantFrom(text('HEP'), text('EEP'), text('\x02\x10'), text('GET / HTTP/1.1\r\n'), u16(0x4845)),
    );
    fc.assert(
      fc.property(rubbish, fc.nat(500), (bytes, cut) => {
        const { payloads, counts, stream } = receiving();
        const frames = ['x', 'y', 'z'].map((name) => hepMessage({ payload: message(name) }));
        const all = joined(bytes, ...frames);
        stream.push(all.subarray(0, cut));
        stream.push(all.subarray(Math.min(cut, all.length)));
        stream.end();
        // What looks like a frame head may cost the frame behind it, never the connection.
        expect(payloads.at(-1)).toBe(message('z'));
        const read = frames
          .slice(frames.length - payloads.length)
          .reduce((sum, { length }) => sum + length, 0);
        expect(counts.skippedBytes + read).toBe(all.length);
      }),
      { numRuns: 500 },
    );
  });

  it('holds no more than a frame and a read of what never becomes a frame', () => {
    const { counts, stream } = receiving();
    const endless = joined(text('HEP3'), u16(0xffff), new Uint8Array(60_000).fill(1));
    for (let round = 0; round < 50; round += 1) stream.push(endless);
    stream.end();
    expect(counts.used).toBe(0);
    expect(counts.skippedBytes).toBe(50 * endless.length);
  });
});

describe('one datagram', () => {
  it('may hold several frames; what is behind the last is counted', () => {
    const { counts, payloads, receiver } = receiving();
    const bytes = joined(
      hepMessage({ payload: message('a') }),
      hepMessage({ payload: message('b') }),
      text('??'),
    );
    takeHepDatagram(bytes, bytes.length, receiver, counts, '');
    expect(payloads).toEqual([message('a'), message('b')]);
    expect(counts).toMatchObject({ packets: 2, used: 2, skippedBytes: 2 });
  });

  it('with other protocols than SIP is counted by type and not read', () => {
    const { counts, payloads, receiver } = receiving();
    for (const type of [5, 5, 34, 100, 53]) {
      const bytes = hepMessage({ payload: '{}', type });
      takeHepDatagram(bytes, bytes.length, receiver, counts, '');
    }
    expect(payloads).toEqual([]);
    expect([...counts.otherTypes]).toEqual([
      [5, 2],
      [34, 1],
      [100, 1],
      [53, 1],
    ]);
    expect(counts.packets).toBe(5);
  });

  it('that only keeps the connection alive is no loss', () => {
    const { counts, receiver } = receiving();
    const bytes = hep3([hepChunk(12, u16(7)), hepChunk(13, u16(30))]);
    takeHepDatagram(bytes, bytes.length, receiver, counts, '');
    expect(counts).toMatchObject({ packets: 1, keepAlives: 1, used: 0 });
    expect(dropped(counts)).toEqual({});
  });

  it('needs the key when one is set', () => {
    const { counts, payloads, receiver } = receiving('right');
    const send = (bytes: Uint8Array) => takeHepDatagram(bytes, bytes.length, receiver, counts, '');
    send(hepMessage({ payload: message('a'), key: 'right' }));
    send(hepMessage({ payload: message('b'), key: 'wrong' }));
    send(hepMessage({ payload: message('c'), key: 'right and more' }));
    send(hepMessage({ payload: message('d') }));
    send(hep2({ payload: message('e') }));
    expect(payloads).toEqual([message('a')]);
    expect(dropped(counts)).toEqual({ 'auth-key': 4 });
  });
});

describe('a compressed payload', () => {
  const packed = (body: Uint8Array) => hep3([...hepChunks({ payload: '' }).slice(0, -1), hepChunk(16, body)]);

  it.each([
    ['zlib', deflateSync],
    ['gzip', gzipSync],
    ['bare deflate', deflateRawSync],
  ])('of %s is unfolded', (_, pack) => {
    const { counts, payloads, receiver } = receiving();
    const bytes = packed(pack(text(message('a'))));
    takeHepDatagram(bytes, bytes.length, receiver, counts, '');
    expect(payloads).toEqual([message('a')]);
  });

  it('that unfolds beyond the limit or not at all is dropped with its reason', () => {
    const { counts, payloads, receiver } = receiving(null, 1000);
    for (const body of [deflateSync(new Uint8Array(5_000_000)), text('not packed')]) {
      const bytes = packed(body);
      takeHepDatagram(bytes, bytes.length, receiver, counts, '');
    }
    expect(payloads).toEqual([]);
    expect(dropped(counts)).toEqual({ 'payload-too-large': 1, 'bad-compression': 1 });
  });
});

describe('everything received', () => {
  it('is counted exactly once, whatever comes', () => {
    const frame = fc.oneof(
      fc.constantFrom(
        hepMessage({ payload: message('a') }),
        hepMessage({ payload: '{}', type: 5 }),
        hep3([hepChunk(13, u16(30))]),
        hep2({ payload: message('b') }),
      ),
      fc.uint8Array({ maxLength: 200 }),
    );
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 20 }), (frames) => {
        const { counts, receiver } = receiving();
        for (const bytes of frames) takeHepDatagram(bytes, bytes.length, receiver, counts, '');
        const sum = (some: Map<unknown, number>) =>
          [...some.values()].reduce((total, count) => total + count, 0);
        expect(counts.used + counts.keepAlives + sum(counts.dropped) + sum(counts.otherTypes)).toBe(
          counts.packets,
        );
        expect(counts.packets).toBeGreaterThanOrEqual(frames.length);
      }),
    );
  });
});
