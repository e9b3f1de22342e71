import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTrouble, MAX_HEAD_BYTES, readRequestHead } from './request-head.ts';

const read = (text: string) => readRequestHead(Buffer.from(text, 'latin1'));
const head = (lines: string) => read(`GET / HTTP/1.1\r\nHost: a\r\n${lines}\r\n`);

describe('a request head', () => {
  it('is read as far as an answer depends on it', () => {
    const text =
      'POST /call/json?id=1 HTTP/1.1\r\nHost: x\r\nCONTENT-type: Application/JSON; charset=utf-8\r\nAuthorization: Bearer t\r\nContent-Length: 12\r\nExpect: 100-continue\r\n\r\nrest';
    expect(read(text)).toEqual({
      method: 'POST',
      target: '/call/json?id=1',
      contentType: 'application/json',
      authorization: 'Bearer t',
      bodyBytes: 12,
      keepsAlive: true,
      isOld: false,
      expectsContinue: true,
      bytes: text.length - 4,
    });
  });

  it.each([
    ['', true],
    ['Connection: close\r\n', false],
    ['Connection: TE, Close\r\n', false],
    ['Connection: keep-alive\r\n', true],
  ])('keeps the connection with %j: %s', (lines, keeps) => {
    expect(head(lines)).toMatchObject({ keepsAlive: keeps });
    expect(read(`GET / HTTP/1.0\r\n${lines}\r\n`)).toMatchObject({
      keepsAlive: lines.includes('keep-alive'),
      isOld: true,
    });
  });

  it('waits for its end byte by byte', () => {
    const text = 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n';
    for (let length = 0; length < text.length; length += 1) expect(read(text.slice(0, length))).toBeNull();
    expect(read(text)).toMatchObject({ target: '/x', bytes: text.length });
  });

  // RFC 9112 §11.2: everything two readers could end at different bytes is refused.
  it.each([
    ['a bare LF after the request line', 'GET / HTTP/1.1\nHost: a\r\n\r\n', 400],
    ['a bare CR in a value', 'GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n', 400],
    ['NUL', 'GET / HTTP/1.1\r\nHost: a\0\r\n\r\n', 400],
    ['a folded line', 'GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n', 400],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : a\r\n\r\n', 400],
    ['a header without colon', 'GET / HTTP/1.1\r\nHost: a\r\nx\r\n\r\n', 400],
    ['a header without name', 'GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n', 400],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n', 400],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['a target with a space', 'GET /a b HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['no version', 'GET /\r\nHost: a\r\n\r\n', 400],
    ['a method that is none', 'G(T / HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\n', 505],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    ['a list of lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n', 400],
    ['a signed length', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n', 400],
    [
      'a length of 20 digits',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n',
      400,
    ],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
    ['chunks in HTTP/1.0', 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
    ['another coding', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n', 501],
    ['a TLS hello', '\x16\x03\x01\x02\x00\x01', 400],
    ['101 headers', `GET / HTTP/1.1\r\nHost: a\r\n${'x: 1\r\n'.repeat(100)}\r\n`, 431],
    ['a head without end', `GET /${'a'.repeat(MAX_HEAD_BYTES)}`, 431],
  ])('refuses %s', (_what, text, status) => {
    const reading = read(text);
    expect(reading !== null && isTrouble(reading) && reading.status).toBe(status);
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const reading = readRequestHead(Buffer.from(bytes));
        return reading === null || isTrouble(reading) || reading.bytes <= bytes.length;
      }),
    );
  });
});
