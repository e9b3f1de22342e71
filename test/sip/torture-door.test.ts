import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StreamCaller, sipRequest, UdpCaller } from '../kit/sip-caller.ts';
import { openDoor, type RunningDoor } from '../kit/sip-door.ts';
import { DialledDigitJudge, numberFor } from '../kit/sip-judge.ts';

const MESSAGES = readdirSync('test/corpus/sip')
  .filter((name) => name.endsWith('.sip'))
  .map((name) => readFileSync(`test/corpus/sip/${name}`));

let door: RunningDoor;
let caller: UdpCaller;
beforeEach(async () => {
  door = await openDoor(new DialledDigitJudge());
  caller = await UdpCaller.open(door.udp);
});
afterEach(async () => {
  caller.close();
  await door.server.close();
});

/** Whether the door still does its work: a call is let pass. */
async function answers(): Promise<void> {
  const asked = sipRequest({ uri: `sip:${numberFor('allow')}@127.0.0.1` });
  caller.send(asked);
  for (;;) {
    const answer = await caller.next();
    if (answer.header('Call-ID') !== null && asked.includes(answer.header('Call-ID')!)) {
      expect(answer.status).toBe(404);
      return;
    }
  }
}

it('goes on after every message of RFC 4475 in a datagram, whole, cut and doubled', async () => {
  for (const bytes of MESSAGES) {
    caller.send(bytes);
    caller.send(bytes.subarray(0, bytes.length >> 1));
    caller.send(Buffer.concat([bytes, bytes]));
  }
  await answers();
});

it('goes on after every message of RFC 4475 on a connection of its own, and in one stream', async () => {
  const streams = await Promise.all(
    [...MESSAGES, Buffer.concat(MESSAGES)].map(async (bytes) => {
      const stream = await StreamCaller.open(door.tcp);
      stream.send(bytes);
      return stream;
    }),
  );
  await answers();
  for (const stream of streams) stream.close();
  await answers();
});

it('closes a connection whose lengths nobody can use', async () => {
  const broken = MESSAGES.find((bytes) => bytes.includes('Content-Length: -999'))!;
  const stream = await StreamCaller.open(door.tcp);
  stream.send(broken);
  expect(await stream.closed()).toBe(true);
});
