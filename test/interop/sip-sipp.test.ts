import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingPeer } from '../kit/peers.ts';
import { openDoor, type RunningDoor } from '../kit/sip-door.ts';
import { DialledDigitJudge, numberFor } from '../kit/sip-judge.ts';
import { type SippCall, type SippResult, sippCall } from '../kit/sipp.ts';

/** Debian's sipp is built without TLS; over TLS the door is asked by Kamailio (sip-kamailio.test.ts). */
describe.skipIf(missingPeer('sipp')).each(['UDP', 'TCP'] as const)('sipp asks over %s', (transport) => {
  const folder = mkdtempSync(join(tmpdir(), 'jingtong-sipp-'));
  let door: RunningDoor;
  beforeAll(async () => {
    door = await openDoor(new DialledDigitJudge());
  });
  afterAll(async () => {
    await door?.server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = async (call: SippCall, calls = 1, rate = 10): Promise<SippResult> => {
    const to = `127.0.0.1:${transport === 'UDP' ? door.udp : door.tcp}`;
    const result = await sippCall({ folder, to, transport, call, calls, rate });
    if (result.code !== 0) throw new Error(result.said);
    return result;
  };
  const expectations: readonly [Parameters<typeof numberFor>[0], number, string, string][] = [
    ['allow', 404, 'To', 'tag='],
    ['label', 302, 'Contact', 'jingtong='],
    ['divert', 302, 'Contact', 'sip:96110@127.0.0.1:[0-9]+;user=phone'],
    ['analytics', 603, 'Reason', 'v=analytics1'],
    ['list', 603, 'To', 'tag='],
    ['law', 603, 'To', 'tag='],
    ['subscriber', 607, 'To', 'tag='],
    ['unscreened', 404, 'X-Jingtong', 'unscreened;reason=journal-full'],
    ['late', 404, 'To', 'tag='],
    ['never', 404, 'X-Jingtong', 'unscreened;reason=time-limit'],
  ];
  it.each(expectations)('%s is answered with %i', async (what, status, name, matches) => {
    await run({ number: numberFor(what), status, header: { name, matches } });
  });
  it('answers five hundred calls with nothing sent twice', async () => {
    const before = door.server.figures();
    const { statistics } = await run({ number: numberFor('allow'), status: 404 }, 500, 250);
    expect(statistics['SuccessfulCall(C)']).toBe('500');
    expect(statistics['Retransmissions(C)']).toBe('0');
    const after = door.server.figures();
    expect(after.peers[0]!.requests.INVITE - before.peers[0]!.requests.INVITE).toBe(500);
    expect(after.resent).toBe(before.resent);
    expect(after.unacknowledged).toBe(0);
  });
});
