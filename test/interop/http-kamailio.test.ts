import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HEADER_TEXTS } from '../../src/traffic/pipeline/index.ts';
import { freePorts } from '../kit/free-ports.ts';
import { lacksModule, startKamailioHttp } from '../kit/kamailio-http.ts';
import { missingPeer } from '../kit/peers.ts';
import type { ProcessGroup } from '../kit/process-group.ts';
import { sipRequest, UdpCaller } from '../kit/sip-caller.ts';
import { type OpenDoor, openDoor, switchPeer } from '../kit/switch-door-kit.ts';

const isMissing = missingPeer('kamailio');

/** A next hop that keeps every INVITE and answers it with 480, so that a call is over at once. */
class NextHop {
  readonly invites: string[] = [];
  readonly #caller: UdpCaller;
  readonly #timer: NodeJS.Timeout;
  #read = 0;

  private constructor(caller: UdpCaller) {
    this.#caller = caller;
    this.#timer = setInterval(() => this.#answer(), 5);
  }

  static async open(kamailioPort: number): Promise<NextHop> {
    return new NextHop(await UdpCaller.open(kamailioPort));
  }

  get port(): number {
    return this.#caller.port;
  }

  #answer(): void {
    for (; this.#read < this.#caller.received.length; this.#read += 1) {
      const text = this.#caller.received[this.#read]!.toString();
      if (!text.startsWith('INVITE ')) continue;
      this.invites.push(text);
      const copied = text.split('\r\n').filter((line) => /^(via|from|to|call-id|cseq):/i.test(line));
      const answer = copied.map((line) => (/^to:/i.test(line) ? `${line};tag=n` : line)).join('\r\n');
      this.#caller.send(`SIP/2.0 480 Temporarily Unavailable\r\n${answer}\r\nContent-Length: 0\r\n\r\n`);
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#caller.close();
  }
}

describe.skipIf(isMissing).each([
  ['kamailio-http-client', 'http_client'],
  ['kamailio-http-async', 'http_async_client'],
] as const)('Kamailio asks with %s', (example, module) => {
  const folder = mkdtempSync(join(tmpdir(), 'jingtong-kamailio-http-'));
  const isSkipped = !isMissing && lacksModule(module);
  let door: OpenDoor;
  let kamailio: ProcessGroup;
  let nextHop: NextHop;
  let kamailioPort = 0;

  beforeAll(async () => {
    if (isSkipped) return;
    [kamailioPort = 0] = await freePorts(1);
    door = await openDoor({
      peer: switchPeer({ token: 'kamailio-token', timeLimitMs: 200 }),
      headers: HEADER_TEXTS,
    });
    nextHop = await NextHop.open(kamailioPort);
    kamailio = await startKamailioHttp({
      folder,
      example,
      port: kamailioPort,
      doorPort: door.port,
      nextHop: nextHop.port,
      token: 'kamailio-token',
    });
  });
  afterAll(async () => {
    await kamailio?.stop();
    nextHop?.close();
    await door?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Sends an INVITE; the final status and what reached the next hop of it. */
  const call = async (number: string, headers: readonly string[] = []) => {
    const caller = await UdpCaller.open(kamailioPort);
    try {
      const before = nextHop.invites.length;
      caller.send(sipRequest({ uri: `sip:${number}@127.0.0.1`, port: caller.port, headers }));
      for (;;) {
        const response = await caller.next(5_000);
        if (response.status >= 200) return { response, invites: nextHop.invites.slice(before) };
      }
    } catch (error) {
      throw new Error(`${String(error)}\n${kamailio.said()}`);
    } finally {
      caller.close();
    }
  };

  it.skipIf(isSkipped)('an allowed call reaches the next hop, asked about with every header', async () => {
    const { response, invites } = await call('+447700900000', [
      'P-Asserted-Identity: "A, B" <sip:+441632960001@a.example>, <tel:+441632960002>',
      'Diversion: <sip:+441632960003@a.example>;reason=unconditional;counter=2',
      'Privacy: id',
      'Identity: eyJ.eyJ.sig;info=<https://cr.example/c.pem>',
    ]);
    expect(response.status).toBe(480);
    expect(invites).toHaveLength(1);
    expect(door.asked.at(-1)?.question).toMatchObject({
      callee: 'sip:+447700900000@127.0.0.1',
      identities: [
        { header: 'from', address: 'sip:+8613800000001@127.0.0.1' },
        { header: 'p-asserted-identity', address: 'sip:+441632960001@a.example', display: 'A, B' },
        { header: 'p-asserted-identity', address: 'tel:+441632960002' },
      ],
      redirections: [
        { header: 'diversion', address: 'sip:+441632960003@a.example', reason: 'unconditional', count: 2 },
      ],
      privacy: ['id'],
      passports: ['eyJ.eyJ.sig;info=<https://cr.example/c.pem>'],
      problems: [],
    });
  });

  it.skipIf(isSkipped)('a labelled call reaches it with the label', async () => {
    const { invites } = await call('+447700900001');
    expect(invites[0]).toMatch(/^From: "?疑似诈骗"? *<sip:\+8613800000001@/m);
  });

  it.skipIf(isSkipped)('a diverted call goes to the announcement', async () => {
    const { invites } = await call('+447700900002');
    expect(invites[0]).toMatch(/^INVITE sip:96110@/);
  });

  it.skipIf(isSkipped)('a blocked call goes back to the caller and nowhere else', async () => {
    const { response, invites } = await call('+447700900003');
    expect([response.status, response.phrase, invites.length]).toEqual([603, 'Decline', 0]);
  });

  it.skipIf(isSkipped)(
    'a call that passes unscreened, and one over its time limit, reach the next hop',
    async () => {
      expect((await call('+447700900004')).invites).toHaveLength(1);
      expect((await call('+447700900005')).invites).toHaveLength(1);
      expect(door.door.counts().reasons).toEqual({ 'journal-slow': 1, 'time-limit': 1 });
    },
  );

  it.skipIf(isSkipped)('without anybody to ask the call reaches the next hop', async () => {
    await door.close();
    expect((await call('+447700900003')).invites).toHaveLength(1);
  });
});
