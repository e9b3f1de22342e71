import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSip } from './parse/parse-sip.ts';
import { readContentLength } from './parse/read-headers.ts';
import { SipStreamFramer } from './stream-framer.ts';

interface Cut {
  readonly events: string[];
  readonly framer: SipStreamFramer;
}

function cut(chunks: readonly (string | Uint8Array)[], onLoss: 'stop' | 'resync' = 'stop'): Cut {
  const events: string[] = [];
  const framer = new SipStreamFramer(
    {
      message: (bytes) => events.push(Buffer.from(bytes).toString('latin1')),
      ping: () => events.push('ping'),
      lost: (reason, head) => events.push(`lost ${reason}${head === null ? '' : ` after ${head.length}`}`),
      skipped: (bytes) => events.push(`skipped ${bytes}`),
    },
    onLoss,
  );
  for (const chunk of chunks) framer.push(typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk);
  return { events, framer };
}

function message(
  branch: string,
  body = '',
  length: string | null = String(body.length),
  eol = '\r\n',
): string {
  const head = ['INVITE sip:a@b.example SIP/2.0', `Via: SIP/2.0/TCP c.example;branch=z9hG4bK${branch}`];
  if (length !== null) head.push(`Content-Length: ${length}`);
  return `${head.join(eol)}${eol}${eol}${body}`;
}

const ONE = message('1', 'v=0\r\n');
const TWO = message('2');

describe('messages of a stream', () => {
  it('come out whole, however the chunks fall', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        const stream = ONE + TWO + message('3', 'x'.repeat(100), '100', '\n');
        const chunks: string[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = sizes[turn % sizes.length]!;
          chunks.push(stream.slice(at, at + size));
          at += size;
        }
        expect(cut(chunks).events).toEqual([ONE, TWO, message('3', 'x'.repeat(100), '100', '\n')]);
      }),
    );
  });

  it("are the receiver's to keep: a later chunk does not change them", () => {
    const kept: Uint8Array[] = [];
    const framer = new SipStreamFramer({
      message: (bytes) => kept.push(bytes),
      ping: () => {},
      lost: () => {},
    });
    framer.push(Buffer.from(ONE.slice(0, 10)));
    framer.push(Buffer.from(ONE.slice(10) + TWO.slice(0, 5)));
    framer.push(Buffer.from(TWO.slice(5)));
    expect(kept.map((bytes) => Buffer.from(bytes).toString())).toEqual([ONE, TWO]);
  });

  it('without Content-Length have no body', () => {
    expect(cut([message('1', '', null) + TWO]).events).toEqual([message('1', '', null), TWO]);
  });

  it.each(['\n', '\r'])('may end their lines with %j', (eol) => {
    expect(cut([message('1', 'ab', '2', eol) + TWO]).events).toEqual([message('1', 'ab', '2', eol), TWO]);
  });
});

describe('line ends between messages', () => {
  it('in pairs are a question whether we are there', () => {
    expect(cut(['\r\n\r\n', ONE, '\r\n', '\r\n']).events).toEqual(['ping', ONE, 'ping']);
  });

  it('alone are passed over', () => {
    expect(cut([`${ONE}\r\n`, TWO]).events).toEqual([ONE, TWO]);
  });
});

describe('a length nobody can use', () => {
  it.each([
    ['-1', 'content-length-negative'],
    ['ten', 'content-length-unreadable'],
    ['', 'content-length-unreadable'],
    ['5\r\nl: 6', 'content-lengths-differ'],
    ['4000000000', 'message-too-long'],
    ['65536', 'message-too-long'],
  ])('%j loses the stream: %s, and tells the head to be answered', (length, reason) => {
    const broken = message('1', '', length);
    const { events, framer } = cut([broken + TWO, TWO]);
    expect(events).toEqual([`lost ${reason} after ${broken.length}`]);
    expect(framer.isLost).toBe(true);
    expect(framer.pendingBytes).toBe(0);
  });

  it('that is too small leaves something that is no message', () => {
    expect(cut([message('1', 'v=0\r\n', '2'), TWO]).events.slice(1)).toEqual(['lost not-sip']);
  });

  it('that is too large takes bytes of the next message, and the stream is lost where that shows', () => {
    const { events } = cut([message('1', 'v=0\r\n', '20') + TWO + TWO]);
    expect(events[0]).toHaveLength(message('1', 'v=0\r\n', '20').length + 15);
    expect(events.slice(1)).toEqual(['lost not-sip']);
  });
});

describe('a head that others may cut elsewhere', () => {
  it.each([
    ['a blank line of another kind', 'Subject: x\n\nFrom: y\r\n'],
    ['an empty fold', 'Subject: x\r\n \r\n y\r\n'],
    ['a length behind a lone LF', 'Subject: x\nl: 3\r\n'],
    ['a length in a fold', 'Subject: x\r\n Content-Length: 3\r\n'],
    ['a length that lacks its colon', 'Content-Length 3\r\n'],
    ['more headers than are read', 'X: 1\r\n'.repeat(300)],
    ['a header longer than is read', `X: ${'1'.repeat(40_000)}\r\n`],
  ])('%s loses the stream', (_, line) => {
    const text = TWO.replace('Content-Length', `${line}Content-Length`);
    expect(cut([text + ONE]).events[0]).toMatch(/^lost framing-unclear after /);
    expect(cut([text + ONE]).events).toHaveLength(1);
  });

  it('a lone LF that hides no length does not', () => {
    const text = TWO.replace('Content-Length', 'X-If: eth0\nCall-ID: a\r\nContent-Length');
    expect(cut([text + ONE]).events).toEqual([text, ONE]);
  });
});

describe('something that is not SIP', () => {
  it.each([
    ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00'],
    ['HTTP', 'GET / HTTP/1.1\r\n'],
    ['a line without end', 'A'.repeat(17_000)],
  ])('%s loses the stream at once', (_, bytes) => {
    expect(cut([bytes]).events).toEqual(['lost not-sip']);
  });

  it('a head without end is not kept for ever', () => {
    const { events, framer } = cut([
      TWO.slice(0, 40),
      ...Array.from({ length: 70 }, () => `X: ${'a'.repeat(1000)}\r\n`),
    ]);
    expect(events).toEqual(['lost head-too-long']);
    expect(framer.pendingBytes).toBe(0);
  });
});

describe('after a loss, seeking', () => {
  it('goes on with the next start line and counts what it passed over', () => {
    const broken = message('1', 'junk\r\nmore\r\n', 'ten');
    for (const size of [1, 7, 10_000]) {
      const stream = broken + TWO + ONE;
      const chunks: string[] = [];
      for (let at = 0; at < stream.length; at += size) chunks.push(stream.slice(at, at + size));
      const { events } = cut(chunks, 'resync');
      const passed = events.filter((event) => event.startsWith('skipped'));
      expect(passed.reduce((sum, event) => sum + Number(event.slice(8)), 0)).toBe(broken.length);
      expect(events.filter((event) => !event.startsWith('skipped')).slice(1)).toEqual([TWO, ONE]);
    }
  });

  it('holds no more than a line that may still become a start line', () => {
    const { framer } = cut(['\0\0\0', ...Array.from({ length: 100 }, () => 'x'.repeat(1000))], 'resync');
    expect(framer.pendingBytes).toBeLessThanOrEqual(17_384);
  });
});

describe('any bytes in any pieces', () => {
  it('never throw, and what is held stays bounded', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc
        .constantFrom(ONE, TWO, '\r\n', 'INVITE ', 'Content-Length: 3\r\n', 'l:-1\n', '\r', '\n\n')
        .map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        fc.constantFrom('stop' as const, 'resync' as const),
        (pieces, mode) => {
          expect(cut(pieces, mode).framer.pendingBytes).toBeLessThan(70_000);
        },
      ),
    );
  });
});

describe('a message cut out of a stream', () => {
  const line = fc.constantFrom(
    'X: 1\r\n',
    'X: 1\n',
    'X: 1\r',
    'X: 1\r\r\n',
    'l: 3\r\n',
    'Content-Length: 0\r\n',
    ' fold\r\n',
    '\t\r\n',
    'no colon\r\n',
    '\r\n',
    '\n',
    '\r',
    'abc',
    '\0',
  );

  it('ends for parseSip where it was cut: nothing is left over, nothing is missing', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.nat(30), (lines, size) => {
        const stream = `INVITE sip:a@b.example SIP/2.0\r\n${lines.join('')}\r\n\r\n${ONE}`;
        const messages: Uint8Array[] = [];
        const framer = new SipStreamFramer({
          message: (bytes) => messages.push(bytes),
          ping: () => {},
          lost: () => {},
        });
        for (let at = 0; at < stream.length; at += size + 1)
          framer.push(Buffer.from(stream.slice(at, at + size + 1), 'latin1'));
        for (const bytes of messages) {
          const read = parseSip(bytes);
          if (!read.ok) throw new Error(read.reason);
          expect(read.value.bodyEnd).toBe(bytes.length);
          if (readContentLength(read.value) === null) expect(read.value.bodyStart).toBe(bytes.length);
          const words = read.value.problems.map(({ reason }) => reason);
          expect(words).not.toContain('head-not-ended');
          expect(words).not.toContain('bytes-after-body');
          expect(words).not.toContain('content-length-too-long');
        }
      }),
      { numRuns: 2000 },
    );
  });
});
