import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallEvent } from '../../domain/call-event.ts';
import type { CallQuestion } from '../../domain/call-question.ts';
import { type CallerVerification, NOT_ASKED } from '../../domain/caller-verification.ts';
import { Fault } from '../../domain/fault.ts';
import type { Peer } from '../../domain/peer.ts';
import type { CallAnswer } from '../../ports/call-judge.ts';
import { eventOf } from '../../traffic/normalise/index.ts';
import { openRecordedEngine, type RecordedEngine } from '../recorded-engine.ts';
import { type CallJudgeParts, createCallJudge } from './call-judge.ts';
import type { CallPathPeer } from './call-path-peer.ts';

const PEER: Peer = {
  name: 'gateway',
  trunk: 'international',
  country: 'CN',
  trustsIdentity: false,
  trustsRedirection: false,
  allowedCallers: null,
  ownNumbers: null,
};
const AT = Date.UTC(2026, 10, 25, 3);
const question = (caller: string, more: Partial<CallQuestion> = {}): CallQuestion => ({
  callId: `${caller}@switch`,
  identities: [{ header: 'from', address: `sip:${caller}@192.0.2.1`, display: null, isPrivate: false }],
  callee: 'sip:+8613800000001@192.0.2.2',
  dialled: null,
  redirections: [],
  passports: [],
  privacy: [],
  at: AT,
  receivedAt: AT,
  saidAt: null,
  roaming: null,
  imei: null,
  cell: null,
  problems: [],
  ...more,
});

let folder: string;
let engine: RecordedEngine;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'call-judge-'));
  engine = await openRecordedEngine({ dataDir: folder, what: 'test', hashSeed: 1 });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

interface Told {
  readonly answered: string[];
  readonly unscreened: string[];
  unrecorded: number;
}

function judgeWith(configured: Partial<CallPathPeer> = {}, parts: Partial<CallJudgeParts> = {}) {
  const told: Told = { answered: [], unscreened: [], unrecorded: 0 };
  const whole: CallPathPeer = {
    peer: PEER,
    observe: false,
    timeLimitMs: 40,
    waitsForJournal: false,
    divertTo: null,
    verify: null,
    ...configured,
  };
  const judge = createCallJudge({
    engine,
    judgeEvent(event) {
      const { verdict, repeated, written } = engine.judge(event);
      return { judged: { event, verdict, truth: null }, repeated, journalled: written };
    },
    eventOf: (asked, peer, verification) =>
      eventOf(asked, peer, verification, engine.engine.normaliser, () => 480),
    configured: () => whole,
    words: { blockKindOf: () => 'law', labelOf: () => '疑似诈骗' },
    metrics: {
      answered: (_peer, treatment) => told.answered.push(treatment),
      unscreened: (_peer, why) => told.unscreened.push(why),
      unrecorded: () => {
        told.unrecorded += 1;
      },
    },
    ...parts,
  });
  return { judge, told };
}
const now = (answer: CallAnswer | Promise<CallAnswer>): CallAnswer => {
  if (answer instanceof Promise) throw new Error('the answer came later');
  return answer;
};
const SPOOFED = '+8695588';

describe('the judge of the call path', () => {
  it('answers in the turn it is asked in: an honest call passes, a forged service number is blocked', async () => {
    const { judge, told } = judgeWith();
    const honest = now(judge.ask(question('+442079460000'), PEER));
    expect(honest).toMatchObject({ treatment: 'allow', unscreened: null, blockKind: null, label: null });
    const forged = now(judge.ask(question(SPOOFED), PEER));
    expect(forged).toMatchObject({ treatment: 'block', blockKind: 'law', label: null });
    expect(forged.verdict?.signals.map(({ id }) => id)).toContain('SERVICE_CODE_FROM_ABROAD');
    await forged.written;
    expect(told.answered).toEqual(['allow', 'block']);
  });

  it('lets every call of a peer under observation pass, and judges it all the same', () => {
    const answer = now(judgeWith({ observe: true }).judge.ask(question(SPOOFED, { callId: 'seen' }), PEER));
    expect(answer).toMatchObject({ treatment: 'allow', unscreened: null, blockKind: null });
    expect(answer.verdict?.measure).toBe('block');
  });

  it('gives the same verdict when the call is asked again, and another call under its name its own', () => {
    const { judge } = judgeWith();
    const first = now(judge.ask(question('+442079460001', { callId: 'one' }), PEER));
    const again = now(judge.ask(question('+442079460001', { callId: 'one' }), PEER));
    expect(again.verdict?.id).toBe(first.verdict?.id);
    const other = now(judge.ask(question(SPOOFED, { callId: 'one' }), PEER));
    expect(other.treatment).toBe('block');
    expect(other.verdict?.id).not.toBe(first.verdict?.id);
  });

  it('goes on judging when the journal takes nothing: told as unrecorded, and nothing is counted', async () => {
    const before = engine.engine.features.stats();
    const { judge, told } = judgeWith(
      {},
      {
        judgeEvent() {
          throw new Fault('journal-full', 'no space');
        },
      },
    );
    const answer = now(judge.ask(question(SPOOFED, { callId: 'full' }), PEER));
    expect(answer.treatment).toBe('block');
    expect(answer.verdict).toMatchObject({
      id: 'not-recorded',
      degraded: [{ what: 'features', why: 'uncounted' }],
    });
    await expect(answer.written).rejects.toThrow('no space');
    expect(engine.engine.features.stats()).toEqual(before);
    expect(told).toMatchObject({ answered: ['block'], unrecorded: 1 });
  });

  it('lets a call pass and says why when something breaks', () => {
    const { judge, told } = judgeWith(
      {},
      {
        eventOf() {
          throw new TypeError('a bug');
        },
      },
    );
    expect(now(judge.ask(question(SPOOFED), PEER))).toMatchObject({
      treatment: 'allow',
      unscreened: 'internal-error',
      verdict: null,
    });
    expect(told.unscreened).toEqual(['internal-error']);
  });

  it('judges without the signature when its certificate takes longer than the peer waits', async () => {
    const events: CallEvent[] = [];
    const { judge } = judgeWith(
      { verify: () => new Promise(() => undefined) },
      {
        eventOf(asked, peer, verification) {
          const event = eventOf(asked, peer, verification, engine.engine.normaliser, () => 480);
          events.push(event);
          return event;
        },
      },
    );
    const answer = await judge.ask(question(SPOOFED, { callId: 'slow certificate' }), PEER);
    expect(answer.treatment).toBe('block');
    expect(events[0]?.signalling?.verification).toMatchObject({
      result: 'not-verified',
      reason: 'verification-time-limit',
    });
  });

  it('takes a verification that is at hand in the same turn', () => {
    const { judge } = judgeWith({ verify: () => ({ ...NOT_ASKED, result: 'passed', attestation: 'A' }) });
    now(judge.ask(question('+442079460002'), PEER));
  });

  it('ends a call whose statement is wrong where the profile says so, and never one to an emergency number', () => {
    const verify = (): CallerVerification => ({
      ...NOT_ASKED,
      result: 'failed',
      reason: 'bad-signature',
      response: { status: 438, phrase: 'Invalid Identity Header', endsCall: true },
    });
    const { judge } = judgeWith({ verify });
    const ended = now(judge.ask(question('+442079460004', { callId: 'unsound' }), PEER));
    expect(ended).toMatchObject({ treatment: 'block', blockKind: 'law', verification: { result: 'failed' } });
    const rescue = question('+442079460004', { callId: 'rescue', callee: 'sip:110@192.0.2.2' });
    expect(now(judge.ask(rescue, PEER)).treatment).toBe('allow');
    const observed = judgeWith({ verify, observe: true }).judge;
    expect(now(observed.ask(question('+442079460004', { callId: 'watched' }), PEER)).treatment).toBe('allow');
  });

  it('waits for the journal where the peer asks for it, and no longer than its limit', async () => {
    const held = await judgeWith({ waitsForJournal: true }).judge.ask(
      question(SPOOFED, { callId: 'held' }),
      PEER,
    );
    expect(held.treatment).toBe('block');
    const { judge, told } = judgeWith(
      { waitsForJournal: true },
      {
        judgeEvent(event) {
          const { verdict } = engine.judge(event);
          return {
            judged: { event, verdict, truth: null },
            repeated: false,
            journalled: new Promise(() => undefined),
          };
        },
      },
    );
    const slow = await judge.ask(question(SPOOFED, { callId: 'slow' }), PEER);
    expect(slow).toMatchObject({ treatment: 'allow', unscreened: 'journal-slow' });
    expect(told.unscreened).toEqual(['journal-slow']);
  });
});
