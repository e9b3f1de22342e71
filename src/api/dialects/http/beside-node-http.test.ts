import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HttpConnection, type RequestHost } from './http-connection.ts';
import type { RequestHead } from './request-head.ts';
import { responseHead } from './response-text.ts';
import { Turns } from './turns.ts';

/** Answers with what it read: method, target and body. */
class Echo implements RequestHost {
  readonly maxBodyBytes = 100_000;
  begin(connection: HttpConnection, head: RequestHead): unknown {
    return { connection, head };
  }
  whole(request: unknown, body: Buffer): void {
    const { connection, head } = request as { connection: HttpConnection; head: RequestHead };
    connection.respond(responseHead(200, []), `[${head.method} ${head.target} ${body.toString('hex')}]`);
  }
  broken(): void {}
  malformed(): void {}
  date = (): string => 'now';
}

const turns = new Turns();
let ours: Server;
let nodes: Server;
beforeAll(async () => {
  ours = createServer({ allowHalfOpen: true }, (socket) => new HttpConnection(socket, new Echo(), turns, 0));
  nodes = createHttpServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () =>
      response.end(`[${request.method} ${request.url} ${Buffer.concat(pieces).toString('hex')}]`),
    );
  });
  for (const server of [ours, nodes])
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  ours.close();
  nodes.close();
});

/** Sends bytes in pieces, then nothing more; the echoes that come back. */
function echoes(server: Server, pieces: readonly Buffer[]): Promise<string[]> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, async () => {
      for (const piece of pieces) await new Promise((sent) => socket.write(piece, sent));
      socket.end();
    });
    let text = '';
    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => undefined);
    socket.on('end', () => socket.end());
    socket.on('close', () => resolve([...text.matchAll(/\[([^\]]*)\]/g)].map(([, echo = '']) => echo)));
  });
}

const token = fc
  .stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/)
  .filter((name) => !/^(content|transfer|connection|host|expect|upgrade|trailer|te$|keep)/i.test(name));
const value = fc.stringMatching(/^[ -~\t]{0,30}$/);
const body = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));

const request = fc
  .record({
    target: fc.stringMatching(/^\/[!-Z^-~]{0,40}$/),
    headers: fc.array(fc.tuple(token, value), { maxLength: 5 }),
    body: fc.option(body, { nil: null }),
    chunks: fc.option(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }), {
      nil: null,
    }),
  })
  .map(({ target, headers, body: content, chunks }) => {
    const lines = headers.map(([name, text]) => `${name}: ${text}\r\n`).join('');
    const head = `${content === null ? 'GET' : 'POST'} ${target} HTTP/1.1\r\nHost: a\r\n${lines}`;
    if (content === null) return Buffer.from(`${head}\r\n`, 'latin1');
    if (chunks === null)
      return Buffer.concat([
        Buffer.from(`${head}Content-Length: ${content.length}\r\n\r\n`, 'latin1'),
        content,
      ]);
    const pieces: Buffer[] = [Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n`, 'latin1')];
    for (let at = 0, nth = 0; at < content.length; nth += 1) {
      const piece = content.subarray(at, at + chunks[nth % chunks.length]!);
      pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
      at += piece.length;
    }
    pieces.push(Buffer.from('0\r\n\r\n'));
    return Buffer.concat(pieces);
  });

it('reads what node:http reads, pipelined and cut anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(request, { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat({ max: 2_000 }), { maxLength: 4 }),
      async (requests, places) => {
        const wire = Buffer.concat(requests);
        const cuts = [...new Set(places.map((place) => place % wire.length))].sort(
          (one, other) => one - other,
        );
        const pieces = [0, ...cuts].map((start, nth) => wire.subarray(start, cuts[nth] ?? wire.length));
        const expected = await echoes(nodes, [wire]);
        expect(expected).toHaveLength(requests.length);
        expect(await echoes(ours, pieces)).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
});
