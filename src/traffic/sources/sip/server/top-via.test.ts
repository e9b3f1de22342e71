import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTopVia } from './quick-ack.ts';
import { TopVia } from './top-via.ts';

function read(text: string): TopVia | null {
  const via = new TopVia();
  const bytes = Buffer.from(text);
  return via.read(bytes, 0, bytes.length) ? via : null;
}
const part = (text: string, start: number, end: number): string => text.slice(start, end);

describe('top Via', () => {
  it('is read with blanks, brackets and parameters in any order', () => {
    const text =
      'SIP / 2.0 / UDP  [2001:db8::1] : 5070 ; rport ;ttl=1;received="a;b,c" ;branch = z9hG4bKx1 , SIP/2.0/TCP next';
    const via = read(text)!;
    expect(part(text, via.sentByStart, via.hostEnd)).toBe('[2001:db8::1]');
    expect(via.port).toBe(5070);
    expect(part(text, via.branchStart, via.branchEnd)).toBe('z9hG4bKx1');
    expect([via.wantsPort, via.hasMagic, via.hostIs(Buffer.from(text), '2001:DB8::1')]).toEqual([
      true,
      true,
      true,
    ]);
    expect(part(text, via.end, via.end + 1)).toBe(',');
  });
  it('takes the first of two branches, and knows one without the magic cookie', () => {
    const text = 'SIP/2.0/UDP h;branch=old1;branch=z9hG4bKsecond';
    const via = read(text)!;
    expect([part(text, via.branchStart, via.branchEnd), via.hasMagic, via.port]).toEqual(['old1', false, 0]);
  });
  it.each([
    '',
    'SIP/2.0',
    'SIP/2.0/UDP',
    'SIP/2.0/UDP ',
    'SIP/2.0/UDP host:99999',
    'SIP/2.0/UDP host:0',
    'SIP/2.0/UDP [::1',
    'SIP;2.0/UDP host',
  ])('is none: %j', (text) => expect(read(text)).toBeNull());
  it('stays within its bytes whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: 0, max: 80 }), (tail, end) => {
        const bytes = Buffer.concat([Buffer.from('SIP/2.0/UDP h'), tail]);
        const stop = Math.min(end + 12, bytes.length);
        const via = new TopVia();
        if (!via.read(bytes, 0, stop)) return;
        for (const place of [via.end, via.sentByEnd, via.branchEnd, via.rportEnd, via.receivedEnd])
          expect(place).toBeLessThanOrEqual(stop);
      }),
    );
  });
});

describe('top Via found without reading the message', () => {
  const found = (text: string): string | null => {
    const via = new TopVia();
    const bytes = Buffer.from(text);
    return findTopVia(bytes, via) ? part(text, via.branchStart, via.branchEnd) : null;
  };
  it('is the first of long and compact names', () => {
    expect(
      found(
        'ACK sip:a SIP/2.0\r\nVersion: 1\r\nv : SIP/2.0/UDP h;branch=z9hG4bK1\r\nVia: SIP/2.0/UDP i;branch=z9hG4bK2\r\n\r\n',
      ),
    ).toBe('z9hG4bK1');
    expect(found('ACK sip:a SIP/2.0\r\nVIA:SIP/2.0/UDP h;branch=z9hG4bK3\r\n\r\n')).toBe('z9hG4bK3');
  });
  it('is left to the full reader when folded, oddly ended or in the body', () => {
    expect(found('ACK sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h\r\n ;branch=z9hG4bK1\r\n\r\n')).toBeNull();
    expect(found('ACK sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\n\n')).toBeNull();
    expect(found('ACK sip:a SIP/2.0\r\nTo: x\r\n\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n')).toBeNull();
    expect(found('ACK sip:a SIP/2.0')).toBeNull();
  });
});
