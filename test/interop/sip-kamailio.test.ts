import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../kit/free-ports.ts';
import { startKamailio } from '../kit/kamailio.ts';
import { missingPeer } from '../kit/peers.ts';
import type { ProcessGroup } from '../kit/process-group.ts';
import { doorPeer, openDoor, type RunningDoor } from '../kit/sip-door.ts';
import { DialledDigitJudge, numberFor } from '../kit/sip-judge.ts';
import { sippCall, sippCallee } from '../kit/sipp.ts';
import { makeTlsFiles, serverMaterial } from '../kit/tls-files.ts';

const isMissing = ['kamailio', 'sipp', 'openssl'].map(missingPeer).some(Boolean);

describe.skipIf(isMissing).each(['UDP', 'TCP', 'TLS'] as const)('Kamailio asks over %s', (transport) => {
  const judge = new DialledDigitJudge();
  const folder = mkdtempSync(join(tmpdir(), 'jingtong-kamailio-'));
  let door: RunningDoor;
  let kamailio: ProcessGroup;
  let callee: ReturnType<typeof sippCallee>;
  let to: string;

  beforeAll(async () => {
    const files = makeTlsFiles(folder);
    const [kamailioPort = 0, calleePort = 0, tlsPort = 0] = await freePorts(3);
    const certificateNames = transport === 'TLS' ? ['switch.example'] : [];
    door = await openDoor(judge, {
      tls: serverMaterial(files),
      peers: [doorPeer('kamailio', { certificateNames })],
    });
    callee = sippCallee(folder, calleePort);
    kamailio = await startKamailio({
      folder,
      port: kamailioPort,
      nextHop: calleePort,
      door: { port: { UDP: door.udp, TCP: door.tcp, TLS: door.tls }[transport], transport },
      ...(transport === 'TLS'
        ? { tls: { port: tlsPort, ca: files.ca, certificate: files.clientCertificate, key: files.clientKey } }
        : {}),
    });
    to = `127.0.0.1:${kamailioPort}`;
  });
  afterAll(async () => {
    await kamailio?.stop();
    await callee?.stop();
    await door?.server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const call = async (
    what: Parameters<typeof numberFor>[0],
    status: number,
    header?: { readonly name: string; readonly matches: string },
  ): Promise<void> => {
    const result = await sippCall({
      folder,
      to,
      transport: 'UDP',
      call: { number: numberFor(what), status, ...(header === undefined ? {} : { header }) },
    });
    if (result.code !== 0)
      throw new Error(`${what}: ${result.said}
${kamailio.said()}`);
    expect(result.statistics['SuccessfulCall(C)']).toBe('1');
  };
  const reached = (number: string): string =>
    callee
      .messages()
      .split(/(?=INVITE sip:)/)
      .findLast((text) => text.startsWith(`INVITE sip:${number}`)) ?? '';

  it('an allowed call reaches the called side', async () => {
    await call('allow', 200);
    expect(reached(numberFor('allow'))).toContain(`To: <sip:${numberFor('allow')}@`);
  });
  it('a labelled call reaches it with the label', async () => {
    await call('label', 200);
    expect(reached(numberFor('label'))).toMatch(/^From: "疑似诈骗 \\"号\\"" +<sip:/m);
  });
  it('a diverted call reaches the announcement instead', async () => {
    await call('divert', 200);
    expect(reached('96110')).toContain(`To: <sip:${numberFor('divert')}@`);
  });
  it('a blocked call goes back to the caller with the code of its kind', async () => {
    const reason = {
      name: 'Reason',
      matches: 'SIP;cause=603;text="v=analytics1;url=https://appeal.example/call;id=v-[0-9]+";location=LN',
    };
    await call('analytics', 603, reason);
    await call('list', 603);
    await call('law', 603);
    await call('subscriber', 607);
  });
  it('an unscreened call, and one that nobody answers in time, reach the called side', async () => {
    await call('unscreened', 200);
    await call('never', 200);
    await call('late', 200);
    const { unscreened } = door.server.figures().peers[0]!;
    expect(unscreened).toEqual({ 'journal-full': 1, 'time-limit': 1 });
  });
  it('saw every call over its transport, and no answer was sent twice', () => {
    const figures = door.server.figures();
    expect(figures.connections.TCP).toBe(transport === 'TCP' ? 1 : 0);
    expect(figures.connections.TLS).toBe(transport === 'TLS' ? 1 : 0);
    expect(figures.peers[0]!.requests.INVITE).toBe(10);
    expect([figures.resent, figures.peers[0]!.retransmitted]).toEqual([0, 0]);
  });
});
