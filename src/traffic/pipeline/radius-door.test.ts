import { expect, it } from 'vitest';
import { TEST_PEER } from '../../../test/kit/switch-door-kit.ts';
import { shippedPlans } from '../../../test/numbers/shipped-plans.ts';
import { createNumberNormaliser } from '../normalise/index.ts';
import { accountedCallEvent } from './radius-door.ts';

it('reads the numbers of a told call by the rules of its peer', async () => {
  const normaliser = createNumberNormaliser(await shippedPlans());
  const event = accountedCallEvent(
    {
      callId: 'call-1',
      peer: TEST_PEER,
      caller: '01632 960001',
      callee: 'sip:+447700900000@a.example',
      redirecting: '01632 960003',
      at: 1_764_000_000_000,
      receivedAt: 1_764_000_061_000,
      ringMs: 7_250,
      talkMs: 60_750,
      outcome: 'answered',
      releasedBy: 'callee',
      problems: ['start-not-seen'],
    },
    normaliser,
    () => 60,
  );
  expect(event).toMatchObject({
    source: 'radius:test-switch',
    trunk: 'interconnect',
    utcOffsetMin: 60,
    outcome: 'answered',
    ringMs: 7_250,
    talkMs: 60_750,
    signalling: { callerFrom: 'from', redirectionTrust: 'claimed', redirections: [{ reason: 'unknown' }] },
    problems: ['start-not-seen'],
  });
  expect(event.id).toMatch(/^test-switch\/call-1\//);
  expect([event.caller.canonical, event.callee.canonical]).toEqual(['+441632960001', '+447700900000']);
});
