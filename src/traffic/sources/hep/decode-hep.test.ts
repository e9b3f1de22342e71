import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hep2,
  hep3,
  hepChunk,
  hepChunks,
  hepMessage,
  ipv4,
  ipv6,
  text,
  u8,
  u16,
  u32,
} from '../../../../test/kit/hep-encoder.ts';
import { decodeHep } from './decode-hep.ts';
import { HEP_NOTES, HepPacket } from './hep-packet.ts';

const OPTIONS = 'OPTIONS sip:a@b.example SIP/2.0\r\nContent-Length: 0\r\n\r\n';

function read(bytes: Uint8Array) {
  const packet = new HepPacket();
  const refusal = decodeHep(bytes, 0, bytes.length, packet);
  return {
    refusal,
    at: packet.at,
    from: `${packet.sourceAddress()} ${packet.sourcePort}`,
    to: `${packet.destinationAddress()} ${packet.destinationPort}`,
    type: packet.type,
    captureId: packet.captureId,
    payload: new TextDecoder().decode(packet.payload.subarray(packet.payloadStart, packet.payloadEnd)),
    correlation: packet.correlationId(),
    node: packet.nodeName(),
    notes: HEP_NOTES.filter((_, bit) => (packet.notes & (1 << bit)) !== 0),
    packet,
  };
}

describe('a HEPv3 packet', () => {
  it('is read as the worked example of the specification says (113 bytes)', () => {
    const bytes = Uint8Array.from(
      Buffer.from(
        '484550330071' +
          '00000001000702' +
          '00000002000711' +
          '00000003000ad4ca0001' +
          '00000004000a527400d3' +
          '0000000700082eea' +
          '00000008000813c4' +
          '00000009000a4e4982cb' +
          '0000000a000a0001d4c0' +
          '0000000b000701' +
          '0000000c000a000000e4' +
          '0000000f0014494e56495445207369703a626f62',
        'hex',
      ),
    );
    expect(bytes.length).toBe(113);
    expect(read(bytes)).toMatchObject({
      refusal: null,
      from: '212.202.0.1 12010',
      to: '82.116.0.211 5060',
      at: 1_313_440_459_120,
      type: 1,
      captureId: 228,
      payload: 'INVITE sip:bob',
      notes: [],
    });
  });

  it('may have its chunks in any order, the payload before the addresses', () => {
    const straight = read(hepMessage({ payload: OPTIONS, correlation: 'abc' }));
    const turned = read(hep3(hepChunks({ payload: OPTIONS, correlation: 'abc' }).reverse()));
    expect({ ...turned, packet: null }).toEqual({ ...straight, packet: null });
    expect(straight).toMatchObject({ payload: OPTIONS, correlation: 'abc', notes: [] });
  });

  it('may begin with EEP3 and carry chunks of vendors and of types nobody knows', () => {
    const chunks = [
      hepChunk(15, text('another vendor’s payload'), 2),
      hepChunk(0x7fff, text('?')),
      ...hepChunks({ payload: OPTIONS }),
      hepChunk(19, text('edge-7')),
      hepChunk(41, u32(9)),
      hepChunk(3, ipv4('203.0.113.9'), 0xffff),
    ];
    expect(read(hep3(chunks, { magic: 'EEP3' }))).toMatchObject({
      refusal: null,
      payload: OPTIONS,
      from: '192.0.2.10 5060',
      node: 'edge-7',
      notes: [],
    });
  });

  it('keeps the first of doubled chunks and says so', () => {
    const bytes = hep3([
      ...hepChunks({ payload: OPTIONS }),
      hepChunk(15, text('other')),
      hepChunk(7, u16(1)),
    ]);
    expect(read(bytes)).toMatchObject({
      payload: OPTIONS,
      from: '192.0.2.10 5060',
      notes: ['duplicate-chunk'],
    });
  });

  it('takes the addresses of the family it names when both are there', () => {
    const six = [hepChunk(5, ipv6('2001:db8:0:0:0:0:0:1')), hepChunk(6, ipv6('2001:db8:0:1:0:0:0:2'))];
    const rest = hepChunks({ payload: OPTIONS }).slice(1);
    expect(read(hep3([hepChunk(1, u8(10)), ...six, ...rest]))).toMatchObject({
      from: '2001:db8::1 5060',
      to: '2001:db8:0:1::2 5080',
      notes: ['both-families'],
    });
    expect(read(hep3([hepChunk(1, u8(2)), ...six, ...rest]))).toMatchObject({
      from: '192.0.2.10 5060',
      notes: ['both-families'],
    });
  });

  it('believes the addresses and not the family when they differ', () => {
    const bytes = hep3([hepChunk(1, u8(10)), ...hepChunks({ payload: OPTIONS }).slice(1)]);
    expect(read(bytes)).toMatchObject({ refusal: null, from: '192.0.2.10 5060', notes: ['family-mismatch'] });
  });

  it.each([28, 30])('takes %i for IPv6 too, as agents on other systems write it', (family) => {
    const bytes = hep3([
      hepChunk(1, u8(family)),
      hepChunk(5, ipv6('2001:db8:0:0:0:0:0:1')),
      hepChunk(6, ipv6('2001:db8:0:0:0:0:0:2')),
      hepChunk(9, u32(1)),
      hepChunk(15, text(OPTIONS)),
    ]);
    expect(read(bytes)).toMatchObject({ from: '2001:db8::1 0', notes: [] });
  });

  it.each([
    ['says more than was received', hep3([hepChunk(15, text(OPTIONS))], { total: 200 }), 'total-length'],
    ['says less than its own head', hep3([hepChunk(15, text(OPTIONS))], { total: 5 }), 'total-length'],
    ['says nothing', hep3([], { total: 0 }), 'total-length'],
    ['ends inside a chunk head', hep3([hepChunk(1, u8(2))], { total: 9 }), 'chunk-length'],
    ['ends inside a chunk', hep3([hepChunk(15, text(OPTIONS))], { total: 20 }), 'chunk-length'],
    ['has a chunk of length 0', hep3([{ type: 1, body: u8(2), length: 0 }]), 'chunk-length'],
    ['has a chunk of length 5', hep3([{ type: 1, body: u8(2), length: 5 }]), 'chunk-length'],
    ['has a chunk past its end', hep3([{ type: 1, body: u8(2), length: 8 }]), 'chunk-length'],
    ['is cut before its length', text('HEP3\0'), 'too-short'],
    ['is something else', text('GET / HTTP/1.1\r\n\r\n'), 'unknown-magic'],
  ])('that %s is refused', (_, bytes, refusal) => {
    expect(read(bytes).refusal).toBe(refusal);
  });

  it('whose length takes in the next frame is refused, not read as a chunk of that vendor', () => {
    const next = hepMessage({ payload: OPTIONS });
    const bytes = hep3([...hepChunks({ payload: OPTIONS })], { total: 2 * next.length });
    expect(read(new Uint8Array([...bytes, ...next])).refusal).toBe('frame-inside');
  });

  it('with a field of the wrong width is read without that field', () => {
    const chunks = hepChunks({ payload: OPTIONS }).map((chunk) =>
      chunk.type === 3 ? hepChunk(3, u8(1)) : chunk.type === 12 ? hepChunk(12, new Uint8Array(8)) : chunk,
    );
    expect(read(hep3(chunks))).toMatchObject({
      refusal: null,
      from: ' 5060',
      to: '192.0.2.20 5080',
      captureId: 0,
      notes: ['field-length'],
    });
  });

  it('has no time when none is told, never the year 1970', () => {
    const bytes = hep3(hepChunks({ payload: OPTIONS }).filter(({ type }) => type !== 9));
    expect(read(bytes)).toMatchObject({ at: Number.NaN, notes: ['no-time'] });
  });

  it('with a million microseconds and more keeps its second', () => {
    const chunks = hepChunks({ payload: OPTIONS, at: 1_700_000_000_000 }).map((chunk) =>
      chunk.type === 10 ? hepChunk(10, u32(1_000_000)) : chunk,
    );
    expect(read(hep3(chunks))).toMatchObject({ at: 1_700_000_000_000, notes: ['bad-microseconds'] });
  });
});

describe('an older packet', () => {
  it('of version 2 is read with time and agent', () => {
    expect(read(hep2({ payload: OPTIONS, at: 1_700_000_000_250 }))).toMatchObject({
      refusal: null,
      from: '192.0.2.10 5060',
      to: '192.0.2.20 5080',
      at: 1_700_000_000_250,
      captureId: 2001,
      type: 1,
      payload: OPTIONS,
      notes: [],
    });
  });

  it('of version 2 may be over IPv6', () => {
    const bytes = hep2({
      payload: OPTIONS,
      source: '2001:db8:0:0:0:0:0:a',
      destination: '2001:db8:0:0:0:0:0:b',
    });
    expect(read(bytes)).toMatchObject({ from: '2001:db8::a 5060', payload: OPTIONS, notes: [] });
  });

  it('of version 1 has no time', () => {
    expect(read(hep2({ payload: OPTIONS }, 1))).toMatchObject({
      at: Number.NaN,
      payload: OPTIONS,
      notes: ['no-time'],
    });
  });

  it.each([
    ['claims another header', Uint8Array.of(2, 99, 2, 17, 0, 0, 0, 0, 0, 0)],
    ['is cut inside its header', hep2({ payload: '' }).subarray(0, 20)],
  ])('that %s is refused', (_, bytes) => {
    expect(read(bytes).refusal).toBe('header-length');
  });
});

describe('any bytes', () => {
  it('are read or refused, never thrown at, and never read past their end', () => {
    const packet = new HepPacket();
    const sound = hepMessage({ payload: OPTIONS, correlation: 'x', key: 'k' });
    const damaged = fc
      .array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { maxLength: 12 })
      .map((changes) => {
        const bytes = Uint8Array.from(sound);
        for (const [at, value] of changes) bytes[at] = value;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 300 })), fc.nat(300), (bytes, cut) => {
        const end = Math.min(bytes.length, cut);
        if (decodeHep(bytes, 0, end, packet) !== null) return;
        for (const place of [packet.payloadEnd, packet.correlationEnd, packet.authEnd, packet.nodeEnd])
          expect(place).toBeLessThanOrEqual(end);
        expect(packet.payloadStart).toBeLessThanOrEqual(packet.payloadEnd);
        expect(packet.sourceAddress().length).toBeLessThan(40);
      }),
      { numRuns: 3000 },
    );
  });
});
