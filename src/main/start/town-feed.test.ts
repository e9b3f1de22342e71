import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { CallAttempt, SimulatedTruth } from '../../api/index.ts';
import { feedTown } from './town-feed.ts';

it('feeds calls when they have ended, the past at once, and never one from the future', async () => {
  const judged: { attempt: CallAttempt; truth: SimulatedTruth; now: number }[] = [];
  let now = Date.UTC(2026, 10, 25, 6);
  const faults: unknown[] = [];
  const stop = feedTown({
    clock: { now: () => now },
    seed: 7,
    people: 2_000,
    speed: 1,
    pastMs: 20 * 60_000,
    judge: (attempt, truth) => judged.push({ attempt, truth, now }),
    onFault: (error) => faults.push(error),
  });
  while (judged.length < 50) await sleep(10);
  const past = judged.length;
  now += 10 * 60_000;
  while (judged.length === past) await sleep(10);
  stop();
  expect(faults).toEqual([]);
  for (const { attempt, now: then } of judged) {
    expect(attempt.receivedAt).toBeLessThanOrEqual(then);
    expect(attempt.at).toBeLessThanOrEqual(attempt.receivedAt);
    expect(attempt.source).toBe('town');
  }
  expect(new Set(judged.map(({ attempt }) => attempt.eventId)).size).toBe(judged.length);
  expect(judged.some(({ truth }) => truth.fraud)).toBe(true);
});

it('stops and says so when a call cannot be judged', async () => {
  const faults: unknown[] = [];
  feedTown({
    clock: { now: () => Date.UTC(2026, 10, 25, 6) },
    seed: 7,
    people: 2_000,
    speed: 1,
    pastMs: 20 * 60_000,
    judge: () => {
      throw new Error('journal full');
    },
    onFault: (error) => faults.push(error),
  });
  while (faults.length === 0) await sleep(10);
  await sleep(200);
  expect(faults).toHaveLength(1);
});
