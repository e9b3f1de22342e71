import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallQuestion } from '../../src/domain/call-question.ts';
import type { Peer } from '../../src/domain/peer.ts';
import type { CallAnswer } from '../../src/ports/call-judge.ts';
import { eventually } from '../kit/service-process.ts';
import { readResponse, sipRequest, UdpCaller } from '../kit/sip-caller.ts';
import { doorPeer, openDoor, type RunningDoor } from '../kit/sip-door.ts';
import { DialledDigitJudge, numberFor } from '../kit/sip-judge.ts';

let door: RunningDoor;
let caller: UdpCaller;
async function open(judge: DialledDigitJudge, more: Parameters<typeof openDoor>[1] = {}): Promise<void> {
  door = await openDoor(judge, more);
  caller = await UdpCaller.open(door.udp);
}
afterEach(async () => {
  caller.close();
  await door.server.close();
});
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

/** Busy for so long with every call, as a machine that cannot keep up. */
class SlowJudge extends DialledDigitJudge {
  busyMs = 4;
  override ask(question: CallQuestion, peer: Peer): CallAnswer | Promise<CallAnswer> {
    const until = performance.now() + this.busyMs;
    while (performance.now() < until);
    return super.ask(question, peer);
  }
}

describe('under stress', () => {
  it('answers calls unjudged while more come than can be judged, and judges again afterwards', async () => {
    const judge = new SlowJudge();
    await open(judge, { limits: { maxWaitMs: 100 } });
    for (let sent = 0; sent < 600; sent += 1)
      caller.send(sipRequest({ uri: `sip:${numberFor('list')}@127.0.0.1` }));
    await eventually(
      async () => door.server.figures().peers[0]!,
      ({ answers, unscreened }) =>
        (unscreened.overload ?? 0) > 0 && answers.reduce((sum, { count }) => sum + count, 0) >= 600,
    );
    const { peers } = door.server.figures();
    expect(judge.asked.length + (peers[0]!.unscreened.overload ?? 0)).toBe(600);
    await eventually(
      async () => door.server.figures().load.isShedding,
      (shedding) => !shedding,
    );
    const before = judge.asked.length;
    caller.send(sipRequest({ uri: `sip:${numberFor('list')}@127.0.0.1` }));
    await eventually(
      async () => judge.asked.length,
      (asked) => asked === before + 1,
    );
  });

  it('forgets the oldest of a flood and stays within its places, one caller or many', async () => {
    await open(new DialledDigitJudge(), { limits: { maxTransactions: 256, transactionBytes: 1 << 20 } });
    for (let sent = 0; sent < 3000; sent += 1) {
      const fromTag = sent % 2 === 0 ? 'one' : `many${sent}`;
      caller.send(sipRequest({ uri: `sip:${numberFor('allow')}@127.0.0.1`, fromTag }));
      if (sent % 50 === 0) await turn();
    }
    await eventually(
      async () => caller.received.length,
      (count) => count >= 3000,
    );
    const { transactions } = door.server.figures();
    expect(transactions.open).toBeLessThanOrEqual(256);
    expect(transactions.evictedOpen).toBeGreaterThan(2000);
  });

  it('lets calls pass when too many wait for a judgement', async () => {
    await open(new DialledDigitJudge(), { limits: { maxPending: 5 } });
    for (let sent = 0; sent < 8; sent += 1)
      caller.send(sipRequest({ uri: `sip:${numberFor('never')}@127.0.0.1` }));
    await eventually(
      async () => caller.received.length,
      (count) => count >= 3,
    );
    const { unscreened } = door.server.figures().peers[0]!;
    expect(unscreened.overload).toBe(3);
    expect(door.server.figures().pending).toBe(5);
  });

  it('lets a call pass whose judge fails', async () => {
    class FailingJudge extends DialledDigitJudge {
      override ask(question: CallQuestion): CallAnswer | Promise<CallAnswer> {
        if (question.callee.includes(numberFor('late'))) return Promise.reject(new Error('later'));
        throw new Error('at once');
      }
    }
    await open(new FailingJudge());
    for (const what of ['allow', 'late'] as const) {
      const answer = await caller.ask(sipRequest({ uri: `sip:${numberFor(what)}@127.0.0.1` }));
      expect([answer.status, answer.header('X-Jingtong')]).toEqual([404, 'unscreened;reason=failed']);
    }
  });

  it('is not moved by a clock that jumps', async () => {
    let now = Date.UTC(2026, 10, 25);
    const judge = new DialledDigitJudge();
    await open(judge, { clock: { now: () => now } });
    const request = sipRequest({ uri: `sip:${numberFor('allow')}@127.0.0.1`, branch: 'z9hG4bK-clock' });
    const first = await caller.ask(request);
    now -= 86_400_000;
    expect((await caller.ask(request)).text).toBe(first.text);
    now += 30 * 86_400_000;
    const late = sipRequest({ uri: `sip:${numberFor('late')}@127.0.0.1` });
    expect((await caller.ask(late)).status).toBe(100);
    expect((await caller.next()).status).toBe(404);
    expect(judge.asked).toHaveLength(2);
  });

  it('takes broken packets without an answer of its own making in them, and goes on', async () => {
    await open(new DialledDigitJudge());
    const whole = Buffer.from(
      sipRequest({ uri: `sip:${numberFor('label')}@127.0.0.1`, headers: ['Require: a', 'Timestamp: 1'] }),
    );
    const broken = fc
      .array(
        fc.tuple(fc.nat(whole.length - 1), fc.constantFrom(0, 10, 13, 34, 44, 58, 59, 60, 62, 128, 255)),
        { minLength: 1, maxLength: 6 },
      )
      .map((changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes) bytes[at] = byte;
        return bytes;
      });
    const packets = fc.sample(
      fc.oneof(
        broken,
        fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)),
      ),
      3000,
    );
    let sent = 0;
    for (const packet of packets) {
      caller.send(packet);
      sent += 1;
      if (sent % 50 === 0) await turn();
    }
    const alive = sipRequest({ method: 'OPTIONS', callId: 'still-alive@test' });
    caller.send(alive);
    await eventually(
      async () => caller.received.some((bytes) => bytes.includes('still-alive@test')),
      (isThere) => isThere,
    );
    const ours =
      /^(Via|From|To|Call-ID|CSeq|Timestamp|Contact|P-Asserted-Identity|X-Jingtong|Reason|Allow|Accept|Accept-Encoding|Accept-Language|Supported|Unsupported|Retry-After|Content-Length):/;
    for (const bytes of caller.received) {
      const { status, text } = readResponse(bytes);
      expect(status).toBeGreaterThanOrEqual(100);
      const [head = ''] = text.split('\r\n\r\n');
      for (const line of head.split('\r\n').slice(1)) expect(line).toMatch(ours);
      expect(text.indexOf('\r\n\r\n')).toBe(text.length - 4);
      expect(head.replace(/\r\n/g, '')).not.toMatch(/[\r\n\0]/);
    }
  });

  it('counts every datagram it does not answer', async () => {
    await open(new DialledDigitJudge(), { peers: [doorPeer()] });
    caller.send('\r\n\r\n');
    caller.send('no SIP at all, but longer than a probe');
    caller.send('SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nCSeq: 1 INVITE\r\n\r\n');
    caller.send('INVITE sip:a SIP/2.0\r\nCall-ID: x\r\n\r\n');
    caller.send(sipRequest({ method: 'ACK' }));
    caller.send(sipRequest({ via: `SIP/2.0/UDP a;branch=z9hG4bK${'x'.repeat(3000)}` }));
    caller.send(sipRequest({ fromTag: 'y'.repeat(17_000), branch: 'z9hG4bKlong' }));
    await eventually(
      async () => door.server.figures().drops['reply-too-long'],
      (count) => count === 1,
    );
    expect(door.server.figures().drops).toMatchObject({
      'not-sip': 1,
      response: 1,
      'no-via': 1,
      'stray-ack': 1,
      'key-too-long': 1,
    });
  });
});
