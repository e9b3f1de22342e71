import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createConnection, type Socket as TcpSocket } from 'node:net';

let made = 0;

export interface RequestOptions {
  readonly method?: string;
  readonly uri?: string;
  readonly branch?: string;
  readonly callId?: string;
  readonly cseq?: number;
  readonly cseqMethod?: string;
  readonly fromTag?: string;
  readonly toTag?: string;
  readonly via?: string;
  readonly transport?: string;
  readonly port?: number;
  readonly maxForwards?: number | null;
  readonly headers?: readonly string[];
}

/** A well-formed request, with the parts a test wants otherwise. */
export function sipRequest(options: RequestOptions = {}): string {
  made += 1;
  const {
    method = 'INVITE',
    uri = 'sip:+861088880000@127.0.0.1',
    branch = `z9hG4bK-t${process.pid}-${made}`,
  } = options;
  const {
    callId = `call-${process.pid}-${made}@test.example`,
    cseq = 1,
    fromTag = `f${made}`,
    transport = 'UDP',
  } = options;
  const via = options.via ?? `SIP/2.0/${transport} 127.0.0.1:${options.port ?? 5060};branch=${branch};rport`;
  const toTag = options.toTag === undefined ? '' : `;tag=${options.toTag}`;
  return [
    `${method} ${uri} SIP/2.0`,
    `Via: ${via}`,
    ...(options.maxForwards === null ? [] : [`Max-Forwards: ${options.maxForwards ?? 70}`]),
    `From: "Caller" <sip:+8613800000001@127.0.0.1>;tag=${fromTag}`,
    `To: <${uri}>${toTag}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq} ${options.cseqMethod ?? method}`,
    'Contact: <sip:caller@127.0.0.1>',
    ...(options.headers ?? []),
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

/** A response taken apart, for expectations. */
export interface ReadResponse {
  readonly status: number;
  readonly phrase: string;
  readonly text: string;
  header(name: string): string | null;
  all(name: string): readonly string[];
}

export function readResponse(bytes: Buffer | string): ReadResponse {
  const text = bytes.toString();
  const lines = text.split('\r\n');
  const [, status = '', phrase = ''] = /^SIP\/2\.0 (\d+) (.*)$/.exec(lines[0] ?? '') ?? [];
  const all = (name: string): string[] =>
    lines
      .slice(1)
      .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
      .map((line) => line.slice(name.length + 1).trim());
  return { status: Number(status), phrase, text, header: (name) => all(name)[0] ?? null, all };
}

/** A UDP socket that speaks to the door and keeps what comes back. */
export class UdpCaller {
  readonly received: Buffer[] = [];
  readonly #socket: Socket;
  readonly #to: number;
  #taken = 0;

  readonly #host: string;

  private constructor(socket: Socket, to: number, host: string) {
    this.#socket = socket;
    this.#to = to;
    this.#host = host;
    socket.on('message', (bytes) => this.received.push(bytes));
  }

  static async open(to: number, host = '127.0.0.1'): Promise<UdpCaller> {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.bind(0, host);
    await once(socket, 'listening');
    return new UdpCaller(socket, to, host);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  send(text: string | Buffer): void {
    this.#socket.send(text, this.#to, this.#host);
  }

  /** The next response; fails when none comes. */
  async next(withinMs = 3000): Promise<ReadResponse> {
    for (let waited = 0; waited < withinMs; waited += 5) {
      const bytes = this.received[this.#taken];
      if (bytes !== undefined) {
        this.#taken += 1;
        return readResponse(bytes);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`no response within ${withinMs} ms`);
  }

  async ask(text: string | Buffer): Promise<ReadResponse> {
    this.send(text);
    return this.next();
  }

  /** Whether nothing more has come after `ms`. */
  async isSilent(ms = 100): Promise<boolean> {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return this.received.length === this.#taken;
  }

  close(): void {
    this.#socket.close();
  }
}

/** A TCP (or given) connection to the door; responses are told apart by their empty line, as ours have no body. */
export class StreamCaller {
  readonly socket: TcpSocket;
  text = '';
  #taken = 0;

  constructor(socket: TcpSocket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.text += chunk.toString();
    });
    socket.on('error', () => undefined);
  }

  static async open(port: number): Promise<StreamCaller> {
    const socket = createConnection(port, '127.0.0.1');
    await once(socket, 'connect');
    return new StreamCaller(socket);
  }

  send(text: string | Buffer): void {
    this.socket.write(text);
  }

  async next(withinMs = 3000): Promise<ReadResponse> {
    for (let waited = 0; waited < withinMs; waited += 5) {
      const end = this.text.indexOf('\r\n\r\n', this.#taken);
      if (end >= 0) {
        const response = this.text.slice(this.#taken, end + 4);
        this.#taken = end + 4;
        return readResponse(response);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`no response within ${withinMs} ms: ${this.text.slice(this.#taken)}`);
  }

  async ask(text: string | Buffer): Promise<ReadResponse> {
    this.send(text);
    return this.next();
  }

  async closed(withinMs = 5000): Promise<boolean> {
    for (let waited = 0; waited < withinMs; waited += 10) {
      if (this.socket.destroyed || this.socket.readableEnded) return true;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return false;
  }

  close(): void {
    this.socket.destroy();
  }
}
