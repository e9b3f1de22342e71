import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TEST_PEER } from '../../../../test/kit/switch-door-kit.ts';
import type { AccountingRecord, AccountingStatus } from './accounting-record.ts';
import { CallSessions } from './call-sessions.ts';

const record = (status: AccountingStatus, session: string, receivedAt: number): AccountingRecord => ({
  status,
  session,
  call: session,
  nas: 'box',
  caller: '1',
  callee: '2',
  redirecting: null,
  at: receivedAt,
  receivedAt,
  setup: null,
  connect: null,
  disconnect: null,
  talkMs: null,
  cause: null,
  sipStatus: null,
  sipFromTag: null,
  releasedBy: 'unknown',
});

describe('calls under way', () => {
  it('end when they are silent too long', () => {
    const sessions = new CallSessions({ silentMs: 1_000 });
    sessions.take(record('start', 'a', 0), TEST_PEER);
    sessions.take(record('start', 'b', 0), TEST_PEER);
    sessions.take(record('interim', 'b', 900), TEST_PEER);
    expect(sessions.silent(1_000).map(({ callId, problems }) => [callId, problems])).toEqual([
      ['a', ['stop-lost']],
    ]);
    expect(sessions.open).toBe(1);
    expect(sessions.take(record('stop', 'a', 1_100), TEST_PEER).kind).toBe('retransmitted');
  });

  it('give every session one call at most, whatever comes in whatever order', () => {
    const status = fc.constantFrom<AccountingStatus>('start', 'stop', 'interim', 'failed', 'on', 'off');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(status, fc.constantFrom('a', 'b', 'c', 'd')), { maxLength: 60 }),
        fc.integer({ min: 1, max: 3 }),
        (records, limit) => {
          const sessions = new CallSessions({ sessions: limit, silentMs: 10 });
          const ids: string[] = [];
          records.forEach(([kind, session], at) => {
            const step = sessions.take(record(kind, session, at), TEST_PEER);
            ids.push(...step.finished.map(({ callId }) => callId));
            expect(sessions.open).toBeLessThanOrEqual(limit);
          });
          ids.push(...sessions.silent(1_000_000).map(({ callId }) => callId));
          expect(sessions.open).toBe(0);
          expect(new Set(ids).size).toBe(ids.length);
        },
      ),
    );
  });
});
