import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenDoor, openDoor, switchPeer } from '../../../test/kit/switch-door-kit.ts';
import { DEFAULT_SWITCH_ANSWERS } from './switch-peer.ts';

let door: OpenDoor;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const ask = (callee: string, path = '/call/status') =>
  fetch(`${door.url}${path}?caller=+441632960001&callee=${callee}&id=c-1`, { redirect: 'manual' });

describe('the status dialect', () => {
  it.each([
    ['0', 200, 'allow'],
    ['1', 200, 'label'],
    ['2', 302, 'divert'],
    ['3', 403, 'block'],
    ['4', 200, 'allow'],
    ['7', 403, 'block'],
  ])('answers a call to ...%s with %i', async (digit, status, action) => {
    const answer = await ask(`+44770090000${digit}`);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('jingtong-action')).toBe(action);
  });

  it('names target, label, verdict, reason and why a call passes unscreened', async () => {
    const divert = await ask('2');
    expect(divert.headers.get('location')).toBe('tel:96110');
    const label = await ask('1');
    expect(decodeURIComponent(label.headers.get('jingtong-label') ?? '')).toBe('疑似诈骗');
    expect(label.headers.get('jingtong-verdict')).toBe('v-0001');
    expect(label.headers.get('jingtong-reason')).toBe('CLI_FOREIGN_95');
    expect((await ask('3')).headers.get('jingtong-block')).toBe('law');
    expect((await ask('4')).headers.get('jingtong-unscreened')).toBe('journal-slow');
  });

  it('takes a form as it takes a query', async () => {
    const answer = await fetch(`${door.url}/call/status`, {
      method: 'POST',
      body: new URLSearchParams({ caller: '+441632960001', callee: '+447700900003' }),
    });
    expect(answer.status).toBe(403);
  });

  it('is mapped by the peer', async () => {
    const peer = switchPeer({
      answers: {
        ...DEFAULT_SWITCH_ANSWERS,
        status: { allow: 404, label: 404, divert: 300, block: 200, unscreened: 503 },
      },
    });
    await using inverted = await openDoor({ peer });
    const status = async (callee: string) =>
      (await fetch(`${inverted.url}/call/status?callee=${callee}`, { redirect: 'manual' })).status;
    expect([await status('0'), await status('2'), await status('3'), await status('4')]).toEqual([
      404, 300, 200, 503,
    ]);
  });
});

describe('the word dialect', () => {
  it.each([
    ['0', 'ALLOW'],
    ['1', 'LABEL 疑似诈骗'],
    ['2', 'DIVERT tel:96110'],
    ['3', 'BLOCK'],
    ['4', 'UNSCREENED'],
  ])('answers a call to ...%s with one line and no line end', async (digit, text) => {
    const answer = await ask(`+44770090000${digit}`, '/call/word');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(text);
  });
});

describe('the Kamailio dialect', () => {
  it.each([
    ['0', 200, 'action=allow;id=v-0001'],
    ['1', 200, 'action=label;reason=CLI_FOREIGN_95;label="疑似诈骗";id=v-0001'],
    ['2', 302, 'action=divert;reason=CLI_FOREIGN_95;target=tel%3A96110;id=v-0001'],
    ['3', 403, 'action=block;reason=CLI_FOREIGN_95;block=law;id=v-0001'],
    ['4', 200, 'action=allow;reason=journal-slow;unscreened=yes'],
  ])('answers a call to ...%s with a status and a list of values', async (digit, status, text) => {
    const answer = await ask(`+44770090000${digit}`, '/call/kamailio');
    expect(answer.status).toBe(status);
    expect(await answer.text()).toBe(text);
  });
});
