import { afterEach, describe, expect, it } from 'vitest';
import {
  accessRequest,
  accountingRequest,
  cisco,
  RadiusClient,
  SECRET,
  type Sent,
  vendor,
} from '../../../../test/kit/radius-client.ts';
import { TEST_PEER } from '../../../../test/kit/switch-door-kit.ts';
import type { AccountedCall } from './accounted-call.ts';
import {
  type AccountingServer,
  type AccountingServerOptions,
  createAccountingServer,
} from './accounting-server.ts';
import { DEFAULT_RADIUS_ANSWERS } from './radius-peer.ts';

const NOW = 1_764_000_000_000;
const START = 1;
const STOP = 2;
const INTERIM = 3;
const ON = 7;
const OFF = 8;
const FAILED = 15;

interface Open {
  readonly server: AccountingServer;
  readonly client: RadiusClient;
  readonly calls: AccountedCall[];
  /** Sends one record; true when it was acknowledged. */
  send(attributes: readonly Sent[]): Promise<boolean>;
}
const opened: Open[] = [];
afterEach(async () => {
  for (const { server, client } of opened.splice(0)) {
    client.close();
    await server.close();
  }
});

async function open(more: Partial<AccountingServerOptions> = {}): Promise<Open> {
  const calls: AccountedCall[] = [];
  const server = createAccountingServer({
    clock: { now: () => NOW },
    peerAt: () => ({
      peer: TEST_PEER,
      secret: SECRET,
      timeLimitMs: 1_000,
      trunks: new Map(),
      answers: DEFAULT_RADIUS_ANSWERS,
    }),
    onCall: (call) => void calls.push(call),
    ...more,
  });
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
  const client = new RadiusClient(port);
  let id = 0;
  const send = async (attributes: readonly Sent[]): Promise<boolean> => {
    id = (id + 1) % 256;
    const reply = await client.ask(accountingRequest(attributes, { id }));
    if (reply !== null) expect(reply).toMatchObject({ code: 5, id, isGenuine: true });
    return reply !== null;
  };
  const one = { server, client, calls, send };
  opened.push(one);
  return one;
}

const seconds = (at: number) => NOW / 1000 + at;

/** What Kamailio's acc_radius sends, with the caller and callee a configuration adds. */
const kamailio = (status: number, at: number, session: string, ...more: readonly Sent[]): Sent[] => [
  [40, status],
  [6, 15],
  [102, status === FAILED ? 486 : 200],
  [101, status === STOP ? 8 : 1],
  [55, seconds(at)],
  [105, 'from-tag'],
  [104, 'to-tag'],
  [44, session],
  [31, '+441632960001'],
  [30, '+447700900000'],
  [4, Buffer.from([192, 0, 2, 1])],
  [5, 5060],
  [41, 0],
  ...more,
];

describe('accounting of Kamailio', () => {
  it('makes one call of Start and Stop', async () => {
    const { send, calls, server } = await open();
    expect(await send(kamailio(START, 0, 'call-1'))).toBe(true);
    expect(calls).toEqual([]);
    expect(server.openSessions).toBe(1);
    expect(await send(kamailio(STOP, 61, 'call-1'))).toBe(true);
    expect(calls).toEqual([
      {
        callId: 'call-1',
        peer: TEST_PEER,
        caller: '+441632960001',
        callee: '+447700900000',
        redirecting: null,
        at: NOW,
        receivedAt: NOW,
        ringMs: null,
        talkMs: 61_000,
        outcome: 'answered',
        releasedBy: 'caller',
        problems: [],
      },
    ]);
    expect(server.openSessions).toBe(0);
  });

  it('says that the called party hung up when the BYE is theirs', async () => {
    const { send, calls } = await open();
    await send(kamailio(START, 0, 'call-1'));
    const stop = kamailio(STOP, 5, 'call-1').map(
      ([type, value]): Sent => [type, type === 105 ? 'to-tag' : value],
    );
    await send(stop);
    expect(calls[0]?.releasedBy).toBe('callee');
  });

  it.each([
    [486, 'busy'],
    [600, 'busy'],
    [404, 'dead-number'],
    [604, 'dead-number'],
    [480, 'no-answer'],
    [408, 'no-answer'],
    [487, 'cancelled'],
    [503, 'failed'],
  ])('reads a failed call of status %i as %s', async (status, outcome) => {
    const { send, calls } = await open();
    await send(
      kamailio(FAILED, 3, 'call-1').map(([type, value]): Sent => [type, type === 102 ? status : value]),
    );
    expect(calls[0]).toMatchObject({ outcome, talkMs: 0, at: NOW + 3_000 });
  });
});

/** What a Cisco gateway sends of one leg. */
const gateway = (status: number, leg: string, more: readonly Sent[] = []): Sent[] => [
  [40, status],
  [44, leg],
  [31, '+441632960001'],
  [30, '+447700900000'],
  cisco(24, 'h323-conf-id=00000001 00000002 00000003 00000004'),
  cisco(25, 'h323-setup-time=08:00:00.000 UTC Wed Nov 25 2026'),
  cisco(26, 'h323-call-origin=answer'),
  ...more,
];
const ended = (connect: string, disconnect: string, cause: string, talk: number): Sent[] => [
  cisco(28, `h323-connect-time=${connect}`),
  cisco(29, `h323-disconnect-time=${disconnect}`),
  cisco(30, `h323-disconnect-cause=${cause}`),
  [46, talk],
];

describe('accounting of a Cisco gateway', () => {
  it('takes ring and talk time from its clock, and gives both legs one id', async () => {
    const { send, calls } = await open();
    for (const leg of ['000A', '000B']) {
      await send(gateway(START, leg));
      await send(
        gateway(STOP, leg, [
          ...ended('08:00:07.250 UTC Wed Nov 25 2026', '08:01:08.000 UTC Wed Nov 25 2026', '10', 61),
          cisco(1, 'release-source=3'),
        ]),
      );
    }
    expect(calls).toHaveLength(2);
    expect(calls[0]).toMatchObject({
      callId: '00000001 00000002 00000003 00000004',
      at: Date.UTC(2026, 10, 25, 8),
      ringMs: 7_250,
      talkMs: 60_750,
      outcome: 'answered',
      releasedBy: 'callee',
      problems: [],
    });
    expect(calls[1]?.callId).toBe(calls[0]?.callId);
  });

  it.each([
    ['1', 'dead-number'],
    ['11', 'busy'],
    ['13', 'no-answer'],
    ['10', 'cancelled'],
    ['26', 'failed'],
    ['zz', 'unknown'],
  ])('reads cause %s of an unanswered call as %s', async (cause, outcome) => {
    const { send, calls } = await open();
    await send(
      gateway(
        STOP,
        'x',
        ended('08:00:20.000 UTC Wed Nov 25 2026', '08:00:20.000 UTC Wed Nov 25 2026', cause, 0),
      ),
    );
    expect(calls[0]).toMatchObject({ outcome, talkMs: 0, ringMs: 20_000, problems: ['start-not-seen'] });
  });

  it('does not guess the zone of CST: durations hold, the attempt is when we were told', async () => {
    const { send, calls } = await open();
    const setup = cisco(25, 'h323-setup-time=*16:00:00.000 CST Wed Nov 25 2026');
    const times = ended('*16:00:05.000 CST Wed Nov 25 2026', '*16:00:35.000 CST Wed Nov 25 2026', '10', 30);
    await send([
      ...gateway(STOP, 'x', times).filter(([, value]) => !String(value).includes('setup-time')),
      setup,
    ]);
    expect(calls[0]).toMatchObject({ ringMs: 5_000, talkMs: 30_000, at: NOW - 30_000 });
    expect(calls[0]?.problems).toContain('unknown-zone');
  });
});

describe('accounting of FreeSWITCH', () => {
  it('reads its own attributes', async () => {
    const { send, calls } = await open();
    const freeswitch = (type: number, value: string | number): Sent => vendor(27_880, type, value);
    await send([
      [40, STOP],
      [44, 'f1f1'],
      freeswitch(4, '+441632960001'),
      freeswitch(5, '+447700900000'),
      freeswitch(13, 16),
      freeswitch(15, 61_500_000),
      freeswitch(20, '2026-11-25T16:00:00.000000+0800'),
      freeswitch(21, '2026-11-25T16:00:06.500000+0800'),
      freeswitch(23, '2026-11-25T16:01:08.000000+0800'),
    ]);
    expect(calls[0]).toMatchObject({
      caller: '+441632960001',
      callee: '+447700900000',
      at: Date.UTC(2026, 10, 25, 8),
      ringMs: 6_500,
      talkMs: 61_500,
      outcome: 'answered',
    });
  });
});

describe('what happens to records', () => {
  it('a record sent again is acknowledged and counts once, also with another delay', async () => {
    const { send, calls, server, client } = await open();
    const request = accountingRequest(kamailio(STOP, 61, 'call-1'), { id: 200 });
    const first = await client.ask(request);
    const second = await client.ask(request);
    expect(second?.bytes.equals(first!.bytes)).toBe(true);
    const later = kamailio(STOP, 61, 'call-1').map(([type, value]): Sent => [type, type === 41 ? 6 : value]);
    expect(await send(later)).toBe(true);
    expect(await send(kamailio(START, 0, 'call-1'))).toBe(true);
    expect(calls).toHaveLength(1);
    expect(server.openSessions).toBe(0);
    expect(server.counts()).toMatchObject({
      dropped: { duplicate: 1 },
      answered: { 'sessions:retransmitted': 2 },
    });
  });

  it('a call that could not be taken is not acknowledged, and is taken when it comes again', async () => {
    let full = true;
    const calls: AccountedCall[] = [];
    const { send, server } = await open({
      async onCall(call) {
        if (full) throw new Error('the journal is full');
        calls.push(call);
      },
    });
    await send(kamailio(START, 0, 'call-1'));
    expect(await send(kamailio(STOP, 61, 'call-1'))).toBe(false);
    expect(server.openSessions).toBe(1);
    full = false;
    expect(await send(kamailio(STOP, 61, 'call-1'))).toBe(true);
    expect(calls).toHaveLength(1);
    expect(server.counts().dropped).toEqual({ 'not-taken': 1 });
  });

  it('Accounting-On and -Off end the calls of their box, how long they were nobody says', async () => {
    const { send, calls, server } = await open();
    for (const session of ['a', 'b']) await send(kamailio(START, 0, session));
    await send(
      kamailio(START, 0, 'c').map(
        ([type, value]): Sent => [type, type === 4 ? Buffer.from([192, 0, 2, 9]) : value],
      ),
    );
    expect(
      await send([
        [40, OFF],
        [4, Buffer.from([192, 0, 2, 1])],
      ]),
    ).toBe(true);
    expect(calls.map(({ callId, outcome, talkMs, problems }) => [callId, outcome, talkMs, problems])).toEqual(
      [
        ['a', 'answered', null, ['accounting-off']],
        ['b', 'answered', null, ['accounting-off']],
      ],
    );
    expect(server.openSessions).toBe(1);
    expect(
      await send([
        [40, ON],
        [4, Buffer.from([192, 0, 2, 9])],
      ]),
    ).toBe(true);
    expect(server.counts().answered).toMatchObject({ 'sessions:endedByNas': 3 });
  });

  it('the table of calls under way is bounded, the oldest goes', async () => {
    const { send, calls, server } = await open({ limits: { sessions: 2 } });
    for (const session of ['a', 'b', 'c']) await send(kamailio(START, 0, session));
    expect(server.openSessions).toBe(2);
    expect(calls).toMatchObject([{ callId: 'a', problems: ['session-evicted'], talkMs: null }]);
  });

  it('Interim keeps a call, and begins one whose Start was lost', async () => {
    const { send, calls, server } = await open();
    await send(kamailio(INTERIM, 30, 'call-1'));
    expect(server.openSessions).toBe(1);
    await send(kamailio(STOP, 61, 'call-1'));
    expect(calls).toHaveLength(1);
    expect(calls[0]?.talkMs).toBeNull();
    expect(await send(kamailio(INTERIM, 62, 'call-1'))).toBe(true);
    expect(server.openSessions).toBe(0);
  });

  it.each([
    ['no status', [[44, 'x']], 'unreadable:no-status'],
    [
      'a status nobody knows',
      [
        [40, 99],
        [44, 'x'],
      ],
      'unreadable:unknown-status',
    ],
    [
      'a status of another length',
      [
        [40, 'x'],
        [44, 'x'],
      ],
      'unreadable:no-status',
    ],
    ['no session', [[40, START]], 'unreadable:no-session'],
  ] as const)('a record with %s is acknowledged and counted', async (_what, attributes, reason) => {
    const { send, server, calls } = await open();
    expect(await send(attributes)).toBe(true);
    expect(server.counts().answered[reason]).toBe(1);
    expect(calls).toEqual([]);
  });

  it('another secret, another code and a changed octet are dropped and counted', async () => {
    const { client, server, calls } = await open();
    const changed = accountingRequest(kamailio(STOP, 1, 'a'));
    changed[25] = 0xff;
    expect(
      await client.ask(accountingRequest(kamailio(STOP, 1, 'a'), { secret: Buffer.from('wrong') }), 100),
    ).toBeNull();
    expect(await client.ask(changed, 100)).toBeNull();
    expect(await client.ask(accessRequest([]), 100)).toBeNull();
    expect(server.counts().dropped).toEqual({ 'wrong-secret': 2, 'wrong-code': 1 });
    expect(calls).toEqual([]);
  });

  it('Status-Server is answered', async () => {
    const { client } = await open();
    expect(await client.ask(accessRequest([], { code: 12 }))).toMatchObject({ code: 5, isGenuine: true });
  });
});
