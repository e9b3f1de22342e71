import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenDoor, openDoor, switchPeer } from '../../../test/kit/switch-door-kit.ts';
import { DEFAULT_SWITCH_ANSWERS } from './switch-peer.ts';

let door: OpenDoor;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

/** The payload of a calling webhook, shortened. */
const payload = (to: string) => ({
  call_sid: 'ac5c697a-0000-4000-8000-000000000001',
  account_sid: '66a00000-0000-4000-8000-000000000001',
  direction: 'inbound',
  from: '+441632960001',
  to,
  caller_name: '',
  call_id: '935f3b60@carrier.example',
  sip_status: 100,
  call_status: 'trying',
  originating_sip_ip: '192.0.2.9',
  originating_sip_trunk_name: 'carrier-a',
  sip: {
    method: 'INVITE',
    uri: `sip:${to}@192.0.2.1`,
    headers: {
      from: '<sip:+441632960001@carrier.example>;tag=1',
      'p-asserted-identity': '<sip:+441632960002@carrier.example>',
      identity: 'eyJ.eyJ.sig;info=<https://cr.example/c.pem>',
      privacy: 'id',
    },
  },
});

const ask = async (to: string, at = door) => {
  const answer = await fetch(`${at.url}/call/jambonz`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload(to)),
  });
  return (await answer.json()) as Record<string, unknown>[];
};

describe('the jambonz dialect', () => {
  it('reads the payload and the headers in it', async () => {
    await ask('+447700900000');
    expect(door.asked.at(-1)?.question).toMatchObject({
      callId: '935f3b60@carrier.example',
      callee: '+447700900000',
      privacy: ['id'],
      passports: ['eyJ.eyJ.sig;info=<https://cr.example/c.pem>'],
      identities: [
        { header: 'from', address: '+441632960001' },
        { header: 'p-asserted-identity', address: '<sip:+441632960002@carrier.example>' },
      ],
    });
  });

  it('declines alone, with the status of the kind of block', async () => {
    expect(await ask('+447700900003')).toEqual([
      { verb: 'sip:decline', status: 603, reason: 'Decline', headers: { 'X-Jingtong-Verdict': 'v-0001' } },
    ]);
  });

  it('dials a call that may pass', async () => {
    const target = [{ type: 'phone', number: '+447700900000' }];
    expect(await ask('+447700900000')).toEqual([{ verb: 'dial', answerOnBridge: true, target }]);
  });

  it('tags what is labelled, diverted or unscreened, and goes on', async () => {
    const label = await ask('+447700900001');
    expect(label[0]).toMatchObject({
      verb: 'tag',
      data: { jingtong: { action: 'label', label: '疑似诈骗' } },
    });
    expect(label[1]).toMatchObject({
      verb: 'dial',
      headers: { 'X-Jingtong-Label': encodeURIComponent('疑似诈骗') },
    });
    const divert = await ask('+447700900002');
    expect(divert.map(({ verb }) => verb)).toEqual(['tag', 'dial']);
    expect(divert[1]).toMatchObject({ target: [{ type: 'phone', number: '96110' }] });
    const unscreened = await ask('+447700900004');
    expect(unscreened[0]).toMatchObject({ data: { jingtong: { unscreened: 'journal-slow' } } });
  });

  it("hands over to the carrier's own application where it has one", async () => {
    const answers = { ...DEFAULT_SWITCH_ANSWERS, continueHook: 'https://app.example/incoming' };
    await using other = await openDoor({ peer: switchPeer({ answers }) });
    const redirect = { verb: 'redirect', actionHook: 'https://app.example/incoming' };
    expect(await ask('+447700900000', other)).toEqual([redirect]);
    expect((await ask('+447700900001', other)).at(-1)).toEqual(redirect);
  });
});
