import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TLSSocket, connect as tlsConnect } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { missingPeer } from '../kit/peers.ts';
import { eventually } from '../kit/service-process.ts';
import { StreamCaller, sipRequest } from '../kit/sip-caller.ts';
import { doorPeer, openDoor, type RunningDoor } from '../kit/sip-door.ts';
import { DialledDigitJudge, numberFor } from '../kit/sip-judge.ts';
import { makeTlsFiles, serverMaterial, type TlsFiles } from '../kit/tls-files.ts';

const judge = new DialledDigitJudge();
const invite = (what: Parameters<typeof numberFor>[0], more: Parameters<typeof sipRequest>[0] = {}): string =>
  sipRequest({ uri: `sip:${numberFor(what)}@127.0.0.1`, transport: 'TCP', ...more });

describe('over TCP', () => {
  let door: RunningDoor;
  let callers: StreamCaller[] = [];
  const caller = async (): Promise<StreamCaller> => {
    const one = await StreamCaller.open(door.tcp);
    callers.push(one);
    return one;
  };
  const drops = () => door.server.figures().drops;

  beforeEach(async () => {
    door = await openDoor(judge, {
      peers: [doorPeer('default', { maxConnections: 3 })],
      limits: { maxConnections: 5, idleMs: 1500, withinMs: 500 },
    });
  });
  afterEach(async () => {
    for (const one of callers) one.close();
    callers = [];
    await door.server.close();
  });

  it('answers pipelined messages in order over the connection they came by', async () => {
    const one = await caller();
    one.send(
      invite('allow') +
        invite('list') +
        invite('subscriber') +
        sipRequest({ method: 'OPTIONS', transport: 'TCP' }),
    );
    const statuses = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await one.next()).status);
    expect(statuses).toEqual([404, 603, 607, 200]);
  });
  it('puts a message together from single bytes, with a body', async () => {
    const one = await caller();
    const text = invite('allow').replace('Content-Length: 0\r\n\r\n', 'Content-Length: 5\r\n\r\nv=0\r\n');
    for (const byte of Buffer.from(text)) {
      one.send(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await one.next()).status).toBe(404);
  });
  it('answers a keep-alive ping with a pong', async () => {
    const one = await caller();
    one.send('\r\n\r\n');
    await eventually(
      async () => one.text,
      (text) => text === '\r\n',
    );
  });
  it('sends nothing twice over a reliable transport', async () => {
    const one = await caller();
    await one.ask(invite('allow'));
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(one.text.match(/SIP\/2\.0/g)).toHaveLength(2);
    expect(door.server.figures().resent).toBe(0);
  });
  it('answers what breaks the stream with 400 and closes', async () => {
    const one = await caller();
    const answer = await one.ask(invite('allow').replace('Content-Length: 0', 'Content-Length: 4\r\nl: 9'));
    expect([answer.status, answer.phrase]).toEqual([400, 'Bad Content-Length Header']);
    expect(await one.closed()).toBe(true);
    const other = await caller();
    other.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await other.closed()).toBe(true);
    expect(drops()['bad-frame']).toBe(2);
  });
  it('closes what stops within a message, and what is silent for too long', async () => {
    const [half, silent] = [await caller(), await caller()];
    half.send('INVITE sip:a SIP/2.0\r\nVia: ');
    expect(await half.closed()).toBe(true);
    expect(await silent.closed()).toBe(true);
    expect([drops()['incomplete-message'], drops().idle]).toEqual([1, 1]);
  });
  it('holds a peer and all of them to their connections, and frees them again', async () => {
    const three = [await caller(), await caller(), await caller()];
    for (const one of three) expect((await one.ask(invite('allow'))).status).toBe(404);
    expect(await (await caller()).closed()).toBe(true);
    expect(drops()['peer-connection-limit']).toBe(1);
    three[0]!.close();
    await eventually(
      async () => door.server.figures().connections.TCP,
      (open) => open === 2,
    );
    expect((await (await caller()).ask(invite('allow'))).status).toBe(404);
  });
  it('lets go of a peer that does not read its answers', async () => {
    const deaf = await caller();
    deaf.socket.pause();
    const many = invite('analytics').repeat(1);
    for (let sent = 0; sent < 60_000 && !deaf.socket.destroyed && drops()['slow-reader'] === 0; sent += 1) {
      deaf.send(many);
      if (sent % 200 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually(
      async () => drops()['slow-reader'],
      (count) => count === 1,
    );
    const other = await caller();
    expect((await other.ask(invite('allow'))).status).toBe(404);
  });
  it('answers late over the same connection, and counts what was closed meanwhile', async () => {
    const one = await caller();
    one.send(invite('never'));
    expect((await one.next()).status).toBe(100);
    one.close();
    await eventually(
      async () => drops()['connection-gone'],
      (count) => count === 1,
    );
  });
});

describe.skipIf(missingPeer('openssl'))('over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jingtong-tls-'));
  let files: TlsFiles;
  let door: RunningDoor;
  const open = async (more: Parameters<typeof openDoor>[1] = {}): Promise<void> => {
    door = await openDoor(judge, { tls: serverMaterial(files), ...more });
  };
  const client = async (certificate: 'client' | 'other' | null): Promise<StreamCaller> => {
    const own =
      certificate === null
        ? {}
        : {
            cert: readFileSync(certificate === 'client' ? files.clientCertificate : files.otherCertificate),
            key: readFileSync(certificate === 'client' ? files.clientKey : files.otherKey),
          };
    const socket: TLSSocket = tlsConnect({
      port: door.tls,
      host: '127.0.0.1',
      ca: readFileSync(files.ca),
      ...own,
    });
    socket.on('error', () => undefined);
    await Promise.race([once(socket, 'secureConnect'), once(socket, 'close')]).catch(() => undefined);
    return new StreamCaller(socket);
  };
  const byName = doorPeer('default', { addresses: [], certificateNames: ['switch.example'] });

  beforeAll(() => {
    files = makeTlsFiles(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(() => door.server.close());

  it('answers a peer known by its address without a certificate', async () => {
    await open();
    const one = await client(null);
    expect((await one.ask(invite('list', { transport: 'TLS' }))).status).toBe(603);
    one.close();
    await eventually(
      async () => door.server.figures().connections.TLS,
      (count) => count === 0,
    );
  });
  it('knows a peer by the name in its certificate, and nobody else', async () => {
    await open({ peers: [byName] });
    const good = await client('client');
    expect((await good.ask(invite('allow', { transport: 'TLS' }))).status).toBe(404);
    for (const wrong of ['other', null] as const) expect(await (await client(wrong)).closed()).toBe(true);
    expect(door.server.figures().drops['unknown-peer']).toBe(2);
    good.close();
  });
  it('wants the name of a peer at its address too, where one is configured', async () => {
    await open({ peers: [doorPeer('default', { certificateNames: ['switch.example'] })] });
    expect(await (await client('other')).closed()).toBe(true);
    expect(door.server.figures().drops['certificate-not-allowed']).toBe(1);
  });
  it('goes on answering under a flood of handshakes that never end', async () => {
    await open({ limits: { maxHandshakes: 8, handshakeMs: 1000 } });
    const flood = await Promise.all(Array.from({ length: 30 }, () => StreamCaller.open(door.tls)));
    await eventually(
      async () => door.server.figures().drops['handshake-limit'],
      (count) => count === 22,
    );
    await eventually(
      async () => door.server.figures().drops['handshake-failed'],
      (count) => count === 8,
    );
    const one = await client('client');
    expect((await one.ask(invite('allow', { transport: 'TLS' }))).status).toBe(404);
    for (const socket of [...flood, one]) socket.close();
  });
});
