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

describe('compact names', () => {
  const COMPACT: Record<string, string> = {
    a: 'accept-contact',
    b: 'referred-by',
    c: 'content-type',
    d: 'request-disposition',
    e: 'content-encoding',
    f: 'from',
    i: 'call-id',
    j: 'reject-contact',
    k: 'supported',
    l: 'content-length',
    m: 'contact',
    o: 'event',
    r: 'refer-to',
    s: 'subject',
    t: 'to',
    u: 'allow-events',
    v: 'via',
    x: 'session-expires',
    y: 'identity',
  };
  const named = (name: string): string | undefined =>
    read(`OPTIONS sip:a@b.example SIP/2.0\r\n${name}: 1\r\n\r\n`).headers[0]?.name;

  it('are all 19, in either case', () => {
    expect(Object.keys(COMPACT)).toHaveLength(19);
    for (const [letter, name] of Object.entries(COMPACT)) {
      expect(named(letter)).toBe(name);
      expect(named(letter.toUpperCase())).toBe(name);
    }
  });

  it('are no others: n was taken back (RFC 8224 §13.1), g, h, p, q, w, z never were', () => {
    for (const letter of 'ghnpqwz') expect(named(letter)).toBe(letter);
  });

  it('and long names in any case are the same header', () => {
    for (const name of Object.values(COMPACT)) {
      expect(named(name.toUpperCase())).toBe(name);
      expect(named(name)).toBe(name);
    }
  });
});

describe('line ends', () => {
  const FROM = '"Ada" <sip:+447700900123@a.example>;tag=f1';

  it.each([
    ['\n', 'bare-lf'],
    ['\r', 'bare-cr'],
  ])('all of them %j are read and told once', (eol, word) => {
    const message = read(PLAIN.replaceAll('\r\n', eol));
    expect(message.problems.map(({ reason }) => reason)).toEqual([word]);
    expect(headerValue(message, 'from')).toBe(FROM);
    expect(message.headers).toHaveLength(7);
  });

  it('CR CR LF is one line end', () => {
    const message = read(PLAIN.replaceAll('\r\n', '\r\r\n'));
    expect(message.headers).toHaveLength(7);
    expect(message.problems.map(({ reason }) => reason)).toEqual(['bare-cr']);
  });

  it('a lone LF hides no header behind it (O-09)', () => {
    const text = PLAIN.replace('Call-ID:', 'X-If: eth0\nCall-ID:');
    expect(readCallId(read(text))).toBe('one@a.example');
    expect(words(text)).toEqual(['bare-lf', 'mixed-line-ends', 'header-after-bare-line-end']);
  });

  it.each(['\n', '\r'])('a second From smuggled behind %j is seen and told', (eol) => {
    const text = PLAIN.replace('To:', `Subject: x${eol}From: <sip:+8613800000000@b.example>;tag=2\r\nTo:`);
    const message = read(text);
    expect(headersOf(message, 'from')).toHaveLength(2);
    expect(words(text)).toEqual(expect.arrayContaining(['two-from-headers', 'header-after-bare-line-end']));
  });

  it('a head that ends for one reader and goes on for another is told', () => {
    const text = PLAIN.replace('To:', 'Subject: x\n\nFrom: <sip:+8613800000000@b.example>;tag=2\r\nTo:');
    expect(words(text)).toEqual(expect.arrayContaining(['head-end-unclear', 'no-to-header']));
  });

  it('before the start line are passed over', () => {
    expect(words(`\r\n\r\n${PLAIN}`)).toEqual([]);
  });
});

describe('folded lines', () => {
  it('belong to the value, with one blank in place of the fold', () => {
    const message = read(PLAIN.replace('From: "Ada"', 'From :\r\n\t "Ada"\r\n  '));
    expect(headerValue(message, 'from')).toBe('"Ada" <sip:+447700900123@a.example>;tag=f1');
    expect(message.problems).toEqual([]);
  });

  it.each([
    ['Subject: x\r\n From: <sip:evil@b.example>', 'header-like-fold'],
    ['Subject: x\r\n f : <sip:evil@b.example>', 'header-like-fold'],
    ['Subject: x\r\n \r\n y', 'blank-fold'],
  ])('%j is told: %s', (line, word) => {
    const text = PLAIN.replace('To:', `${line}\r\nTo:`);
    expect(words(text)).toEqual([word]);
    expect(headersOf(read(text), 'from')).toHaveLength(1);
  });

  it('that only look a little like a header are not told', () => {
    expect(words(PLAIN.replace('To:', 'Subject: x\r\n see you at 10:30: bye\r\nTo:'))).toEqual([]);
  });

  it('after the start line are told', () => {
    expect(words(PLAIN.replace('SIP/2.0\r\nVia', 'SIP/2.0\r\n From: <sip:evil@b.example>\r\nVia'))).toEqual([
      'folded-start-line',
    ]);
  });
});

describe('lines that are no headers', () => {
  it.each([
    ['no colon at all', 'line-without-name'],
    [': no name', 'line-without-name'],
    ['Fr om: x', 'line-without-name'],
    ['Fro\xfcm: <sip:evil@b.example>', 'odd-header-name'],
    ['X: a\0b', 'nul-in-header'],
  ])('%j is told: %s', (line, word) => {
    expect(words(PLAIN.replace('To:', `${line}\r\nTo:`))).toEqual([word]);
  });

  it.each([
    'From\x0b: <sip:evil@b.example>',
    'From <sip:evil@b.example>',
    'From\xa0: <sip:evil@b.example>',
    'f\xff: x',
  ])('%j is almost another caller, and that is told', (line) => {
    const text = PLAIN.replace('To:', `${line}\r\nTo:`);
    expect(words(text)).toContain('almost-a-header');
    expect(headersOf(read(text), 'from')).toHaveLength(1);
  });

  it('an empty value is a header all the same', () => {
    const message = read(PLAIN.replace('To:', 'Subject:\r\nTo:'));
    expect(headerValue(message, 'subject')).toBe('');
    expect(message.problems).toEqual([]);
  });
});

describe('the body', () => {
  const withLength = (length: string | null, body: string): string =>
    PLAIN.replace('Content-Length: 4\r\n', length === null ? '' : `Content-Length: ${length}\r\n`).replace(
      'v=0\n',
      body,
    );
  const bodyOf = (text: string): string => {
    const message = read(text);
    return text.slice(message.bodyStart, message.bodyEnd);
  };

  it('without Content-Length goes to the end', () => {
    expect(bodyOf(withLength(null, 'v=0\r\ns=-\r\n'))).toBe('v=0\r\ns=-\r\n');
    expect(words(withLength(null, 'abc'))).toEqual([]);
  });

  it.each([
    ['5', 'content-length-too-long', 'v=0\n'],
    ['99999999999999999999', 'content-length-too-long', 'v=0\n'],
    ['2', 'bytes-after-body', 'v='],
    ['-4', 'content-length-negative', 'v=0\n'],
    ['4 ', null, 'v=0\n'],
    ['+4', 'content-length-unreadable', 'v=0\n'],
    ['4;x=1', 'content-length-unreadable', 'v=0\n'],
    ['0x4', 'content-length-unreadable', 'v=0\n'],
    ['', 'content-length-unreadable', 'v=0\n'],
    ['4\r\nl: 4', 'two-content-length-headers', 'v=0\n'],
  ])('with Content-Length %j: %s', (length, word, body) => {
    expect(words(withLength(length, 'v=0\n'))).toEqual(word === null ? [] : [word]);
    expect(bodyOf(withLength(length, 'v=0\n'))).toBe(body);
  });

  it('ends where a second message in the datagram begins', () => {
    const text = withLength('4', 'v=0\n') + PLAIN.replace('+447700900123', '+8613800000000');
    expect(words(text)).toEqual(['second-message']);
    expect(headersOf(read(text), 'from')).toHaveLength(1);
  });
});

describe('what is refused, with a reason', () => {
  const refusal = (bytes: Uint8Array): string => {
    const message = parseSip(bytes);
    return message.ok ? 'read' : message.reason;
  };

  it.each([
    ['', 'empty'],
    ['\r\n\r\n', 'keep-alive'],
    ['\0\0\0\0', 'not-sip'],
    ['GET / HTTP/1.1\r\n\r\n', 'not-sip'],
    ['HTTP/1.1 200 OK\r\n\r\n', 'not-sip'],
    ['INVITE sip:a@b.example\r\n\r\n', 'not-sip'],
    ['jaK', 'not-sip'],
  ])('%j: %s', (text, reason) => {
    expect(refusal(Buffer.from(text, 'latin1'))).toBe(reason);
  });

  it('more than 64 KiB', () => {
    const long = Buffer.alloc(65_537, 'a');
    long.write('INVITE sip:a@b.example SIP/2.0\r\n');
    expect(refusal(long)).toBe('message-too-long');
    expect(refusal(long.subarray(0, 65_536))).toBe('read');
  });
});

describe('limits', () => {
  it('300 headers: the rest is left out and told, a second From among it too', () => {
    const many = Array.from({ length: 300 }, (_, index) => `X-${index}: 1`).join('\r\n');
    const text = PLAIN.replace('To:', `${many}\r\nFrom: <sip:evil@b.example>\r\nTo:`);
    expect(read(text).headers).toHaveLength(256);
    expect(words(text)).toEqual(expect.arrayContaining(['too-many-headers', 'two-from-headers']));
  });

  it('a header of 40 KiB is left out and told', () => {
    const text = PLAIN.replace('To:', `Subject: ${'x'.repeat(40_000)}\r\nTo:`);
    expect(words(text)).toEqual(['header-too-long']);
    expect(headerValue(read(text), 'subject')).toBe(null);
    expect(headerValue(read(text), 'to')).not.toBe(null);
  });
});

describe('CSeq', () => {
  it.each([
    ['7  \t INVITE', null],
    ['7 invite', 'cseq-method-differs'],
    ['7 BYE', 'cseq-method-differs'],
    ['4294967295 INVITE', 'cseq-out-of-range'],
    ['4294967296 INVITE', 'cseq-unreadable'],
    ['INVITE', 'cseq-unreadable'],
    ['7', 'cseq-unreadable'],
    ['7INVITE', 'cseq-unreadable'],
    ['', 'cseq-unreadable'],
  ])('%j: %s', (value, word) => {
    expect(words(PLAIN.replace('7 INVITE', value))).toEqual(word === null ? [] : [word]);
  });
});

describe('Via', () => {
  const via = (value: string) => readVia(read(PLAIN.replace(/Via: .*/, `Via: ${value}`)));

  it.each([
    [
      'SIP/2.0/TLS [2001:db8::1]:5061;branch=z9hG4bKb',
      { transport: 'TLS', host: '[2001:db8::1]', port: 5061 },
    ],
    ['SIP/2.0/TCP [2001:db8::1];branch=z9hG4bKb', { host: '[2001:db8::1]', port: null }],
    [
      'SIP / 2.0 / udp  Sbc.Example : 5070 ;\r\n branch = z9hG4bKb',
      { transport: 'UDP', host: 'sbc.example', port: 5070, branch: 'z9hG4bKb' },
    ],
    [
      'SIP/2.0/UDP a.example;branch=z9hG4bK1, SIP/2.0/UDP b.example;branch=z9hG4bK2',
      { host: 'a.example', branch: 'z9hG4bK1' },
    ],
    [
      'SIP/2.0/UDP a.example;x="q,;=";branch=z9hG4bK1;rport=5080;received=192.0.2.9',
      { branch: 'z9hG4bK1', rport: 5080, received: '192.0.2.9' },
    ],
    [
      'SIP/2.0/UDP a.example;BRANCH=abc;Rport;maddr=224.2.0.1',
      { branch: 'abc', isRfc3261Branch: false, rport: 'asked', maddr: '224.2.0.1' },
    ],
    ['SIP/7.0/UDP a.example;branch=z9hG4bK1', { host: 'a.example' }],
  ])('%s', (value, expected) => {
    expect(via(value)).toMatchObject(expected);
  });

  it.each([
    '',
    'SIP/2.0',
    'SIP/2.0/UDP',
    'HTTP/1.1/TCP a.example',
    'SIP/2.0/UDP :5060',
    'SIP/2.0/UDP a.example:0',
    'SIP/2.0/UDP a.example:99999',
  ])('%j tells nobody where to answer', (value) => {
    expect(via(value)).toBe(null);
  });

  it('gives the places to copy the value and to add to it', () => {
    const message = read(PLAIN);
    const { start, end, sentByEnd } = readVia(message)!;
    expect(PLAIN.slice(start, end)).toBe('SIP/2.0/UDP sbc.example:5062;rport;branch=z9hG4bKa1');
    expect(PLAIN.slice(start, sentByEnd)).toBe('SIP/2.0/UDP sbc.example:5062');
  });
});

describe('Max-Forwards and tags', () => {
  it.each([
    ['0', 0],
    ['255', 255],
    ['0068', 68],
    ['256', 'unreadable'],
    ['-1', 'unreadable'],
    ['', 'unreadable'],
  ])('Max-Forwards %j is %j', (value, expected) => {
    expect(readMaxForwards(read(PLAIN.replace('Max-Forwards: 70', `Max-Forwards: ${value}`)))).toBe(expected);
  });

  it('a tag inside name or address is not the tag of the header', () => {
    const message = read(
      PLAIN.replace(/From: .*/, 'From: ";tag=no" <sip:a@b.example;tag=no>;x=1 ; TAG = yes'),
    );
    expect(readFromTag(message)).toBe('yes');
  });

  it('Content-Length of headers that differ is unusable', () => {
    expect(readContentLength(read(PLAIN.replace('Content-Length: 4', 'l: 4\r\nContent-Length: 5')))).toBe(
      'unusable',
    );
  });
});
