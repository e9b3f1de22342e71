import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSipDoor } from '../../src/traffic/pipeline/index.ts';
import { sipRequest, UdpCaller } from '../kit/sip-caller.ts';
import { doorPeer, openDoor, type RunningDoor } from '../kit/sip-door.ts';
import { DialledDigitJudge, numberFor } from '../kit/sip-judge.ts';

let judge: DialledDigitJudge;
let door: RunningDoor;
let caller: UdpCaller;

beforeEach(async () => {
  judge = new DialledDigitJudge();
  door = await openDoor(judge);
  caller = await UdpCaller.open(door.udp);
});
afterEach(async () => {
  caller.close();
  await door.server.close();
});

const invite = (what: Parameters<typeof numberFor>[0], more: Parameters<typeof sipRequest>[0] = {}): string =>
  sipRequest({ uri: `sip:${numberFor(what)}@127.0.0.1`, ...more });

describe('every treatment by the default profile', () => {
  it('lets pass with 404', async () => {
    const answer = await caller.ask(invite('allow'));
    expect(answer.status).toBe(404);
    expect(answer.header('X-Jingtong')).toBeNull();
  });
  it('labels with a 302 whose display name cannot break out', async () => {
    const answer = await caller.ask(invite('label'));
    expect(answer.status).toBe(302);
    expect(answer.header('Contact')).toMatch(
      /^"疑似诈骗 \\"号\\"" <sip:\+861088880010@127\.0\.0\.1;jingtong=[0-9a-f]+>$/,
    );
    expect(answer.header('P-Asserted-Identity')).toBe('"疑似诈骗 \\"号\\"" <sip:+8613800000001@127.0.0.1>');
  });
  it('diverts with a 302 to the configured number at the same host', async () => {
    const answer = await caller.ask(invite('divert'));
    expect(answer.status).toBe(302);
    expect(answer.header('Contact')).toMatch(/^<sip:96110@127\.0\.0\.1;user=phone;jingtong=[0-9a-f]+>$/);
  });
  it('blocks by analytics with the 603 of ATIS-1000099, and by nothing else with it', async () => {
    const answer = await caller.ask(invite('analytics'));
    expect([answer.status, answer.phrase]).toEqual([603, 'Network Blocked']);
    expect(answer.all('Reason')[0]).toBe(
      'SIP;cause=603;text="v=analytics1;url=https://appeal.example/call;id=v-1";location=LN',
    );
    for (const [what, status, phrase] of [
      ['list', 603, 'Decline'],
      ['law', 603, 'Decline'],
      ['subscriber', 607, 'Unwanted'],
    ] as const) {
      const other = await caller.ask(invite(what));
      expect([other.status, other.phrase]).toEqual([status, phrase]);
      expect(other.text).not.toContain('analytics1');
    }
  });
  it('lets what was not judged pass and says why', async () => {
    const answer = await caller.ask(invite('unscreened'));
    expect(answer.status).toBe(404);
    expect(answer.header('X-Jingtong')).toBe('unscreened;reason=journal-full');
  });
});

describe('every shipped profile', () => {
  const kinds = ['allow', 'label', 'divert', 'analytics', 'list', 'law', 'subscriber'] as const;
  it.each([
    ['default', [404, 302, 302, 603, 603, 603, 607]],
    ['kamailio', [404, 302, 302, 603, 603, 603, 607]],
    ['prosbc', [503, 302, 302, 603, 603, 603, 607]],
    ['prosbc-defaults', [503, 302, 302, 404, 404, 404, 404]],
    ['redirect-back', [302, 302, 302, 603, 603, 603, 607]],
    ['sbc-608', [404, 302, 302, 608, 603, 603, 607]],
  ] as const)('%s', async (profile, statuses) => {
    const other = await openDoor(judge, { peers: [doorPeer(profile)] });
    const one = await UdpCaller.open(other.udp);
    const got: number[] = [];
    for (const kind of kinds)
      got.push((await one.ask(invite(kind, { headers: ['Feature-Caps: *;+sip.608'] }))).status);
    expect(got).toEqual(statuses);
    one.close();
    await other.server.close();
  });
  it('redirect-back sends an allowed call to its callee, and one unscreened too', async () => {
    const other = await openDoor(judge, { peers: [doorPeer('redirect-back')] });
    const one = await UdpCaller.open(other.udp);
    for (const kind of ['allow', 'unscreened'] as const) {
      const answer = await one.ask(invite(kind));
      expect(answer.header('Contact')).toMatch(
        new RegExp(`^<sip:\\${numberFor(kind)}@127\\.0\\.0\\.1;jingtong=[0-9a-f]+>$`),
      );
      const again = /<(.*)>/.exec(answer.header('Contact')!)![1]!;
      expect((await one.ask(sipRequest({ uri: again }))).status).toBe(482);
    }
    one.close();
    await other.server.close();
  });
});

describe('transactions', () => {
  it('answers a retransmission with the same bytes and judges once', async () => {
    const request = invite('analytics');
    await caller.ask(request);
    await caller.ask(request);
    expect(caller.received[1]!.equals(caller.received[0]!)).toBe(true);
    expect(judge.asked).toHaveLength(1);
    expect(door.server.figures().peers[0]!.retransmitted).toBe(1);
  });
  it('sends a final answer again until its ACK comes', async () => {
    const branch = 'z9hG4bK-ack1';
    const first = await caller.ask(invite('allow', { branch }));
    const again = await caller.next(1500);
    expect(again.text).toBe(first.text);
    caller.send(invite('allow', { branch, method: 'ACK', toTag: 'whatever' }));
    expect(await caller.isSilent(1300)).toBe(true);
    expect(door.server.figures().resent).toBe(1);
  });
  it('takes a new branch of the same call as a new question before the ACK came', async () => {
    const call = { callId: 'same@test', fromTag: 'same', cseq: 7 };
    const first = await caller.ask(invite('allow', { ...call, branch: 'z9hG4bK-one' }));
    const second = await caller.ask(invite('allow', { ...call, branch: 'z9hG4bK-two' }));
    expect([first.status, second.status]).toEqual([404, 404]);
    expect(judge.asked).toHaveLength(2);
    caller.send(invite('allow', { ...call, branch: 'z9hG4bK-one', method: 'ACK', toTag: 'x' }));
    const again = await caller.next(1500);
    expect(again.header('Via')).toContain('z9hG4bK-two');
  });
  it('tells transactions of RFC 2543 apart without a magic cookie', async () => {
    const via = 'SIP/2.0/UDP 127.0.0.1:5060;branch=1;rport';
    const one = invite('allow', { via, callId: 'old1@test' });
    await caller.ask(one);
    await caller.ask(invite('allow', { via, callId: 'old2@test' }));
    await caller.ask(one);
    expect(judge.asked).toHaveLength(2);
    expect(caller.received[2]!.equals(caller.received[0]!)).toBe(true);
  });
  it('answers late judgements with 100 first, and a merged request with 482', async () => {
    const call = { callId: 'late@test', fromTag: 'late', cseq: 3 };
    caller.send(invite('late', { ...call, branch: 'z9hG4bK-l1' }));
    const merged = await caller.ask(invite('late', { ...call, branch: 'z9hG4bK-l2' }));
    expect(merged.status).toBe(482);
    const trying = await caller.next();
    expect([trying.status, trying.header('To')]).toEqual([100, `<sip:${numberFor('late')}@127.0.0.1>`]);
    const final = await caller.next();
    expect(final.status).toBe(404);
    expect(final.header('To')).toMatch(/;tag=\w{10}$/);
  });
  it('lets a call pass as unscreened at the time limit', async () => {
    caller.send(invite('never'));
    expect((await caller.next()).status).toBe(100);
    const answer = await caller.next();
    expect([answer.status, answer.header('X-Jingtong')]).toEqual([404, 'unscreened;reason=time-limit']);
  });
  it('answers a CANCEL and ends what it cancels with 487 under one tag', async () => {
    const call = { callId: 'cancel@test', fromTag: 'c', branch: 'z9hG4bK-c1' };
    caller.send(invite('never', call));
    const cancelled = await caller.ask(invite('never', { ...call, method: 'CANCEL' }));
    const ended = await caller.next();
    expect([cancelled.status, ended.status]).toEqual([200, 487]);
    expect(cancelled.header('CSeq')).toBe('1 CANCEL');
    expect(ended.header('CSeq')).toBe('1 INVITE');
    expect(ended.header('To')).toBe(cancelled.header('To'));
  });
  it('answers a CANCEL after the answer with 200 alone, one for nothing with 481', async () => {
    const call = { branch: 'z9hG4bK-c2', callId: 'c2@test' };
    await caller.ask(invite('allow', call));
    caller.send(invite('allow', { ...call, method: 'ACK', toTag: 'x' }));
    expect((await caller.ask(invite('allow', { ...call, method: 'CANCEL' }))).status).toBe(200);
    expect((await caller.ask(invite('allow', { method: 'CANCEL' }))).status).toBe(481);
  });
});

describe('other requests', () => {
  it('answers OPTIONS with 200, and with 503 when draining', async () => {
    const options = { method: 'OPTIONS', uri: 'sip:127.0.0.1', maxForwards: 0 };
    const alive = await caller.ask(sipRequest(options));
    expect([alive.status, alive.header('Allow')]).toEqual([200, 'INVITE, ACK, CANCEL, OPTIONS']);
    expect(alive.header('Accept')).toBe('application/sdp');
    door.server.drain();
    expect((await caller.ask(sipRequest(options))).status).toBe(503);
  });
  it('refuses what it does not do, and says what', async () => {
    const refused = async (options: Parameters<typeof sipRequest>[0]): Promise<string> => {
      const answer = await caller.ask(sipRequest(options));
      return `${answer.status} ${answer.phrase}`;
    };
    expect(await refused({ method: 'BYE' })).toBe('405 Method Not Allowed');
    expect(await refused({ method: 'REGISTER' })).toBe('405 Method Not Allowed');
    expect(await refused({ maxForwards: 0 })).toBe('483 Too Many Hops');
    expect(await refused({ toTag: 'dialog' })).toBe('481 Call/Transaction Does Not Exist');
    expect(await refused({ cseqMethod: 'BYE' })).toBe('400 CSeq Method Differs From Request');
    expect(await refused({ headers: ['f: <sip:other@127.0.0.1>;tag=2'] })).toBe('400 Two From Headers');
    const newer = await caller.ask(sipRequest().replace('SIP/2.0\r\n', 'SIP/7.0\r\n'));
    expect([newer.status, newer.phrase]).toEqual([505, 'Version Not Supported']);
    const extension = await caller.ask(sipRequest({ headers: ['Require: 100rel, precondition'] }));
    expect([extension.status, extension.header('Unsupported')]).toEqual([420, '100rel, precondition']);
  });
  it('knows a call it sent on itself when it comes back, and no forged mark', async () => {
    const sent = await caller.ask(invite('label'));
    const uri = /<(.*)>/.exec(sent.header('Contact')!)![1]!;
    expect((await caller.ask(sipRequest({ uri }))).status).toBe(482);
    expect(
      (
        await caller.ask(
          sipRequest({ uri: uri.replace(/jingtong=\w+/, 'jingtong=00aa00aa00aa00aa00aa00aa') }),
        )
      ).status,
    ).toBe(302);
  });
  it('answers where the request came from, by what its Via asks', async () => {
    const with_ = await caller.ask(
      invite('allow', { via: 'SIP/2.0/UDP switch.example:5060;rport;branch=z9hG4bK-v1' }),
    );
    expect(with_.header('Via')).toBe(
      `SIP/2.0/UDP switch.example:5060;branch=z9hG4bK-v1;rport=${caller.port};received=127.0.0.1`,
    );
    const without = await caller.ask(
      invite('allow', {
        via: `SIP/2.0/UDP 10.0.0.9:${caller.port};branch=z9hG4bK-v2;received=6.6.6.6, SIP/2.0/TCP next.example;branch=z9hG4bK-n`,
      }),
    );
    expect(without.header('Via')).toBe(
      `SIP/2.0/UDP 10.0.0.9:${caller.port};branch=z9hG4bK-v2;received=127.0.0.1, SIP/2.0/TCP next.example;branch=z9hG4bK-n`,
    );
  });
});

describe('listening', () => {
  it('opens all or nothing, and says which address was taken', async () => {
    const listen = (udp: number) => [
      { transport: 'TCP', host: '127.0.0.1', port: 0 } as const,
      { transport: 'UDP', host: '127.0.0.1', port: udp } as const,
    ];
    const opening = openDoor(judge, { listen: listen(door.udp) });
    await expect(opening).rejects.toThrow(`SIP over UDP cannot listen on 127.0.0.1 port ${door.udp}`);
    await expect(opening).rejects.toMatchObject({ code: 'listen-failed' });
  });
});

describe('strangers', () => {
  it('are not answered, or refused, and counted', async () => {
    const stranger = doorPeer('default', {
      addresses: [{ network: '192.0.2.0/24', port: null, transport: null }],
    });
    for (const unknownPeers of ['ignore', 'refuse'] as const) {
      const closed = await openDoor(judge, { peers: [stranger], unknownPeers });
      const one = await UdpCaller.open(closed.udp);
      one.send(sipRequest());
      if (unknownPeers === 'refuse') expect((await one.next()).status).toBe(403);
      else expect(await one.isSilent()).toBe(true);
      expect(closed.server.figures().drops['unknown-peer']).toBe(1);
      one.close();
      await closed.server.close();
    }
    expect(judge.asked).toHaveLength(0);
  });
});

describe.skipIf(!networkInterfaces().lo?.some(({ address }) => address === '::1'))('over IPv6', () => {
  it('answers, and says where it saw the request come from', async () => {
    const peer = doorPeer('default', { addresses: [{ network: '::1/128', port: null, transport: null }] });
    const six = createSipDoor({
      listen: [{ transport: 'UDP', host: '::1', port: 0 }],
      peers: [peer],
      unknownPeers: 'ignore',
      clock: { now: () => Date.now() },
      judge,
    });
    const [at] = await six.listen();
    const one = await UdpCaller.open(at!.port, '::1');
    const via = `SIP/2.0/UDP [::1]:${one.port};branch=z9hG4bK-six;rport`;
    const answer = await one.ask(invite('list', { via }));
    expect(answer.status).toBe(603);
    expect(answer.header('Via')).toBe(
      `SIP/2.0/UDP [::1]:${one.port};branch=z9hG4bK-six;rport=${one.port};received=::1`,
    );
    one.close();
    await six.close();
  });
});
