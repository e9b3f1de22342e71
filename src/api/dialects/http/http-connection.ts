import type { Socket } from 'node:net';
import { type BodyReader, ChunkedBody, LengthBody } from './request-body.ts';
import { type HeadTrouble, isTrouble, type RequestHead, readRequestHead } from './request-head.ts';
import type { Turns } from './turns.ts';

/** What is done with the requests of a connection. Each `begin` or `whole` leads to one `respond`, now or later. */
export interface RequestHost {
  /** A head is there. What it returns comes back with the body. */
  begin(connection: HttpConnection, head: RequestHead): unknown;
  /** The body is there. */
  whole(request: unknown, body: Buffer): void;
  /** There will be no body; the connection ends with the answer. */
  broken(request: unknown, reason: 'body-too-large' | 'malformed-body' | 'cut-off'): void;
  /** What came was no request; it is answered and the connection ended. */
  malformed(trouble: HeadTrouble): void;
  /** Bodies may be so large. */
  readonly maxBodyBytes: number;
  /** `Date` of an answer given now (RFC 9110 §6.6.1). */
  date(): string;
}

/** A client that sends and never reads; its answers are not kept. */
const MAX_UNREAD_BYTES = 262_144;
/** Requests sent ahead while one is being answered. */
const MAX_AHEAD_BYTES = 131_072;

const EMPTY = Buffer.alloc(0);

/**
 * HTTP/1.1 on one socket (RFC 9112): keep-alive, pipelining in order, bodies by length or in chunks. Made for small
 * questions and answers: what came in one piece is answered in one write, without a stream in between.
 */
export class HttpConnection {
  readonly socket: Socket;
  readonly #host: RequestHost;
  readonly #turns: Turns;
  #bytes: Buffer = EMPTY;
  #head: RequestHead | null = null;
  #body: BodyReader | null = null;
  #request: unknown = null;
  #state: 'head' | 'body' | 'answering' | 'ended' = 'head';
  #isRunning = false;
  #hasPeerEnded = false;
  #out = '';
  #outIsAscii = true;
  /** When the first byte of an unfinished head came, on the clock of `performance.now()`; 0: none is under way. */
  headSince = 0;
  lastUsedAt: number;

  constructor(socket: Socket, host: RequestHost, turns: Turns, now: number) {
    this.socket = socket;
    this.#host = host;
    this.#turns = turns;
    this.lastUsedAt = now;
    socket.on('data', (bytes: Buffer) => this.#received(bytes));
    socket.on('end', () => this.#peerEnded());
    socket.on('error', () => this.destroy());
    socket.on('close', () => this.#closed());
  }

  /** True between requests: closing it now loses nothing. */
  get isIdle(): boolean {
    return this.#state === 'head' && this.#bytes.length === 0;
  }

  /** True after the last answer. */
  get isEnded(): boolean {
    return this.#state === 'ended';
  }

  /** Answers the request under way. `head` is of `responseHead`. */
  respond(head: string, body: string): void {
    if (this.#state === 'ended') return;
    const request = this.#head;
    // A body that is still coming would be read as the next request.
    const ends = request === null || !request.keepsAlive || this.#isBodyComing();
    const bytes = Buffer.byteLength(body);
    if (bytes !== body.length) this.#outIsAscii = false;
    this.#out += `${head}${ends ? 'Connection: close\r\n' : request.isOld ? 'Connection: keep-alive\r\n' : ''}Content-Length: ${bytes}\r\nDate: ${this.#host.date()}\r\n\r\n${request?.method === 'HEAD' ? '' : body}`;
    this.#head = null;
    this.#body = null;
    this.#request = null;
    this.#state = ends ? 'ended' : 'head';
    if (this.#isRunning) return;
    this.run();
    this.flush();
  }

  #isBodyComing(): boolean {
    return this.#state === 'body' && this.#body !== null && this.#body.state !== 'whole';
  }

  /** Ends without an answer. */
  destroy(): void {
    this.#state = 'ended';
    this.socket.destroy();
  }

  #received(bytes: Buffer): void {
    if (this.#state === 'ended') return;
    if (this.#state === 'body' && this.#body !== null && this.#bytes.length === 0) {
      const taken = this.#body.feed(bytes);
      this.#bytes = taken === bytes.length ? EMPTY : bytes.subarray(taken);
    } else this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
    this.#turns.add(this);
  }

  /** Goes on as far as the bytes reach; answers wait for `flush`. */
  run(): void {
    this.#isRunning = true;
    let goesOn = true;
    while (goesOn) {
      if (this.#state === 'head') goesOn = this.#readHead();
      else if (this.#state === 'body') goesOn = this.#readBody();
      else goesOn = false;
    }
    this.#isRunning = false;
    if (this.#bytes.length > MAX_AHEAD_BYTES) this.socket.pause();
    else if (this.socket.isPaused()) this.socket.resume();
  }

  #readHead(): boolean {
    if (this.#bytes.length === 0) {
      this.headSince = 0;
      if (this.#hasPeerEnded) this.#state = 'ended';
      return false;
    }
    const head = readRequestHead(this.#bytes);
    if (head === null) {
      if (this.headSince === 0) this.headSince = performance.now();
      if (this.#hasPeerEnded) this.#state = 'ended';
      return false;
    }
    this.headSince = 0;
    if (isTrouble(head)) {
      this.#host.malformed(head);
      this.respond(`HTTP/1.1 ${head.status} ${REASON[head.status] ?? 'Bad Request'}\r\n`, '');
      return false;
    }
    this.#bytes = head.bytes === this.#bytes.length ? EMPTY : this.#bytes.subarray(head.bytes);
    this.#head = head;
    this.#body =
      head.bodyBytes === 0
        ? null
        : head.bodyBytes < 0
          ? new ChunkedBody(this.#host.maxBodyBytes)
          : new LengthBody(head.bodyBytes, this.#host.maxBodyBytes);
    this.#state = 'body';
    // A body that is here already is taken first, so that an answer that needs none of it keeps the connection.
    if (this.#body !== null && this.#bytes.length > 0) this.#takeBody(this.#body);
    const request = this.#host.begin(this, head);
    if (this.#state !== 'body') return true;
    this.#request = request;
    if (head.expectsContinue && this.#bytes.length === 0 && this.#body?.state === 'reading')
      this.#out += 'HTTP/1.1 100 Continue\r\n\r\n';
    return true;
  }

  #takeBody(body: BodyReader): void {
    const taken = body.feed(this.#bytes);
    this.#bytes = taken === this.#bytes.length ? EMPTY : this.#bytes.subarray(taken);
  }

  #readBody(): boolean {
    const body = this.#body;
    const request = this.#request;
    if (body === null) {
      this.#state = 'answering';
      this.#host.whole(request, EMPTY);
      return true;
    }
    if (this.#bytes.length > 0 && body.state === 'reading') this.#takeBody(body);
    switch (body.state) {
      case 'reading':
        if (this.#hasPeerEnded) this.#host.broken(request, 'cut-off');
        return false;
      case 'whole':
        this.#state = 'answering';
        this.#host.whole(request, body.body());
        return true;
      case 'too-large':
        this.#host.broken(request, 'body-too-large');
        return false;
      case 'malformed':
        this.#host.broken(request, 'malformed-body');
        return false;
    }
  }

  /** Writes all answers at once. */
  flush(): void {
    if (this.#out !== '') {
      const out = this.#out;
      this.#out = '';
      this.lastUsedAt = performance.now();
      this.socket.write(out, this.#outIsAscii ? 'latin1' : 'utf8');
      this.#outIsAscii = true;
      if (this.socket.writableLength > MAX_UNREAD_BYTES) {
        this.destroy();
        return;
      }
    }
    // What the client still sends is thrown away until it ends too: closing before would take the answer back from it.
    if (this.#state === 'ended' && !this.socket.writableEnded) this.socket.end();
  }

  #closed(): void {
    if (this.#state === 'body') this.#host.broken(this.#request, 'cut-off');
    this.#state = 'ended';
  }

  /** The client sends no more; what it asked is still answered. */
  #peerEnded(): void {
    this.#hasPeerEnded = true;
    if (!this.#isRunning) this.#turns.add(this);
  }
}

const REASON: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  431: 'Request Header Fields Too Large',
  501: 'Not Implemented',
  505: 'HTTP Version Not Supported',
};
