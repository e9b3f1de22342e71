import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenDoor, openDoor } from '../../../test/kit/switch-door-kit.ts';

let door: OpenDoor;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const ask = (path: string, call: object) =>
  fetch(`${door.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(call),
    redirect: 'manual',
  });

describe('the JSON dialect', () => {
  it.each([
    [
      '0',
      {
        action: 'allow',
        reason: 'none',
        label: null,
        target: null,
        block: null,
        unscreened: null,
        id: 'v-0001',
      },
    ],
    [
      '1',
      {
        action: 'label',
        reason: 'CLI_FOREIGN_95',
        label: '疑似诈骗',
        target: null,
        block: null,
        unscreened: null,
        id: 'v-0001',
      },
    ],
    [
      '2',
      {
        action: 'divert',
        reason: 'CLI_FOREIGN_95',
        label: null,
        target: '96110',
        block: null,
        unscreened: null,
        id: 'v-0001',
      },
    ],
    [
      '3',
      {
        action: 'block',
        reason: 'CLI_FOREIGN_95',
        label: null,
        target: null,
        block: 'law',
        unscreened: null,
        id: 'v-0001',
      },
    ],
    [
      '4',
      {
        action: 'allow',
        reason: 'journal-slow',
        label: null,
        target: null,
        block: null,
        unscreened: 'journal-slow',
        id: null,
      },
    ],
  ])('answers a call to ...%s with every member, status 200', async (digit, expected) => {
    const answer = await ask('/call/json', { caller: '+441632960001', callee: `+44770090000${digit}` });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(expected);
  });

  it('is asked by query too', async () => {
    const answer = await fetch(`${door.url}/call/json?caller=+441632960001&callee=3`);
    expect(await answer.json()).toMatchObject({ action: 'block' });
  });
});

describe('the OpenSIPS dialect', () => {
  it.each([
    ['0', 200, 'allow'],
    ['1', 200, 'label'],
    ['2', 302, 'divert'],
    ['3', 403, 'block'],
    ['4', 200, 'allow'],
  ])(
    'answers a call to ...%s with a return code for the script and JSON beside it',
    async (digit, status, action) => {
      const answer = await ask('/call/opensips', { caller: '+441632960001', callee: `+44770090000${digit}` });
      expect(answer.status).toBe(status);
      expect(await answer.json()).toMatchObject({ action });
    },
  );
});

describe('the fields of a question', () => {
  it('carry every header a switch can pass on, each as often as it stands', async () => {
    await using open = await openDoor({
      headers: {
        identities: (header, value) =>
          value.split(', ').map((address) => ({ header, address, display: null, isPrivate: false })),
        redirections: (header, value) => [
          { header, address: value, reason: 'unconditional', count: 2, isPrivate: true },
        ],
      },
    });
    await fetch(`${open.url}/call/word`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        id: 'call-1@switch',
        caller: '+441632960001',
        name: '张三',
        callee: '+447700900000',
        dialled: '07700 900000',
        pai: ['<sip:a@x>', '<sip:b@x>, <tel:+441632960002>'],
        rpid: '<sip:c@x>;privacy=full',
        diversion: '<sip:d@x>;reason=unconditional',
        rdnis: '+441632960003',
        privacy: 'id; Header',
        identity: ['one', 'two'],
        imei: '490154203237518',
        cell: '460-00-1-2',
        roaming: true,
        at: '2026-11-25T10:00:00+08:00',
        date: 'Wed, 25 Nov 2026 02:00:00 GMT',
      }),
    });
    expect(open.asked[0]?.question).toEqual({
      callId: 'call-1@switch',
      identities: [
        { header: 'from', address: '+441632960001', display: '张三', isPrivate: false },
        { header: 'p-asserted-identity', address: '<sip:a@x>', display: null, isPrivate: false },
        { header: 'p-asserted-identity', address: '<sip:b@x>', display: null, isPrivate: false },
        { header: 'p-asserted-identity', address: '<tel:+441632960002>', display: null, isPrivate: false },
        { header: 'remote-party-id', address: '<sip:c@x>;privacy=full', display: null, isPrivate: false },
      ],
      callee: '+447700900000',
      dialled: '07700 900000',
      redirections: [
        {
          header: 'diversion',
          address: '<sip:d@x>;reason=unconditional',
          reason: 'unconditional',
          count: 2,
          isPrivate: true,
        },
        { header: 'record', address: '+441632960003', reason: 'unknown', count: 1, isPrivate: false },
      ],
      passports: ['one', 'two'],
      privacy: ['id', 'header'],
      at: Date.UTC(2026, 10, 25, 2),
      receivedAt: 1_764_000_000_000,
      saidAt: Date.UTC(2026, 10, 25, 2),
      roaming: true,
      imei: '490154203237518',
      cell: '460-00-1-2',
      problems: [],
    });
  });

  it('keep a second identity in sight and tell what does not fit', async () => {
    await using open = await openDoor();
    const query = `caller=1&caller=2&callee=3&callee=4&callee=3&id=a&id=b&roaming=maybe&date=soon&at=x&imei=${'1'.repeat(65)}`;
    await fetch(`${open.url}/call/word?${query}`);
    const { question } = open.asked[0]!;
    expect(question.identities.map(({ address }) => address)).toEqual(['1', '2']);
    expect([question.callee, question.callId, question.imei, question.saidAt]).toEqual([
      '3',
      'a',
      null,
      null,
    ]);
    expect(question.problems).toEqual([
      'two-values-of-callee',
      'two-values-of-call-id',
      'unreadable-roaming',
      'unreadable-date',
      'unreadable-time',
      'imei-too-long',
    ]);
  });

  it('read plus and percent as switches write them', async () => {
    await using open = await openDoor();
    const names = [
      'caller=+441632960001',
      'caller=%2B441632960001',
      'caller=a+b%20c',
      'caller=%E5%BC%A0',
      'caller=%D5%C5',
      'caller=100%',
      'caller=sip:+441632960001@a',
    ];
    for (const name of names) await fetch(`${open.url}/call/word?callee=1&${name}`);
    const callers = open.asked.map(({ question }) => question.identities[0]?.address);
    expect(callers).toEqual([
      '+441632960001',
      '+441632960001',
      'a b c',
      '张',
      'ÕÅ',
      '100%',
      'sip:+441632960001@a',
    ]);
    expect(open.asked[4]?.question.problems).toEqual(['not-utf8']);
  });

  it('names a call that its switch does not name, never twice alike', async () => {
    await using open = await openDoor();
    for (let round = 0; round < 3; round += 1) await fetch(`${open.url}/call/word?callee=1`);
    expect(new Set(open.asked.map(({ question }) => question.callId)).size).toBe(3);
  });
});
