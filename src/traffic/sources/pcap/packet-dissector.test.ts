import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hepMessage, ipv4, ipv6, joined, text, u16 } from '../../../../test/kit/hep-encoder.ts';
import {
  AT,
  type Captured,
  ethernet,
  FIN,
  ip,
  pcap,
  SYN,
  tcpFrame,
  udp,
  udpFrame,
} from '../../../../test/kit/pcap-encoder.ts';
import { readCapture } from '../../../../test/kit/read-capture.ts';

const message = (name: string, body = '') =>
  `MESSAGE sip:${name}@b.example SIP/2.0\r\nCall-ID: ${name}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

async function read(frames: readonly (Uint8Array | Captured)[], linkType = 1) {
  const packets = frames.map((frame, place) =>
    frame instanceof Uint8Array ? { bytes: frame, at: AT + place } : frame,
  );
  const result = await readCapture(pcap(packets, { linkType }));
  return { ...result, texts: result.messages.map((one) => one.text) };
}

describe('the link layer', () => {
  const inner = ip(udp(message('a')));
  const six = ip(udp(message('a')), { source: '2001:db8:0:0:0:0:0:1', destination: '2001:db8:0:0:0:0:0:2' });
  const cooked = joined(new Uint8Array(14), u16(0x0800));
  const cooked2 = joined(u16(0x0800), new Uint8Array(18));

  it.each([
    ['Ethernet', 1, ethernet(inner)],
    ['a VLAN', 1, ethernet(inner, [[0x8100, 42]])],
    [
      'a VLAN in a VLAN',
      1,
      ethernet(inner, [
        [0x88a8, 7],
        [0x8100, 42],
      ]),
    ],
    ['MPLS', 1, joined(new Uint8Array(12), u16(0x8847), Uint8Array.of(0, 1, 0, 64, 0, 2, 1, 64), inner)],
    ['PPPoE', 1, joined(new Uint8Array(12), u16(0x8864), new Uint8Array(6), u16(0x0021), inner)],
    [
      'LLC and SNAP',
      1,
      joined(new Uint8Array(12), u16(300), Uint8Array.of(0xaa, 0xaa, 3, 0, 0, 0), u16(0x0800), inner),
    ],
    ['Linux cooked', 113, joined(cooked, inner)],
    ['Linux cooked, version 2', 276, joined(cooked2, inner)],
    ['raw IP', 101, inner],
    ['raw IPv4', 228, inner],
    ['BSD loopback', 0, joined(Uint8Array.of(2, 0, 0, 0), inner)],
    ['BSD loopback of the other byte order', 0, joined(Uint8Array.of(0, 0, 0, 2), inner)],
    ['OpenBSD loopback', 108, joined(Uint8Array.of(0, 0, 0, 24), six)],
    ['PPP', 9, joined(Uint8Array.of(0xff, 3, 0, 0x21), inner)],
    ['IP in IP', 1, ethernet(ip(inner, { protocol: 4 }))],
    ['IPv6 in IP', 1, ethernet(ip(six, { protocol: 41 }))],
    ['GRE', 1, ethernet(ip(joined(u16(0), u16(0x0800), inner), { protocol: 47 }))],
    [
      'GRE with checksum, key and number',
      1,
      ethernet(ip(joined(u16(0xb000), u16(0x0800), new Uint8Array(12), inner), { protocol: 47 })),
    ],
  ])('%s is passed through', async (_, linkType, frame) => {
    const result = await read([frame], linkType);
    expect(result.texts).toEqual([message('a')]);
  });

  it.each([
    ['ARP', 1, joined(new Uint8Array(12), u16(0x0806), new Uint8Array(28)), 'not-ip'],
    ['802.11', 105, new Uint8Array(60), 'unknown-link-type'],
    ['a frame cut in its head', 1, new Uint8Array(8), 'cut'],
    ['ICMP', 101, ip(new Uint8Array(8), { protocol: 1 }), 'other-protocol'],
    ['an IP head that is too short', 101, joined(Uint8Array.of(0x43), new Uint8Array(30)), 'bad-ip-header'],
    ['an empty frame', 101, new Uint8Array(0), 'cut'],
    ['a UDP length below its head', 101, ip(joined(u16(1), u16(2), u16(4), u16(0))), 'bad-udp-header'],
    [
      'a tunnel without end',
      101,
      [1, 2, 3, 4, 5, 6].reduce((packet) => ip(packet, { protocol: 4 }), inner),
      'too-deep',
    ],
  ])('%s is counted with its reason', async (_, linkType, frame, reason) => {
    expect((await read([frame], linkType)).dropped).toEqual({ [reason]: 1 });
  });

  it('reads IPv6 with extension headers', async () => {
    const options = Uint8Array.of(60, 0, 1, 4, 0, 0, 0, 0, 17, 0, 1, 4, 0, 0, 0, 0);
    const payload = joined(options, udp(message('a')));
    const frame = ip(payload, {
      source: '2001:db8:0:0:0:0:0:1',
      destination: '2001:db8:0:0:0:0:0:2',
      protocol: 0,
    });
    const result = await read([frame], 101);
    expect(result.messages).toMatchObject([
      { from: '2001:db8::1 5060', to: '2001:db8::2 5080', text: message('a') },
    ]);
  });
});

describe('datagrams', () => {
  it('are SIP by what they hold, on any port', async () => {
    const ends = { sourcePort: 40_123, destinationPort: 9 };
    const frames = [
      udpFrame(message('a'), ends),
      udpFrame('SIP/2.0 200 OK\r\n\r\n', ends),
      udpFrame('\r\n\r\n'),
      udpFrame(`\r\n\r\n${message('b')}`),
      udpFrame(new Uint8Array(4)),
      udpFrame(Uint8Array.of(0x80, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)),
      udpFrame('GET / HTTP/1.1\r\n\r\n'),
    ];
    const result = await read(frames);
    expect(result.texts).toEqual([message('a'), 'SIP/2.0 200 OK\r\n\r\n', message('b')]);
    expect(result.dropped).toEqual({ 'keep-alive': 2, 'not-sip': 2 });
    expect(result.rows).toBe(7);
  });

  it('that were cut are used when only the body is missing', async () => {
    const whole = udpFrame(message('a', 'x'.repeat(500)));
    const result = await read([
      { bytes: whole.subarray(0, whole.length - 400), wireLength: whole.length },
      { bytes: whole.subarray(0, 70), wireLength: whole.length },
    ]);
    expect(result.messages).toHaveLength(1);
    expect(result.counts.cutBodies).toBe(1);
    expect(result.dropped).toEqual({ cut: 1 });
  });

  it('with HEP inside bring the addresses and the time of what was captured', async () => {
    const at = AT - 86_400_000;
    const bytes = hepMessage({ payload: message('a'), at, source: '198.51.100.7' });
    const result = await read([udpFrame(bytes, { destinationPort: 9060 })]);
    expect(result.messages).toMatchObject([{ at, from: '198.51.100.7 5060', text: message('a') }]);
  });
});

describe('fragments', () => {
  const body = 'x'.repeat(3000);
  const whole = udp(message('big', body));
  const cuts = [0, 1000, 2000, whole.length];
  const piece = (place: number, form = {}) =>
    ethernet(
      ip(whole.subarray(cuts[place], cuts[place + 1]), { offset: cuts[place]!, more: place < 2, ...form }),
    );
  const all = [0, 1, 2];

  it('are put together in any order, over IPv4 and IPv6', async () => {
    for (const form of [{}, { source: '2001:db8:0:0:0:0:0:1', destination: '2001:db8:0:0:0:0:0:2' }])
      for (const order of [all, [2, 1, 0], [1, 0, 2]]) {
        const result = await read(order.map((place) => piece(place, form)));
        expect(result.texts).toEqual([message('big', body)]);
        expect(result.dropped).toEqual({ fragment: 2 });
      }
  });

  it('captured at two points are put together once', async () => {
    const result = await read(all.flatMap((place) => [piece(place), piece(place)]));
    expect(result.texts).toHaveLength(1);
    expect(result.dropped).toEqual({ fragment: 2, 'fragment-duplicate': 3 });
    expect(result.counts.lost.incompleteDatagrams).toBe(0);
  });

  it('of which one is missing are counted as lost', async () => {
    const result = await read([piece(0), piece(2)]);
    expect(result.texts).toEqual([]);
    expect(result.dropped).toEqual({ fragment: 2 });
    expect(result.counts.lost.incompleteDatagrams).toBe(1);
  });

  it('that lie over each other with other content refuse the datagram, whatever comes after', async () => {
    const lie = ethernet(ip(new Uint8Array(1000).fill(65), { offset: 1000, more: true }));
    const tear = ethernet(ip(new Uint8Array(16), { offset: 992, more: true }));
    for (const wrong of [lie, tear]) {
      const result = await read([piece(0), piece(1), wrong, piece(2)]);
      expect(result.texts).toEqual([]);
      expect(result.dropped).toEqual({ fragment: 2, 'fragment-overlap': 1, 'fragment-refused': 1 });
    }
  });

  it('that make a datagram longer than there can be are refused', async () => {
    const beyond = ethernet(ip(new Uint8Array(1000), { offset: 65_528, more: false }));
    expect((await read([beyond])).dropped).toEqual({ 'fragment-too-long': 1 });
  });

  it('that are tiny and many cost one datagram and no memory', async () => {
    const tiny = Array.from({ length: 200 }, (_, place) =>
      ethernet(ip(new Uint8Array(8), { offset: place * 16, more: true })),
    );
    const result = await read(tiny);
    expect(result.dropped).toEqual({ fragment: 64, 'fragment-refused': 136 });
  });

  it('whose number comes round again begin a new datagram', async () => {
    const other = udp(message('other', 'y'.repeat(1500)));
    const frames = [
      ...all.map((place) => piece(place)),
      ethernet(ip(other.subarray(0, 1000), { more: true })),
      ethernet(ip(other.subarray(1000), { offset: 1000 })),
    ];
    const result = await read(frames);
    expect(result.texts).toEqual([message('big', body), message('other', 'y'.repeat(1500))]);
  });

  it('of one datagram after more than half a minute belong to another', async () => {
    const result = await read([
      { bytes: piece(0), at: AT },
      { bytes: piece(1), at: AT + 1 },
      { bytes: piece(2), at: AT + 40_000 },
    ]);
    expect(result.texts).toEqual([]);
    expect(result.counts.lost.incompleteDatagrams).toBe(2);
  });
});

describe('TCP streams', () => {
  const names = ['a', 'b', 'c'];
  const stream = text(names.map((name) => message(name, 'body of it')).join(''));
  const whole = names.map((name) => message(name, 'body of it'));
  const segment = (from: number, to: number) =>
    tcpFrame(stream.subarray(from, to), { sequence: 1000 + from });
  const syn = tcpFrame('', { sequence: 999, flags: SYN });

  it('give the same messages however they are cut, sent again and turned around', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: stream.length - 1 }), { maxLength: 12 }),
        fc.infiniteStream(fc.nat(99)),
        async (cuts, dice) => {
          const places = [0, ...cuts.sort((one, other) => one - other), stream.length];
          const segments = places.slice(1).map((to, index) => segment(places[index]!, to));
          const sent = segments.flatMap((one) => (dice.next().value! < 20 ? [one, one] : [one]));
          for (let place = 1; place < sent.length; place += 1)
            if (dice.next().value! < 25) [sent[place - 1], sent[place]] = [sent[place]!, sent[place - 1]!];
          const result = await read([syn, ...sent]);
          expect(result.texts).toEqual(whole);
          expect(result.counts.lost).toMatchObject({ streamGaps: 0, unfinishedMessages: 0 });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('met in their middle are read from the next message on', async () => {
    const result = await read([segment(20, 90), segment(90, stream.length)]);
    expect(result.texts).toEqual(whole.slice(1));
    expect(result.counts.lost.unfinishedMessages).toBe(0);
  });

  it('with a hole lose the message it lies in and go on with the next', async () => {
    const first = whole[0]!.length;
    const second = first + whole[1]!.length;
    const result = await read([
      { bytes: syn, at: AT },
      { bytes: segment(0, first + 20), at: AT },
      { bytes: segment(first + 40, second + 30), at: AT + 10 },
      { bytes: segment(second + 30, stream.length), at: AT + 5000 },
    ]);
    expect(result.texts).toEqual([whole[0], whole[2]]);
    expect(result.counts.lost).toMatchObject({ streamGaps: 1, streamGapBytes: 20, unfinishedMessages: 1 });
  });

  it('over the end of the sequence numbers go on', async () => {
    const start = 2 ** 32 - 30;
    const frames = [tcpFrame('', { sequence: start - 1, flags: SYN })];
    for (let at = 0; at < stream.length; at += 17)
      frames.push(tcpFrame(stream.subarray(at, at + 17), { sequence: (start + at) % 2 ** 32 }));
    expect((await read(frames)).texts).toEqual(whole);
  });

  it('keep both directions and connections of the same port apart', async () => {
    const back = tcpFrame('SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n', {
      sequence: 5,
      source: '192.0.2.20',
      destination: '192.0.2.10',
      sourcePort: 5080,
      destinationPort: 5060,
    });
    const result = await read([
      segment(0, 30),
      back,
      segment(30, stream.length),
      tcpFrame('', { sequence: 77, flags: SYN }),
      tcpFrame(message('again'), { sequence: 78, flags: FIN }),
    ]);
    expect(result.texts).toEqual(['SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n', ...whole, message('again')]);
    expect(result.messages[0]).toMatchObject({ from: '192.0.2.20 5080' });
  });

  it('that hold something else are let go of, TLS by name', async () => {
    const web = tcpFrame('GET / HTTP/1.1\r\nHost: x\r\n\r\n', { sequence: 1000 });
    const tls = tcpFrame(Uint8Array.of(0x16, 3, 1, 0, 4, 1, 2, 3, 4), { sequence: 1000 });
    const after = tcpFrame(message('a'), { sequence: 2000 });
    expect((await read([syn, web, after])).dropped).toEqual({ 'tcp-no-data': 1, 'not-sip': 2 });
    expect((await read([syn, tls, after])).dropped).toEqual({ 'tcp-no-data': 1, tls: 2 });
  });

  it('that never fill a hole hold a bounded part of what comes after it', async () => {
    const frames: Uint8Array[] = [syn, segment(0, 10)];
    for (let place = 0; place < 2000; place += 1)
      frames.push(tcpFrame(new Uint8Array(1400).fill(65), { sequence: 100_000 + place * 1400 }));
    const result = await read(frames);
    expect(result.rows).toBe(frames.length);
    expect(result.texts).toEqual([]);
  });
});

describe('any packets', () => {
  it('are counted once each, and nothing is thrown', async () => {
    const sound = [
      udpFrame(message('a')),
      tcpFrame(message('b').slice(0, 40), { sequence: 1 }),
      tcpFrame(message('b').slice(40), { sequence: 41 }),
      ethernet(ip(udp(message('c')).subarray(0, 24), { more: true })),
      ethernet(ip(udp(message('c')).subarray(24), { offset: 24 })),
      ethernet(ip(ip(udp(message('d'))), { protocol: 4 })),
      ethernet(
        ip(udp(message('e')), { source: '2001:db8:0:0:0:0:0:1', destination: '2001:db8:0:0:0:0:0:2' }),
      ),
      udpFrame(hepMessage({ payload: message('f') })),
    ];
    const damaged = fc
      .tuple(
        fc.constantFrom(...sound),
        fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 4 }),
        fc.nat(300),
      )
      .map(([frame, changes, cut]) => {
        const bytes = Uint8Array.from(frame.subarray(0, frame.length - (cut % 40)));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        return bytes;
      });
    const link = fc.constantFrom(1, 113, 276, 101, 0, 108, 9, 77);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(damaged, fc.uint8Array({ maxLength: 90 })), { maxLength: 30 }),
        link,
        async (frames, linkType) => {
          const result = await read(frames, linkType);
          expect(result.packets).toBe(frames.length);
          expect(result.rows).toBeGreaterThanOrEqual(frames.length);
          expect(result.rows - result.counts.messages).toBeLessThanOrEqual(frames.length);
        },
      ),
      { numRuns: 600 },
    );
  });
});

describe('addresses', () => {
  it('are written as RFC 5952 asks', async () => {
    const written: readonly (readonly [string, string])[] = [
      ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
      ['0:0:0:0:0:0:0:1', '::1'],
      ['fe80:0:0:0:0:0:0:0', 'fe80::'],
      ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ];
    for (const [source, expected] of written) {
      const frame = ip(udp(message('a')), { source, destination: '2001:db8:0:0:0:0:0:2' });
      expect((await read([frame], 101)).messages[0]!.from).toBe(`${expected} 5060`);
    }
    expect(ipv4('192.0.2.1')).toEqual(Uint8Array.of(192, 0, 2, 1));
    expect(ipv6('0:0:0:0:0:0:0:1')).toHaveLength(16);
  });
});
