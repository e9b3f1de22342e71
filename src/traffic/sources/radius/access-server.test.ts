import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import {
  accessRequest,
  cisco,
  RadiusClient,
  type Reply,
  SECRET,
  type Sent,
  vendor,
} from '../../../../test/kit/radius-client.ts';
import { answerByCallee, TEST_PEER } from '../../../../test/kit/switch-door-kit.ts';
import type { CallQuestion } from '../../../domain/call-question.ts';
import type { Peer } from '../../../domain/peer.ts';
import { type AccessServerOptions, createAccessServer, type RadiusServer } from './access-server.ts';
import { DEFAULT_RADIUS_ANSWERS, type RadiusPeer } from './radius-peer.ts';

const PEER: RadiusPeer = {
  peer: TEST_PEER,
  secret: SECRET,
  timeLimitMs: 2_000,
  trunks: new Map(),
  answers: DEFAULT_RADIUS_ANSWERS,
};

interface Open {
  readonly server: RadiusServer;
  readonly client: RadiusClient;
  readonly asked: { question: CallQuestion; peer: Peer }[];
}
const opened: Open[] = [];
afterEach(async () => {
  for (const { server, client } of opened.splice(0)) {
    client.close();
    await server.close();
  }
});

async function open(peer: RadiusPeer | null = PEER, more: Partial<AccessServerOptions> = {}): Promise<Open> {
  const asked: Open['asked'] = [];
  const server = createAccessServer({
    judge: {
      ask(question, of) {
        asked.push({ question, peer: of });
        return answerByCallee(question);
      },
    },
    clock: { now: () => 1_764_000_000_000 },
    peerAt: () => peer,
    ...more,
  });
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
  const one = { server, client: new RadiusClient(port), asked };
  opened.push(one);
  return one;
}

const call = (callee: string, ...more: readonly Sent[]): Sent[] => [
  [31, '+441632960001'],
  [30, callee],
  [44, 'session-1'],
  ...more,
];
const texts = (reply: Reply | null, type: number) =>
  reply?.attributes.filter(([of]) => of === type).map(([, value]) => value.toString('utf8'));
const ACCEPT = 2;
const REJECT = 3;

describe('an Access-Request a call', () => {
  it.each([
    ['0', ACCEPT, [], []],
    ['1', ACCEPT, ['jingtong-label'], ['疑似诈骗']],
    ['2', ACCEPT, ['jingtong-divert'], []],
    ['3', REJECT, [], ['call blocked: caller number not lawful']],
    ['4', ACCEPT, ['jingtong-unscreened'], ['journal-slow']],
    ['6', ACCEPT, ['jingtong-unscreened'], ['internal-error']],
    ['7', REJECT, [], ['call blocked: caller number not lawful']],
  ])('to ...%s is answered with code %i', async (digit, code, filter, message) => {
    const { client } = await open();
    const reply = await client.ask(accessRequest(call(`+44770090000${digit}`)));
    expect(reply).toMatchObject({ code, isGenuine: true });
    expect(reply?.attributes[0]?.[0]).toBe(80);
    expect(texts(reply, 11)).toEqual(filter);
    expect(texts(reply, 18)).toEqual(message);
  });

  it('is read with all its attributes', async () => {
    const { client, asked } = await open();
    await client.ask(
      accessRequest(
        call(
          '+447700900000',
          cisco(24, 'h323-conf-id=1A2B3C4D 00000001 00000002 00000003'),
          cisco(141, 'call-id=abc@gw.example'),
          cisco(106, 'h323-redirect-number=+441632960003'),
          cisco(1, 'P-Asserted-Identity=<sip:+441632960002@a.example>'),
          cisco(1, 'privacy=id;header'),
          cisco(1, 'identity=eyJ.eyJ.sig'),
          cisco(1, 'nonsense'),
          vendor(10_415, 20, '4901542032375181'),
          [55, 1_763_999_999],
        ),
      ),
    );
    expect(asked[0]?.question).toEqual({
      callId: 'abc@gw.example',
      identities: [
        { header: 'from', address: '+441632960001', display: null, isPrivate: false },
        {
          header: 'p-asserted-identity',
          address: '<sip:+441632960002@a.example>',
          display: null,
          isPrivate: false,
        },
      ],
      callee: '+447700900000',
      dialled: null,
      redirections: [
        { header: 'record', address: '+441632960003', reason: 'unknown', count: 1, isPrivate: false },
      ],
      passports: ['eyJ.eyJ.sig'],
      privacy: ['id', 'header'],
      at: 1_763_999_999_000,
      receivedAt: 1_764_000_000_000,
      saidAt: null,
      roaming: null,
      imei: '4901542032375181',
      cell: null,
      problems: [],
    });
  });

  it('takes the caller from User-Name where there is nothing better, and passes without a callee', async () => {
    const { client, asked, server } = await open();
    await client.ask(
      accessRequest([
        [1, '+441632960009'],
        [30, '+447700900000'],
      ]),
    );
    expect(asked[0]?.question).toMatchObject({
      identities: [{ address: '+441632960009' }],
      problems: ['caller-from-user-name'],
    });
    const reply = await client.ask(accessRequest([[31, '+441632960001']], { id: 2 }));
    expect([reply?.code, texts(reply, 18)]).toEqual([ACCEPT, ['no-callee']]);
    expect(server.counts().answered).toMatchObject({ unscreened: 1, 'unscreened:no-callee': 1 });
  });

  it('repeats Proxy-State in order, tells target, class and return code where configured', async () => {
    const answers = { ...DEFAULT_RADIUS_ANSWERS, returnCode: { accept: 0, reject: 7 } };
    const { client } = await open({ ...PEER, answers });
    const states: Sent[] = [
      [33, 'one'],
      [33, Buffer.from([0, 255])],
    ];
    const divert = await client.ask(accessRequest(call('2', ...states)));
    expect(divert?.attributes.filter(([type]) => type === 33).map(([, value]) => value)).toEqual([
      Buffer.from('one'),
      Buffer.from([0, 255]),
    ]);
    expect(texts(divert, 25)).toEqual(['v-0001']);
    expect(texts(divert, 26)?.join(' ')).toContain('h323-redirect-number=96110');
    expect(texts(divert, 26)?.join(' ')).toContain('h323-return-code=0');
    const block = await client.ask(accessRequest(call('3'), { id: 2 }));
    expect(texts(block, 26)?.join(' ')).toContain('h323-return-code=7');
    expect(texts(block, 25)).toEqual([]);
  });

  it('asks for the trunk that NAS-Port-Id or NAS-Identifier names', async () => {
    const intl = { ...TEST_PEER, name: 'intl' };
    const { client, asked } = await open({ ...PEER, trunks: new Map([['TG-7', intl]]) });
    await client.ask(accessRequest(call('1', [87, 'TG-7'])));
    await client.ask(accessRequest(call('1', [32, 'TG-7']), { id: 2 }));
    await client.ask(accessRequest(call('1', [32, 'other']), { id: 3 }));
    expect(asked.map(({ peer }) => peer.name)).toEqual(['intl', 'intl', 'test-switch']);
  });

  it('is answered once, and sent again with the same bytes; never judged twice', async () => {
    const { client, asked, server } = await open();
    const request = accessRequest(call('+447700900003'));
    const first = await client.ask(request);
    const second = await client.ask(request);
    expect(second?.bytes.equals(first!.bytes)).toBe(true);
    expect(asked).toHaveLength(1);
    expect(server.counts().dropped).toEqual({ duplicate: 1 });
  });

  it('passes at the time limit', async () => {
    const { client } = await open({ ...PEER, timeLimitMs: 30 });
    const reply = await client.ask(accessRequest(call('5')), 2_000);
    expect([reply?.code, texts(reply, 18)]).toEqual([ACCEPT, ['time-limit']]);
  });

  it('answers Status-Server', async () => {
    const { client } = await open();
    expect(await client.ask(accessRequest([], { code: 12 }))).toMatchObject({
      code: ACCEPT,
      isGenuine: true,
    });
  });
});

describe('a packet that is none of ours', () => {
  const good = accessRequest(call('3'));
  const changed = (at: number, value: number): Buffer => {
    const bytes = Buffer.from(good);
    bytes[at] = value;
    return bytes;
  };
  it.each([
    [
      'without Message-Authenticator',
      accessRequest(call('3'), { signed: false }),
      'no-message-authenticator',
    ],
    ['with another secret', accessRequest(call('3'), { secret: Buffer.from('wrong') }), 'wrong-secret'],
    ['with one octet changed', changed(24, 0x39), 'wrong-secret'],
    [
      'with two Message-Authenticators',
      accessRequest([...call('3'), [80, Buffer.alloc(16)]]),
      'wrong-secret',
    ],
    [
      'with a short Message-Authenticator',
      accessRequest([...call('3'), [80, 'short']], { signed: false }),
      'wrong-secret',
    ],
    ['of 19 octets', good.subarray(0, 19), 'too-short'],
    ['cut', good.subarray(0, 30), 'truncated'],
    ['with a length of 19', changed(3, 19), 'bad-length'],
    ['with an attribute of length 0', changed(21, 0), 'bad-attribute'],
    ['with an attribute over the end', changed(good.length - 17, 255), 'bad-attribute'],
    ['of another code', changed(0, 2), 'wrong-code'],
    ['of nothing', Buffer.alloc(0), 'too-short'],
  ])('%s is dropped and counted', async (_what, bytes, reason) => {
    const { client, server, asked } = await open();
    expect(await client.ask(bytes, 150)).toBeNull();
    expect(server.counts().dropped).toEqual({ [reason]: 1 });
    expect(asked).toEqual([]);
  });

  it('is not answered to strangers', async () => {
    const { client, server } = await open(null);
    expect(await client.ask(good, 150)).toBeNull();
    expect(server.counts().dropped).toEqual({ 'unknown-peer': 1 });
  });

  it('with octets behind its length is read without them', async () => {
    const { client } = await open();
    const reply = await client.ask(Buffer.concat([good, Buffer.from('padding')]));
    expect(reply?.code).toBe(REJECT);
    await sleep(1);
  });
});
