import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenDoor, openDoor, switchPeer } from '../../../test/kit/switch-door-kit.ts';
import { DEFAULT_SWITCH_ANSWERS } from './switch-peer.ts';

let door: OpenDoor;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

/** What `mod_xml_curl` posts for a dialplan look-up, the few of its two hundred variables that matter and some that do not. */
const form = (destination: string, more: Record<string, string> = {}) =>
  new URLSearchParams({
    hostname: 'fs1',
    section: 'dialplan',
    tag_name: '',
    key_name: '',
    key_value: '',
    'Event-Name': 'REQUEST_PARAMS',
    'Core-UUID': '00000000-0000-0000-0000-000000000001',
    'Caller-Direction': 'inbound',
    'Caller-Caller-ID-Name': 'Ann "A" <b>',
    'Caller-Caller-ID-Number': '+441632960001',
    'Caller-Network-Addr': '192.0.2.1',
    'Caller-Destination-Number': destination,
    'Hunt-Destination-Number': destination,
    'Unique-ID': '11111111-0000-0000-0000-000000000001',
    'Caller-Context': 'public',
    variable_sip_call_id: 'abc@fs',
    'variable_sip_P-Asserted-Identity': '+441632960002',
    ...more,
  });

const ask = async (destination: string, more: Record<string, string> = {}, at = door) => {
  const answer = await fetch(`${at.url}/call/freeswitch`, { method: 'POST', body: form(destination, more) });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8');
  return answer.text();
};
const actions = (xml: string) =>
  [...xml.matchAll(/<action application="(\w+)" data="([^"]*)"\/>/g)].map(
    ([, name, data]) => `${name} ${data}`,
  );

describe('the FreeSWITCH dialect', () => {
  it('reads what mod_xml_curl posts', async () => {
    await ask('+447700900000');
    expect(door.asked.at(-1)?.question).toMatchObject({
      callId: 'abc@fs',
      callee: '+447700900000',
      identities: [
        { header: 'from', address: '+441632960001', display: 'Ann "A" <b>' },
        { header: 'p-asserted-identity', address: '+441632960002' },
      ],
    });
  });

  it.each(['+447700900000', '+447700900004'])(
    'finds nothing for %s, so the dialplan goes on',
    async (destination) => {
      const xml = await ask(destination);
      expect(xml).toContain('<section name="result"><result status="not found"/></section>');
    },
  );

  it('hangs up with the cause of the peer', async () => {
    const xml = await ask('+447700900003');
    expect(xml).toContain(
      '<section name="dialplan"><context name="public"><extension name="jingtong"><condition>',
    );
    expect(actions(xml)).toEqual([
      'set jingtong_asked=v-0001',
      'set jingtong_reason=CLI_FOREIGN_95',
      'hangup CALL_REJECTED',
    ]);
    const hangupCause = { ...DEFAULT_SWITCH_ANSWERS.hangupCause, law: 'INVALID_NUMBER_FORMAT' };
    await using other = await openDoor({
      peer: switchPeer({ answers: { ...DEFAULT_SWITCH_ANSWERS, hangupCause } }),
    });
    expect(actions(await ask('3', {}, other)).at(-1)).toBe('hangup INVALID_NUMBER_FORMAT');
  });

  it('transfers to the target, into the context of the peer', async () => {
    expect(actions(await ask('+447700900002')).at(-1)).toBe('transfer 96110 XML public');
    const answers = { ...DEFAULT_SWITCH_ANSWERS, divertContext: 'announcements' };
    await using other = await openDoor({ peer: switchPeer({ answers }) });
    expect(actions(await ask('2', {}, other)).at(-1)).toBe('transfer 96110 XML announcements');
  });

  it('labels and looks the number up again, which is not asked twice', async () => {
    const before = door.asked.length;
    expect(actions(await ask('+447700900001'))).toEqual([
      'set jingtong_asked=v-0001',
      'set jingtong_reason=CLI_FOREIGN_95',
      'set effective_caller_id_name=疑似诈骗',
      'transfer +447700900001 XML public',
    ]);
    const again = await ask('+447700900001', { variable_jingtong_asked: 'v-0001' });
    expect(again).toContain('not found');
    expect(door.asked.length).toBe(before + 1);
  });

  it('never transfers to a number with something behind it', async () => {
    const xml = await ask('a b XML evil 1');
    expect(xml).toContain('not found');
  });

  it('answers other sections with nothing found, and tells what to change', async () => {
    const answer = await fetch(`${door.url}/call/freeswitch`, {
      method: 'POST',
      body: form('3', { section: 'directory' }),
    });
    expect(answer.headers.get('jingtong-problem')).toMatch(/bindings="dialplan"/);
    expect(await answer.text()).toContain('not found');
  });
});
