import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Dialog } from '../../../test/kit/dialog-text.ts';
import { joined } from '../../../test/kit/hep-encoder.ts';
import {
  AT,
  type Captured,
  pcap,
  pcapngInterface,
  pcapngPacket,
  pcapngSection,
  udpFrame,
} from '../../../test/kit/pcap-encoder.ts';
import { openRecords, readRecords } from '../../../test/kit/read-call-records.ts';
import { SeenCalls } from '../normalise/index.ts';

const RECEIVED = { receivedAt: AT + 3_600_000 };

/** Packets of a few calls: answered, busy, and one whose end is missing; something else between. */
function packets(calls = 3): Captured[] {
  const frames: Captured[] = [];
  const add = (at: number, text: string | Uint8Array) => frames.push({ bytes: udpFrame(text), at: AT + at });
  for (let nth = 0; nth < calls; nth += 1) {
    const dialog = new Dialog({
      callId: `call-${nth}`,
      caller: `1380000000${nth % 10}`,
      callee: '13900000002',
    });
    const from = nth * 100;
    add(from, dialog.invite());
    add(from + 5, dialog.invite());
    add(from + 10, Uint8Array.of(0x80, 8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
    if (nth % 3 === 1) add(from + 2000, dialog.response(486));
    else add(from + 3000, dialog.response(200));
    if (nth % 3 === 0) add(from + 9000, dialog.bye());
  }
  add(20_000, 'OPTIONS sip:a@b SIP/2.0\r\nCall-ID: o\r\nCSeq: 1 OPTIONS\r\n\r\n');
  return frames;
}

describe('a capture among call records', () => {
  it('gives its calls, with an account of every packet', async () => {
    const { events, tally, quarantined } = await readRecords(pcap(packets()), RECEIVED);
    expect(events.map(({ outcome, ringMs, talkMs }) => [outcome, ringMs, talkMs])).toEqual(
      expect.arrayContaining([
        ['answered', 3000, 6000],
        ['busy', 2000, 0],
        ['answered', 3000, null],
      ]),
    );
    expect(events).toHaveLength(3);
    expect(quarantined).toEqual([]);
    expect(tally).toMatchObject({
      format: 'pcap',
      encoding: 'binary',
      rows: packets().length,
      events: 3,
      mergedRows: 4,
      dropped: { repeated: 3, 'not-sip': 3, 'other-method': 1 },
      problems: { 'end-not-seen': 1, 'hung-up-by-caller': 1 },
      complete: true,
    });
    expect(tally.warnings).toEqual([expect.stringContaining('1 calls whose end the capture misses')]);
    expect(events[0]?.source).toBe('test');
  });

  it('may be packed, and in the newer format', async () => {
    const newer = joined(
      pcapngSection(),
      pcapngInterface(),
      ...packets().map((packet) => pcapngPacket(packet)),
    );
    const plain = await readRecords(pcap(packets()), RECEIVED);
    for (const file of [gzipSync(pcap(packets())), newer]) {
      const { events } = await readRecords(file, RECEIVED);
      expect(events).toEqual(plain.events);
    }
  });

  it('comes out in batches of any size', async () => {
    const { events } = await readRecords(pcap(packets(40)), RECEIVED);
    expect(events).toHaveLength(40);
    const opened = await openRecords(pcap(packets(40)), RECEIVED);
    if (!opened.ok) throw new Error(opened.detail);
    const sizes: number[] = [];
    for await (const { columns } of opened.value.columns(16)) sizes.push(columns.length);
    expect(sizes).toEqual([16, 16, 8]);
  });

  it('read twice tells every call once', async () => {
    const seen = new SeenCalls();
    const first = await readRecords(pcap(packets()), { ...RECEIVED, seen });
    const again = await readRecords(pcap(packets()), { ...RECEIVED, seen });
    expect(first.events).toHaveLength(3);
    expect(again.events).toHaveLength(0);
    expect(again.tally).toMatchObject({ events: 0, duplicates: 3 });
  });

  it('that is damaged gives what was whole before, and says so', async () => {
    const file = pcap(packets());
    const broken = Uint8Array.from(file);
    const fifth = packets()
      .slice(0, 5)
      .reduce((sum, { bytes }) => sum + 16 + bytes.length, 24);
    new DataView(broken.buffer).setUint32(fifth + 8, 0x7fffffff, true);
    const { events, tally, fault } = await readRecords(broken, RECEIVED);
    expect(fault).toBe('call-records-damaged');
    expect(events).toHaveLength(1);
    expect(tally).toMatchObject({ rows: 5, complete: false });
  });

  it('that is cut is read to the cut', async () => {
    const file = pcap(packets());
    const { events, tally, fault } = await readRecords(file.subarray(0, file.length - 3), RECEIVED);
    expect(fault).toBeNull();
    expect(events).toHaveLength(3);
    expect(tally.warnings).toContainEqual(expect.stringContaining('no whole packet'));
  });

  it('without calls is a file without calls', async () => {
    const { events, tally } = await readRecords(pcap([]), RECEIVED);
    expect(events).toEqual([]);
    expect(tally).toMatchObject({ rows: 0, events: 0, complete: true });
  });
});
