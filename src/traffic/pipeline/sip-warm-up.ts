import { createSocket, type Socket } from 'node:dgram';
import { performance } from 'node:perf_hooks';
import type { CallAnswer, CallJudge } from '../../ports/call-judge.ts';
import type { SipAnswerer } from '../act/index.ts';
import { createSipDoor, type SipDoorPeer } from './sip-door.ts';

export interface WarmUpOptions {
  /** Calls made. (Default: 20,000) */
  readonly calls?: number;
  /** Ends after so long whatever was reached. (Default: 3000) */
  readonly withinMs?: number;
  /** Asked for every call; must leave no trace. (Default: a judge that answers by turns and remembers nothing) */
  readonly judge?: CallJudge;
}

const AT_ONCE = 24;
const HOST = '127.0.0.1';

/**
 * Runs made-up calls through a door of its own on the loopback, so that the first real call meets compiled code: the first seconds
 * of a cold door are slower than everything it does later. Resolves with the calls answered. Nothing is kept.
 */
export async function warmSipDoor(answerer: SipAnswerer, options: WarmUpOptions = {}): Promise<number> {
  const { calls = 20_000, withinMs = 3000, judge = new TurningJudge() } = options;
  const door = createSipDoor({
    listen: [{ transport: 'UDP', host: HOST, port: 0 }],
    peers: [warmPeer(answerer)],
    unknownPeers: 'ignore',
    limits: { maxTransactions: 4096, transactionBytes: 4 << 20 },
    judge,
    clock: { now: () => 1_700_000_000_000 },
  });
  const [at] = await door.listen();
  const socket = createSocket({ type: 'udp4', lookup: (address, _options, done) => done(null, address, 4) });
  try {
    await new Promise<void>((resolve) => socket.bind(0, HOST, resolve));
    return await makeCalls(socket, at!.port, calls, withinMs);
  } finally {
    socket.close();
    await door.close();
  }
}

/** Keeps a few calls open until enough are answered or the time is up; what is lost on the way is made up for. */
function makeCalls(socket: Socket, port: number, calls: number, withinMs: number): Promise<number> {
  return new Promise((resolve) => {
    const until = performance.now() + withinMs;
    let made = 0;
    let answered = 0;
    const send = (text: string): void => socket.send(text, port, HOST);
    const call = (): void => {
      made += 1;
      send(warmRequest(made % 50 === 0 ? 'OPTIONS' : 'INVITE', made));
    };
    const finish = (): void => {
      clearInterval(watch);
      resolve(answered);
    };
    const watch = setInterval(() => {
      if (performance.now() >= until) finish();
      else call();
    }, 50);
    socket.on('message', (answer) => {
      answered += 1;
      const serial = Number(/z9hG4bK-warm(\d+)/.exec(answer.toString('latin1', 0, 200))?.[1]);
      if (serial % 50 !== 0) send(warmRequest('ACK', serial));
      if (answered >= calls) finish();
      else call();
    });
    for (let index = 0; index < AT_ONCE; index += 1) call();
  });
}

function warmRequest(method: string, serial: number): string {
  const number = `+86000${String(serial % 100_000).padStart(8, '0')}`;
  return [
    `${method} sip:${number}@warm.invalid;user=phone SIP/2.0`,
    `Via: SIP/2.0/UDP ${serial % 2 === 0 ? HOST : 'warm.invalid'}:5060;branch=z9hG4bK-warm${serial};rport`,
    'Max-Forwards: 70',
    `From: "Warm" <sip:${number}@warm.invalid;user=phone>;tag=w${serial}`,
    `To: <sip:${number}@warm.invalid;user=phone>`,
    `Call-ID: warm-${serial}@warm.invalid`,
    `CSeq: 1 ${method}`,
    `Contact: <sip:${number}@${HOST}>`,
    `P-Asserted-Identity: <sip:${number}@warm.invalid>, <tel:${number}>`,
    ...(serial % 5 === 0
      ? [`Diversion: <sip:${number}@warm.invalid>;reason=no-answer;counter=1`, 'Privacy: id']
      : []),
    'Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, UPDATE',
    'Supported: timer',
    'User-Agent: warm-up',
    'Content-Type: application/sdp',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

function warmPeer(answerer: SipAnswerer): SipDoorPeer {
  return {
    peer: {
      name: 'warm-up',
      trunk: 'unknown',
      country: 'CN',
      trustsIdentity: true,
      trustsRedirection: true,
      allowedCallers: null,
      ownNumbers: null,
    },
    addresses: [{ network: HOST, port: null, transport: null }],
    certificateNames: [],
    timeLimitMs: 1000,
    maxConnections: 1,
    answerer,
  };
}

/** Nine calls of ten pass, the tenth gets one of the other answers. */
class TurningJudge implements CallJudge {
  readonly #passes = answerOf('allow', null);
  readonly #others = [answerOf('block', 'list'), answerOf('label', null), answerOf('block', 'analytics')];
  #asked = 0;

  ask(): CallAnswer {
    this.#asked += 1;
    return this.#asked % 10 === 0 ? this.#others[(this.#asked / 10) % this.#others.length]! : this.#passes;
  }
}

function answerOf(treatment: CallAnswer['treatment'], blockKind: CallAnswer['blockKind']): CallAnswer {
  const label = treatment === 'label' ? 'warm-up' : null;
  return {
    treatment,
    unscreened: null,
    verdict: null,
    blockKind,
    label,
    divertTo: null,
    written: Promise.resolve(),
  };
}
