import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANSWERS, type OpenDoor, openDoor, switchPeer } from '../../../test/kit/switch-door-kit.ts';
import type { CallAnswer } from '../../ports/call-judge.ts';
import { DEFAULT_SWITCH_ANSWERS } from './switch-peer.ts';

let door: OpenDoor;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const request = (callee: string) => ({
  verificationRequest: {
    from: { tn: '441632960001' },
    to: { tn: [callee] },
    time: 1_764_000_000,
    identity: 'eyJ.eyJ.sig;info=<https://cr.example/c.pem>;alg=ES256;ppt=shaken',
  },
});

const post = (body: unknown, at = door, type = 'application/json') =>
  fetch(`${at.url}/stir/v1/verification`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const ask = async (callee: string, at = door) =>
  ((await (await post(request(callee), at)).json()) as { verificationResponse: Record<string, unknown> })
    .verificationResponse;

describe('the verification dialect', () => {
  it('reads the request of an SBC', async () => {
    await ask('447700900000');
    expect(door.asked.at(-1)?.question).toMatchObject({
      callee: '447700900000',
      identities: [{ header: 'from', address: '441632960001' }],
      passports: ['eyJ.eyJ.sig;info=<https://cr.example/c.pem>;alg=ES256;ppt=shaken'],
      saidAt: 1_764_000_000_000,
    });
  });

  it('says that nothing was validated where nobody verified, of a judged and of an unscreened call', async () => {
    const nothing = { verstat: 'No-TN-Validation', verstatValue: 'No-TN-Validation' };
    expect(await ask('447700900000')).toEqual(nothing);
    expect(await ask('447700900004')).toEqual(nothing);
  });

  it('says of a block what the peer is told to act on; the code is a number', async () => {
    expect(await ask('447700900003')).toEqual({
      verstat: 'TN-Validation-Failed',
      verstatValue: 'TN-Validation-Failed',
      reasonCode: 403,
      reasonText: 'Blocked by policy',
      reasonDesc: 'CLI_FOREIGN_95',
      verifyResults: [
        {
          verifyResult: {
            status: 'fail',
            ppt: 'shaken',
            reasonCode: 403,
            reasonText: 'Blocked by policy',
            reasonDesc: 'CLI_FOREIGN_95',
            verstatValue: 'TN-Validation-Failed',
          },
        },
      ],
    });
    const verstat = {
      ...DEFAULT_SWITCH_ANSWERS.verstat,
      block: { verstat: 'Jingtong-Block', reasonCode: 499, reasonText: 'Fraud' },
    };
    await using other = await openDoor({
      peer: switchPeer({ answers: { ...DEFAULT_SWITCH_ANSWERS, verstat } }),
    });
    expect(await ask('3', other)).toMatchObject({ verstat: 'Jingtong-Block', reasonCode: 499 });
  });

  it.each([
    ['passed', null, { verstat: 'TN-Validation-Passed' }],
    [
      'failed',
      { status: 438, phrase: 'Invalid Identity Header', endsCall: true },
      { verstat: 'TN-Validation-Failed', reasonCode: 438 },
    ],
    ['failed', null, { verstat: 'TN-Validation-Failed', reasonCode: 438 }],
    [
      'not-verified',
      { status: 436, phrase: 'Bad Identity Info', endsCall: false },
      { verstat: 'No-TN-Validation', reasonCode: 436 },
    ],
    ['unknown', null, { verstat: 'No-TN-Validation' }],
  ] as const)('tells what the signature proved: %s', async (result, response, expected) => {
    const answer: CallAnswer = {
      ...ANSWERS.allow,
      verification: {
        result,
        reason: null,
        attestation: 'A',
        originId: null,
        diverted: 0,
        reasonHeaders: [],
        response,
      },
    };
    await using other = await openDoor({ judge: { ask: () => answer } });
    expect(await ask('1', other)).toMatchObject(expected);
  });

  it.each([
    ['', 'application/json', 400, 'SVC4000'],
    [{ verificationRequest: { from: { tn: '1' } } }, 'application/json', 400, 'SVC4001'],
    [{}, 'application/json', 400, 'SVC4001'],
    [request('1'), 'text/plain', 415, 'SVC4004'],
    [
      { verificationRequest: { from: { tn: '1' }, to: { tn: ['2'] }, time: 'now' } },
      'application/json',
      400,
      'SVC4005',
    ],
    ['{"verificationRequest":', 'application/json', 400, 'SVC4006'],
  ])(
    'answers %j as %s with the service error that an SBC lets pass',
    async (body, type, status, messageId) => {
      const answer = await post(body, door, type);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('jingtong-unscreened')).not.toBeNull();
      expect(await answer.json()).toMatchObject({ requestError: { serviceException: { messageId } } });
    },
  );
});
