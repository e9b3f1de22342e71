import { afterEach, expect, it } from 'vitest';
import { openDoor, switchPeer } from '../../../test/kit/switch-door-kit.ts';
import { DoorPulse } from './door-pulse.ts';

const pulses: DoorPulse[] = [];
afterEach(() => {
  for (const pulse of pulses.splice(0)) pulse.stop();
});

function pulse(maxLagMs: number): { pulse: DoorPulse; beatAfter: (ms: number) => void } {
  const made = new DoorPulse(maxLagMs, () => undefined);
  pulses.push(made);
  // Beats of its own timer would come between: these are far in its future, so that they are never "early".
  let now = performance.now() + 1_000_000;
  made.beat(now);
  return {
    pulse: made,
    beatAfter(ms) {
      now += ms;
      made.beat(now);
    },
  };
}

it('is overloaded after three late beats in a row, and not after one pause', () => {
  const { pulse: one, beatAfter } = pulse(100);
  beatAfter(10);
  expect(one.overloaded).toBe(false);
  for (const [ms, overloaded] of [
    [500, false],
    [10, false],
    [200, false],
    [200, false],
    [200, true],
    [200, true],
    [50, false],
  ] as const) {
    beatAfter(ms);
    expect([ms, one.overloaded]).toEqual([ms, overloaded]);
  }
});

it('tells what is late once, and nothing of what was answered', () => {
  const { pulse: one, beatAfter } = pulse(100);
  const late: string[] = [];
  const due = performance.now() + 1_000_050;
  const wait = (name: string) => ({ dueAt: due, late: () => late.push(name) });
  const answered = wait('answered');
  one.add(wait('late'));
  one.add(answered);
  one.remove(answered);
  beatAfter(10);
  expect(late).toEqual([]);
  beatAfter(100);
  beatAfter(100);
  expect(late).toEqual(['late']);
  expect(one.waiting).toBe(0);
});

it('refuses work over the limit of what may wait, and counts it', async () => {
  await using open = await openDoor({ peer: switchPeer({ timeLimitMs: 60_000 }), limits: { inFlight: 2 } });
  const head = 'POST /call/word HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n';
  const held = [open.raw(head, 5_000), open.raw(head, 5_000)];
  while (open.door.counts().inFlight < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await open.raw(`${head}callee=3`)).toMatch(/Jingtong-Unscreened: too-many-in-flight/);
  // A question that is whole and answered at once needs no place to wait.
  expect(await open.raw('GET /call/word?callee=3 HTTP/1.1\r\nHost: a\r\n\r\n')).toMatch(/BLOCK$/);
  expect(open.door.counts().reasons).toEqual({ 'too-many-in-flight': 1 });
  await open.close();
  await Promise.all(held);
});
