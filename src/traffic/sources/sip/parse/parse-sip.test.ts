import { describe, expect, it } from 'vitest';
import { headerOf, headersOf } from '../../../../domain/sip-headers.ts';
import type { SipMessage } from '../../../../domain/sip-message.ts';
import { headerText } from '../../../../lib/sip/header-text.ts';
import { parseSip } from './parse-sip.ts';
import { readCSeq } from './read-cseq.ts';
import { readCallId, readContentLength, readFromTag, readMaxForwards, readToTag } from './read-headers.ts';
import { readVia } from './read-via.ts';

const lines = (...texts: string[]): string => `${texts.join('\r\n')}\r\n`;

const PLAIN = lines(
  'INVITE sip:+12025550143@gw.example SIP/2.0',
  'Via: SIP/2.0/UDP sbc.example:5062;rport;branch=z9hG4bKa1',
  'From: "Ada" <sip:+447700900123@a.example>;tag=f1',
  'To: <sip:+12025550143@gw.example>',
  'Call-ID: one@a.example',
  'CSeq: 7 INVITE',
  'Max-Forwards: 70',
  'Content-Length: 4',
  '',
  'v=0',
)
  .slice(0, -2)
  .concat('\n');

function read(text: string): SipMessage {
  const message = parseSip(Buffer.from(text, 'latin1'));
  if (!message.ok) throw new Error(message.reason);
  return message.value;
}

const words = (text: string): string[] => read(text).problems.map(({ reason }) => reason);
const headerValue = (message: SipMessage, name: string): string | null => {
  const header = headerOf(message, name);
  return header && headerText(message.bytes, header.valueStart, header.valueEnd);
};

describe('a clean request', () => {
  it('is read without a problem, every part at its place', () => {
    const message = read(PLAIN);
    expect(message.problems).toEqual([]);
    expect(message.start).toMatchObject({ kind: 'request', method: 'INVITE' });
    expect(message.headers.map(({ name }) => name)).toEqual([
      'via',
      'from',
      'to',
      'call-id',
      'cseq',
      'max-forwards',
      'content-length',
    ]);
    expect(headerValue(message, 'from')).toBe('"Ada" <sip:+447700900123@a.example>;tag=f1');
    expect(PLAIN.slice(message.bodyStart, message.bodyEnd)).toBe('v=0\n');
    expect(readCallId(message)).toBe('one@a.example');
    expect(readCSeq(message)).toEqual({ number: 7, method: 'INVITE' });
    expect(readFromTag(message)).toBe('f1');
    expect(readToTag(message)).toBe(null);
    expect(readMaxForwards(message)).toBe(70);
    expect(readContentLength(message)).toBe(4);
    expect(readVia(message)).toMatchObject({
      transport: 'UDP',
      host: 'sbc.example',
      port: 5062,
      branch: 'z9hG4bKa1',
      isRfc3261Branch: true,
      rport: 'asked',
    });
  });
});

describe('headers that stand twice', () => {
  it.each([
    ['From: <sip:+8613800000000@b.example>;tag=2', 'two-from-headers'],
    ['f: <sip:+8613800000000@b.example>;tag=2', 'two-from-headers'],
    ['t: <sip:b@b.example>', 'two-to-headers'],
    ['i: other', 'two-call-id-headers'],
    ['CSeq: 8 INVITE', 'two-cseq-headers'],
    ['l: 4', 'two-content-length-headers'],
  ])('%s is a problem: %s', (line, word) => {
    expect(words(PLAIN.replace('To:', `${line}\r\nTo:`))).toEqual([word]);
  });

  it('both values stay readable, in order', () => {
    const message = read(PLAIN.replace('To:', 'f: <sip:x@b.example>\r\nTo:'));
    expect(headersOf(message, 'from')).toHaveLength(2);
  });
});
