import { expect, test } from 'vitest';
import { factsOf } from '../domain/call-facts.ts';
import type { Decision } from '../domain/verdict.ts';
import { createEngine, type Engine } from './engine.ts';

const START = Date.UTC(2026, 2, 2, 2);
const DAY = 86_400_000;

/** Sixty strangers in two hours, most of whom do not answer. */
function callStrangers(engine: Engine, caller: string, from: number): Decision {
  let last: Decision | null = null;
  for (let call = 0; call < 60; call += 1) {
    const at = from + call * 120_000;
    last = engine.pipeline.judge(
      factsOf(
        engine.eventFrom({
          eventId: `${caller}-${at}`,
          source: 'test',
          caller,
          callee: `1370000${String(1000 + call * 37)}`,
          at,
          receivedAt: at + 60_000,
          outcome: call % 8 === 0 ? 'answered' : 'no-answer',
          ringMs: 20_000,
          talkMs: call % 8 === 0 ? 9_000 : 0,
        }),
      ),
    );
  }
  return last!;
}

test('a number is not called new while the state is younger than the newness rules look back', async () => {
  const engine = await createEngine();
  const first = callStrangers(engine, '13800000001', START);
  expect(first.signals.map(({ id }) => id)).not.toContain('NEW_NUMBER_BUSY');
  expect(first.measure).not.toBe('none');
  expect(first.degraded).toContainEqual({ what: 'features', why: 'warming' });

  const later = callStrangers(engine, '13800000002', START + 8 * DAY);
  expect(later.signals.map(({ id }) => id)).toContain('NEW_NUMBER_BUSY');
  expect(later.degraded).toEqual([]);
});

test('a quiet call of the first week is not called half judged', async () => {
  const engine = await createEngine();
  const event = engine.eventFrom({
    eventId: 'quiet',
    source: 'test',
    caller: '13800000001',
    callee: '13800000002',
    at: START,
    receivedAt: START,
  });
  expect(engine.pipeline.judge(factsOf(event))).toMatchObject({ measure: 'none', degraded: [] });
});
