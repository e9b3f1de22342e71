import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AccountedCall,
  type AccountingServer,
  createAccessServer,
  createAccountingServer,
  DEFAULT_RADIUS_ANSWERS,
  type RadiusPeer,
  type RadiusServer,
} from '../../src/traffic/sources/index.ts';
import { missingPeer } from '../kit/peers.ts';
import { answerByCallee, TEST_PEER } from '../kit/switch-door-kit.ts';

const PEER: RadiusPeer = {
  peer: TEST_PEER,
  secret: Buffer.from('sixteen-octets-!'),
  timeLimitMs: 1_000,
  trunks: new Map(),
  answers: { ...DEFAULT_RADIUS_ANSWERS, returnCode: { accept: 0, reject: 7 } },
};

/** Runs FreeRADIUS' client with one packet; what it printed. It checks every reply's authenticators itself. */
function radclient(
  port: number,
  kind: 'auth' | 'acct',
  attributes: string,
  secret = 'sixteen-octets-!',
  more: string[] = [],
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('radclient', [
      '-x',
      '-r',
      '1',
      '-t',
      '2',
      ...more,
      `127.0.0.1:${port}`,
      kind,
      secret,
    ]);
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += chunk;
      });
    child.once('error', reject);
    child.once('close', () => resolve(said));
    child.stdin.end(attributes);
  });
}

describe.skipIf(missingPeer('radclient'))('radclient', () => {
  let access: RadiusServer;
  let accounting: AccountingServer;
  let accessPort = 0;
  let accountingPort = 0;
  const calls: AccountedCall[] = [];

  beforeAll(async () => {
    const options = { clock: { now: Date.now }, peerAt: () => PEER };
    access = createAccessServer({ ...options, judge: { ask: answerByCallee } });
    accounting = createAccountingServer({ ...options, onCall: (call) => void calls.push(call) });
    accessPort = (await access.listen({ host: '127.0.0.1', port: 0 })).port;
    accountingPort = (await accounting.listen({ host: '127.0.0.1', port: 0 })).port;
  });
  afterAll(async () => {
    await access.close();
    await accounting.close();
  });

  const ask = (callee: string, more = '') =>
    radclient(
      accessPort,
      'auth',
      `Message-Authenticator = 0x00\nCalling-Station-Id = "+441632960001"\nCalled-Station-Id = "${callee}"\nAcct-Session-Id = "s-${callee}"\n${more}`,
    );

  it.each([
    ['+447700900000', 'Access-Accept', []],
    ['+447700900001', 'Access-Accept', ['Filter-Id = "jingtong-label"', 'Reply-Message = "疑似诈骗"']],
    [
      '+447700900002',
      'Access-Accept',
      ['Filter-Id = "jingtong-divert"', 'h323-redirect-number = "h323-redirect-number=96110"'],
    ],
    [
      '+447700900003',
      'Access-Reject',
      ['Reply-Message = "call blocked: caller number not lawful"', 'h323-return-code = "h323-return-code=7"'],
    ],
    ['+447700900004', 'Access-Accept', ['Filter-Id = "jingtong-unscreened"']],
  ])('is told about a call to %s: %s', async (callee, code, attributes) => {
    const said = await ask(callee);
    expect(said).toContain(`Received ${code} Id`);
    for (const attribute of attributes) expect(said).toContain(attribute);
    expect(said).toContain('Message-Authenticator = 0x');
  });

  it('gets its Proxy-State back', async () => {
    expect(await ask('+447700900000', 'Proxy-State = 0x0102ff\n')).toMatch(
      /Received[\s\S]*Proxy-State = 0x0102ff/,
    );
  });

  it('gets no answer with another secret', async () => {
    const said = await radclient(
      accessPort,
      'auth',
      'Message-Authenticator = 0x00\nCalled-Station-Id = "3"\n',
      'another secret !',
      ['-t', '1'],
    );
    expect(said).toMatch(/No reply/);
    expect(access.counts().dropped).toEqual({ 'wrong-secret': 1 });
  });

  it('has its accounting acknowledged, and a finished call comes out', async () => {
    const record = (status: string, more: string) =>
      radclient(
        accountingPort,
        'acct',
        `Acct-Status-Type = ${status}\nAcct-Session-Id = "leg-1"\nCalling-Station-Id = "+441632960001"\nCalled-Station-Id = "+447700900000"\nNAS-IP-Address = 192.0.2.1\n${more}`,
      );
    expect(await record('Start', '')).toContain('Received Accounting-Response Id');
    expect(
      await record(
        'Stop',
        'Acct-Session-Time = 61\nh323-setup-time = "h323-setup-time=08:00:00.000 UTC Wed Nov 25 2026"\n' +
          'h323-connect-time = "h323-connect-time=08:00:07.250 UTC Wed Nov 25 2026"\n' +
          'h323-disconnect-time = "h323-disconnect-time=08:01:08.250 UTC Wed Nov 25 2026"\nh323-disconnect-cause = "h323-disconnect-cause=10"\n',
      ),
    ).toContain('Received Accounting-Response Id');
    expect(calls).toMatchObject([
      { caller: '+441632960001', outcome: 'answered', ringMs: 7_250, talkMs: 61_000 },
    ]);
    expect(
      await radclient(
        accountingPort,
        'acct',
        'Acct-Status-Type = Start\nAcct-Session-Id = "x"\n',
        'another secret !',
        ['-t', '1'],
      ),
    ).toMatch(/No reply/);
    expect(accounting.counts().dropped).toEqual({ 'wrong-secret': 1 });
  });
});
