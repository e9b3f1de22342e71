import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joined, text } from '../../../../test/kit/hep-encoder.ts';
import {
  AT,
  pcap,
  pcapngBlock,
  pcapngInterface,
  pcapngOldPacket,
  pcapngPacket,
  pcapngSection,
  pcapngSimplePacket,
  udpFrame,
} from '../../../../test/kit/pcap-encoder.ts';
import { readCapture } from '../../../../test/kit/read-capture.ts';
import { captureKind } from './capture-kind.ts';

const message = (name: string) =>
  `OPTIONS sip:${name}@b.example SIP/2.0\r\nCall-ID: ${name}\r\nContent-Length: 0\r\n\r\n`;
const frame = (name: string) => udpFrame(message(name));
const texts = (read: Awaited<ReturnType<typeof readCapture>>) => read.messages.map((one) => one.text);

describe('a classic capture', () => {
  it.each([
    [true, false],
    [false, false],
    [true, true],
    [false, true],
  ])(
    'is read in both byte orders and with both fractions (little-endian %s, nanoseconds %s)',
    async (little, nanoseconds) => {
      const file = pcap([{ bytes: frame('a'), at: AT + 123.456 }, { bytes: frame('b') }], {
        little,
        nanoseconds,
      });
      const read = await readCapture(file);
      expect(texts(read)).toEqual([message('a'), message('b')]);
      expect(read.messages[0]!.at).toBeCloseTo(AT + 123.456, 3);
      expect(read.messages[0]).toMatchObject({ packet: 1, from: '192.0.2.10 5060', to: '192.0.2.20 5080' });
      expect(read).toMatchObject({ kind: 'pcap', packets: 2, rows: 2, damage: null, cutBytes: 0 });
    },
  );

  it('is the same however its bytes come', async () => {
    const file = pcap(['a', 'b', 'c'].map((name) => ({ bytes: frame(name) })));
    for (const step of [1, 3, 17, 1000]) expect(texts(await readCapture(file, step))).toHaveLength(3);
  });

  it('that is cut gives what is whole and says how much is left', async () => {
    const file = pcap([{ bytes: frame('a') }, { bytes: frame('b') }]);
    const read = await readCapture(file.subarray(0, file.length - 5));
    expect(texts(read)).toEqual([message('a')]);
    expect(read).toMatchObject({ packets: 1, cutBytes: 16 + frame('b').length - 5, damage: null });
  });

  it('with a length nobody can have written stops there and says so', async () => {
    const file = pcap([{ bytes: frame('a') }, { bytes: frame('b') }]);
    const second = 24 + 16 + frame('a').length;
    new DataView(file.buffer).setUint32(second + 8, 0x7fffffff, true);
    const read = await readCapture(file);
    expect(texts(read)).toEqual([message('a')]);
    expect(read.damage).toContain(`at byte ${second}`);
  });
});

describe('a pcapng capture', () => {
  it.each([true, false])('is read with all kinds of packet blocks (little-endian %s)', async (little) => {
    const file = joined(
      pcapngSection(little),
      pcapngInterface(1, { little }),
      pcapngBlock(4, new Uint8Array(8), little),
      pcapngPacket({ bytes: frame('a'), at: AT + 0.25 }, little),
      pcapngOldPacket({ bytes: frame('b'), at: AT + 500 }, little),
      pcapngSimplePacket(frame('c'), little),
      pcapngBlock(5, new Uint8Array(12), little),
    );
    const read = await readCapture(file);
    expect(texts(read)).toEqual([message('a'), message('b'), message('c')]);
    // A simple block tells no time: it is as old as what came before it.
    expect(read.messages.map(({ at }) => at)).toEqual([AT + 0.25, AT + 500, AT + 500]);
    expect(read).toMatchObject({ kind: 'pcapng', packets: 3, damage: null });
  });

  it('may have several sections in different byte orders, each with its own interfaces', async () => {
    const file = joined(
      pcapngSection(true),
      pcapngInterface(1),
      pcapngPacket({ bytes: frame('a') }),
      pcapngSection(false),
      pcapngInterface(147, { little: false }),
      pcapngInterface(1, { little: false }),
      pcapngPacket({ bytes: frame('b'), on: 1 }, false),
      pcapngPacket({ bytes: frame('c'), on: 0 }, false),
    );
    const read = await readCapture(file);
    expect(texts(read)).toEqual([message('a'), message('b')]);
    expect(read.dropped).toEqual({ 'unknown-link-type': 1 });
  });

  it.each([
    ['nanoseconds', 9, 1e6],
    ['milliseconds', 3, 1],
    ['1,024ths of a second', 0x80 | 10, 1.024],
  ])('has its times in the unit its interface tells (%s)', async (_, resolution, unitsPerMs) => {
    const at = AT + 125;
    const file = joined(
      pcapngSection(),
      pcapngInterface(1, { resolution }),
      pcapngPacket({ bytes: frame('a'), at }, true, unitsPerMs),
    );
    expect((await readCapture(file)).messages[0]!.at).toBeCloseTo(at, 2);
  });

  it('cuts simple blocks at the snap length and not at their padding', async () => {
    const bytes = frame('a');
    const file = joined(pcapngSection(), pcapngInterface(1, { snapLength: 60 }), pcapngSimplePacket(bytes));
    expect((await readCapture(file)).dropped).toEqual({ cut: 1 });
  });

  it.each([
    ['a packet of no interface', joined(pcapngSection(), pcapngPacket({ bytes: frame('a') })), 'interface'],
    [
      'a block of length 8',
      joined(pcapngSection(), pcapngInterface(), Uint8Array.of(6, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0)),
      'says it has 8 bytes',
    ],
    ['no byte order', joined(pcapngBlock(0x0a0d0d0a, new Uint8Array(16)), pcapngInterface()), 'byte order'],
  ])('with %s is damaged there', async (_, file, words) => {
    const read = await readCapture(file);
    expect(read.damage).toContain(words);
  });
});

describe('any file', () => {
  it('is known by its first bytes', () => {
    expect(captureKind(pcap([]))).toBe('pcap');
    expect(captureKind(pcapngSection(false))).toBe('pcapng');
    expect(captureKind(text('"","+86138","'))).toBeNull();
    expect(captureKind(Uint8Array.of(0xa1))).toBeNull();
  });

  it('is read to its end or its damage, with every packet counted once', async () => {
    const sound = [
      pcap(['a', 'b', 'c'].map((name) => ({ bytes: frame(name) }))),
      joined(
        pcapngSection(),
        pcapngInterface(),
        ...['a', 'b', 'c'].map((name) => pcapngPacket({ bytes: frame(name) })),
      ),
    ];
    const changes = fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...sound), changes, fc.nat(700), async (file, list, cut) => {
        const bytes = Uint8Array.from(file.subarray(0, Math.max(cut, 24)));
        for (const [at, value] of list) if (at >= 4 && at < bytes.length) bytes[at] = value;
        const read = await readCapture(bytes, 64);
        expect(read.rows).toBe(read.packets);
      }),
      { numRuns: 400 },
    );
  });
});
