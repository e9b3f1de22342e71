import { expect, test } from 'vitest';
import { createEngine } from './engine.ts';

test('a call from abroad: the caller is international, the callee may be written as at home', async () => {
  const engine = await createEngine();
  const at = Date.UTC(2026, 2, 2, 1);
  const read = (caller: string, callee: string) =>
    engine.eventFrom({
      eventId: callee,
      source: 't',
      caller,
      callee,
      trunk: 'international',
      at,
      receivedAt: at,
    });
  for (const callee of ['13800000000', '8613800000000', '+8613800000000', '008613800000000']) {
    const event = read('12025550143', callee);
    expect(event.callee).toMatchObject({ canonical: '+8613800000000', confidence: 'certain' });
    expect(event.caller).toMatchObject({ canonical: '+12025550143', confidence: 'certain' });
    expect(event.trunk).toBe('international');
  }
  expect(read('13800000000', '110').callee).toMatchObject({ kind: 'service-code', type: 'emergency' });
  expect(read('13800000000', '110').caller.confidence).toBe('ambiguous');
});
