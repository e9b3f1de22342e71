import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSip } from '../parse/parse-sip.ts';
import { RequestParts } from './request-parts.ts';
import { Retransmissions } from './retransmissions.ts';
import type { SipWire } from './sip-wire.ts';
import { INVITE_KEY, TransactionKey } from './transaction-key.ts';
import { COMPLETED, CONFIRMED, PROCEEDING, TransactionTable } from './transaction-table.ts';

class RecordingWire implements SipWire {
  readonly transport = 'UDP';
  readonly address = '192.0.2.1';
  readonly port = 0;
  readonly sent: string[] = [];
  send(bytes: Buffer, start: number, end: number): void {
    this.sent.push(bytes.toString('latin1', start, end));
  }
}

const keys = new TransactionKey(7);
const parts = new RequestParts();
/** The key of an INVITE with this branch. */
function keyOf(branch: string, host = 'switch.example'): TransactionKey {
  const read = parseSip(
    Buffer.from(
      `INVITE sip:1@a SIP/2.0\r\nVia: SIP/2.0/UDP ${host}:5060;branch=z9hG4bK${branch}\r\nCSeq: 1 INVITE\r\n\r\n`,
    ),
  );
  if (!read.ok || !parts.read(read.value, 'INVITE')) throw new Error('the test message is wrong');
  keys.build(read.value, parts, 3, INVITE_KEY);
  return keys;
}
const open = (table: TransactionTable, wire: SipWire, branch: string, answer: string, now = 0): number =>
  table.open(keyOf(branch), wire, 5060, now, COMPLETED, 1, Buffer.from(answer), answer.length);

describe('transaction table', () => {
  it('finds what it remembers, host names in any case, and sends the same bytes again', () => {
    const wire = new RecordingWire();
    const table = new TransactionTable({ capacity: 16, bytes: 4096, lifeMs: 1000 });
    const serial = open(table, wire, 'a', 'answer a');
    open(table, wire, 'b', 'answer b');
    expect(table.find(keyOf('a', 'SWITCH.example'))).toBe(serial);
    expect(table.find(keyOf('A'))).toBe(-1);
    table.resend(serial);
    expect(wire.sent).toEqual(['answer a']);
  });
  it('forgets the oldest when its places or bytes are full, and counts what was still awaited', () => {
    const wire = new RecordingWire();
    const table = new TransactionTable({ capacity: 16, bytes: 1 << 20, lifeMs: 1000 });
    for (let index = 0; index < 20; index += 1) {
      const serial = open(table, wire, `x${index}`, 'answer');
      if (index >= 2) table.setState(serial, CONFIRMED);
    }
    expect([table.size, table.evictedOpen, table.evictedEnded]).toEqual([16, 2, 2]);
    expect(table.find(keyOf('x3'))).toBe(-1);
    expect(table.find(keyOf('x4'))).toBeGreaterThan(0);
  });
  it('forgets by age and counts nothing for that', () => {
    const table = new TransactionTable({ capacity: 16, bytes: 4096, lifeMs: 1000 });
    open(table, new RecordingWire(), 'a', 'answer', 0);
    open(table, new RecordingWire(), 'b', 'answer', 500);
    table.expire(1200, 10);
    expect([table.size, table.evictedOpen, table.find(keyOf('a'))]).toEqual([1, 0, -1]);
  });
  it('keeps an answer that came after the transaction was opened', () => {
    const wire = new RecordingWire();
    const table = new TransactionTable({ capacity: 16, bytes: 4096, lifeMs: 1000 });
    const serial = table.open(keyOf('late'), wire, 5060, 0, PROCEEDING, 1, Buffer.alloc(0), 0);
    expect(table.resend(serial)).toBe(false);
    table.setAnswer(serial, COMPLETED, Buffer.from('late answer'));
    expect(table.resend(serial)).toBe(true);
    expect(wire.sent).toEqual(['late answer']);
  });
  it('gives every remembered answer back whole whatever the order of lengths', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(lengths, (all) => {
        const table = new TransactionTable({ capacity: 32, bytes: 4096, lifeMs: 1e9 });
        const wire = new RecordingWire();
        all.forEach((length, index) => {
          open(table, wire, `p${index}`, String.fromCharCode(97 + (index % 26)).repeat(length), index);
        });
        let remembered = 0;
        all.forEach((length, index) => {
          const serial = table.find(keyOf(`p${index}`));
          if (serial < 0) return;
          remembered += 1;
          table.resend(serial);
          expect(wire.sent.pop()).toBe(String.fromCharCode(97 + (index % 26)).repeat(length));
        });
        expect(remembered).toBe(table.size);
        expect(remembered).toBeGreaterThan(0);
      }),
    );
  });
});

describe('retransmissions', () => {
  it('come after 500 ms, then 1, 2 and 4 s more, until timer H gives up', () => {
    const wire = new RecordingWire();
    const table = new TransactionTable({ capacity: 16, bytes: 4096, lifeMs: 40_000 });
    const resending = new Retransmissions(table);
    resending.start(open(table, wire, 'r', 'answer'), 0);
    const at: number[] = [];
    for (let now = 0; now <= 40_000; now += 100) {
      const before = wire.sent.length;
      resending.run(now, 10);
      if (wire.sent.length > before) at.push(now);
    }
    expect(at).toEqual(
      [500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500].slice(0, at.length),
    );
    expect(at.length).toBeGreaterThanOrEqual(9);
    expect(resending.unacknowledged).toBe(1);
  });
  it('end with the ACK, and leave the rest for the next turn beyond the limit', () => {
    const wire = new RecordingWire();
    const table = new TransactionTable({ capacity: 16, bytes: 4096, lifeMs: 40_000 });
    const resending = new Retransmissions(table);
    const serials = ['a', 'b', 'c'].map((branch) => open(table, wire, branch, branch));
    for (const serial of serials) resending.start(serial, 0);
    table.setState(serials[0]!, CONFIRMED);
    resending.run(600, 1);
    expect(wire.sent).toEqual(['b']);
    resending.run(610, 1);
    expect(wire.sent).toEqual(['b', 'c']);
  });
});
