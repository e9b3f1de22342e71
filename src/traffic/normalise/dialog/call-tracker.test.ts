import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Dialog } from '../../../../test/kit/dialog-text.ts';
import { parseSip } from '../../sources/index.ts';
import { CallTracker, type FinishedCall } from './call-tracker.ts';
import type { TrackerLimits } from './tracker-limits.ts';

const START = Date.UTC(2026, 0, 5, 10);

interface Step {
  /** Milliseconds after the start. */
  readonly at: number;
  readonly text: string;
  readonly correlation?: string;
}

function tracking(limits: Partial<TrackerLimits> = {}) {
  const calls: FinishedCall<string>[] = [];
  const tracker = new CallTracker<string>({
    open: ({ bytes }) => Buffer.from(bytes).toString('latin1').split('\r\n')[0]!,
    onCall: (call) => calls.push(call),
    limits,
  });
  const take = ({ at, text, correlation }: Step, now = at) => {
    const message = parseSip(Buffer.from(text));
    if (!message.ok) throw new Error(message.detail);
    tracker.take(message.value, START + at, now, correlation);
  };
  return { calls, tracker, take };
}

/**
 * The calls told of when the messages are taken in the order given and nothing comes after them; `now` holds the waiting
 * clock still.
 */
function callsOf(steps: readonly Step[], now?: number) {
  const { calls, tracker, take } = tracking();
  for (const step of steps) take(step, now);
  tracker.end();
  return { calls, counts: tracker.counts };
}

const call = new Dialog();
const answered: readonly Step[] = [
  { at: 0, text: call.invite() },
  { at: 10, text: call.response(100, { toTag: '' }) },
  { at: 900, text: call.response(180) },
  { at: 8000, text: call.response(200) },
  { at: 8020, text: call.ack() },
  { at: 68_000, text: call.bye() },
  { at: 68_030, text: call.response(200, { method: 'BYE', cseq: 2, hop: 'bye' }) },
];

describe('a call', () => {
  it('that is answered has ring time, talk time and who hung up', () => {
    const { calls } = callsOf(answered);
    expect(calls).toEqual([
      {
        callId: 'c1@caller.example',
        callerTag: 'a1',
        cseq: 1,
        opening: 'INVITE sip:13900000002@callee.example SIP/2.0',
        at: START,
        outcome: 'answered',
        status: 200,
        ringMs: 8000,
        talkMs: 60_000,
        endedBy: 'caller',
        cause: null,
        endSeen: true,
        problems: [],
      },
    ]);
  });

  it('that the called person ends says so, with the cause of the telephone network', () => {
    const bye = call.bye({ by: 'callee', headers: ['Reason: SIP;cause=200, Q.850 ;cause=16;text="x,y"'] });
    const { calls } = callsOf([...answered.slice(0, 5), { at: 9000, text: bye }]);
    expect(calls).toMatchObject([{ outcome: 'answered', talkMs: 1000, endedBy: 'callee', cause: 16 }]);
  });

  it.each([
    [486, 'busy'],
    [600, 'busy'],
    [404, 'dead-number'],
    [604, 'dead-number'],
    [484, 'failed'],
    [480, 'no-answer'],
    [408, 'no-answer'],
    [487, 'cancelled'],
    [403, 'failed'],
    [503, 'failed'],
    [603, 'failed'],
  ])('that ends in %i is %s', (status, outcome) => {
    const { calls } = callsOf([answered[0]!, { at: 5000, text: call.response(status) }]);
    expect(calls).toMatchObject([{ outcome, status, ringMs: 5000, talkMs: 0, endSeen: true }]);
  });

  it.each([
    [480, 1, 'dead-number'],
    [503, 17, 'busy'],
    [500, 19, 'no-answer'],
    [503, 34, 'failed'],
    [487, 17, 'cancelled'],
  ])('that ends in %i with cause %i of the telephone network is %s', (status, cause, outcome) => {
    const text = call.response(status, { headers: [`Reason: Q.850;cause=${cause}`] });
    expect(callsOf([answered[0]!, { at: 5000, text }]).calls).toMatchObject([{ outcome, cause }]);
  });

  it('cancelled because another device took it was not given up', () => {
    const steps = [
      answered[0]!,
      { at: 3000, text: call.cancel({ headers: ['Reason: SIP;cause=200;text="Call completed elsewhere"'] }) },
      { at: 3010, text: call.response(487) },
    ];
    expect(callsOf(steps).calls).toMatchObject([
      { outcome: 'unknown', talkMs: null, problems: ['answered-elsewhere'] },
    ]);
  });

  it('asked for a password, a signature or sent elsewhere is one call, rung for since its last attempt', () => {
    for (const status of [401, 407, 302, 428]) {
      const steps = [
        answered[0]!,
        { at: 20, text: call.response(status) },
        { at: 25, text: call.ack() },
        { at: 31_000, text: call.invite({ cseq: 2, hop: 'y' }) },
        { at: 32_000, text: call.response(486, { cseq: 2, hop: 'y' }) },
      ];
      expect(callsOf(steps).calls).toMatchObject([{ outcome: 'busy', at: START, ringMs: 1000, cseq: 2 }]);
    }
  });

  it('tried again under its names after it was told of is another call with another name', () => {
    const steps = [
      answered[0]!,
      { at: 2000, text: call.response(486) },
      { at: 20_000, text: call.invite({ cseq: 2, hop: 'y' }) },
      { at: 21_000, text: call.response(200, { cseq: 2, hop: 'y' }) },
      { at: 22_000, text: call.bye({ cseq: 3 }) },
    ];
    expect(callsOf(steps).calls).toMatchObject([
      { outcome: 'busy', cseq: 1 },
      { outcome: 'answered', cseq: 2, at: START + 20_000, ringMs: 1000, talkMs: 1000 },
    ]);
  });

  it('is not changed by what is asked inside it', () => {
    const steps = [
      ...answered.slice(0, 5),
      { at: 20_000, text: call.reInvite({ hop: 're' }) },
      { at: 20_100, text: call.response(200, { cseq: 9, hop: 're' }) },
      { at: 20_110, text: call.ack({ cseq: 9 }) },
      { at: 30_000, text: call.reInvite({ hop: 'r2', cseq: 10 }) },
      { at: 30_100, text: call.response(488, { cseq: 10, hop: 'r2' }) },
      ...answered.slice(5),
    ];
    const { calls, counts } = callsOf(steps);
    expect(calls).toMatchObject([{ outcome: 'answered', ringMs: 8000, talkMs: 60_000 }]);
    expect(counts.dropped.get('mid-dialog')).toBe(5);
  });

  it('is the same whatever the order of its messages and however often they come', () => {
    const expected = callsOf(answered).calls;
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...answered.keys()], { minLength: answered.length }),
        fc.array(fc.nat(answered.length - 1), { maxLength: 8 }),
        (order, again) => {
          const { calls, counts } = callsOf(
            [...order, ...again].map((place) => answered[place]!),
            0,
          );
          expect(calls).toEqual(expected);
          expect(counts.inCalls + [...counts.dropped.values()].reduce((sum, one) => sum + one, 0)).toBe(
            counts.messages,
          );
        },
      ),
    );
  });
});

describe('a call captured at several points', () => {
  /** The same call behind a proxy: a hop further, a little later, to another address. */
  const behind: readonly Step[] = [
    { at: 5, text: call.invite({ hop: 'p', hops: 2, callee: '8613900000002' }) },
    { at: 7990, text: call.response(200, { hop: 'p', hops: 2 }) },
    { at: 68_005, text: call.bye({ hop: 'q', hops: 2 }) },
  ];

  it('is one call, named as it was nearest to the caller', () => {
    for (const steps of [
      [...answered, ...behind],
      [...behind, ...answered],
    ]) {
      const { calls } = callsOf(steps);
      expect(calls).toMatchObject([
        {
          opening: 'INVITE sip:13900000002@callee.example SIP/2.0',
          at: START,
          outcome: 'answered',
          ringMs: 7990,
        },
      ]);
    }
  });

  it('whose clocks differ a little never has a negative length', () => {
    const steps = answered.map((step, place) => (place === 0 ? { ...step, at: 8500 } : step));
    expect(callsOf(steps).calls).toMatchObject([{ outcome: 'answered', ringMs: 0, problems: [] }]);
  });

  it('whose clocks differ by hours has no length and says so', () => {
    const steps = answered.map((step, place) => (place === 0 ? { ...step, at: 3_600_000 } : step));
    expect(callsOf(steps).calls).toMatchObject([
      { outcome: 'answered', ringMs: null, talkMs: 60_000, problems: ['negative-duration'] },
    ]);
  });

  it('is still one when the capture agent names the other leg', () => {
    const leg = new Dialog({ callId: 'leg@switch.example', callerTag: 's1' });
    const steps = [
      answered[0]!,
      { at: 20, text: leg.invite(), correlation: 'c1@caller.example' },
      { at: 900, text: leg.response(486), correlation: 'c1@caller.example' },
      { at: 910, text: call.response(486) },
    ];
    const { calls, counts } = callsOf(steps);
    expect(calls).toMatchObject([{ callId: 'c1@caller.example', outcome: 'busy' }]);
    expect(counts).toMatchObject({ calls: 1, furtherLegs: 1, inCalls: 2, inLegs: 2 });
  });

  it('is not swallowed by a correlation that names no call', () => {
    const { calls } = callsOf([{ ...answered[0]!, correlation: 'configured wrongly' }]);
    expect(calls).toHaveLength(1);
  });
});

describe('a forked call', () => {
  const fork = (hop: string, toTag: string) => ({ hop, hops: 2, toTag });

  it('is answered by one of several', () => {
    const steps = [
      answered[0]!,
      { at: 10, text: call.invite({ hop: 'f1', hops: 2 }) },
      { at: 11, text: call.invite({ hop: 'f2', hops: 2 }) },
      { at: 3000, text: call.response(486, fork('f1', 'b7')) },
      { at: 6000, text: call.response(200, fork('f2', 'b1')) },
      { at: 6010, text: call.response(200) },
      { at: 9000, text: call.bye() },
    ];
    expect(callsOf(steps).calls).toMatchObject([{ outcome: 'answered', ringMs: 6000, talkMs: 3000 }]);
  });

  it('goes on while one of its branches rings, and ends in the best answer', () => {
    const { calls, tracker, take } = tracking();
    take({ at: 10, text: call.invite({ hop: 'f1', hops: 2 }) });
    take({ at: 11, text: call.invite({ hop: 'f2', hops: 2 }) });
    take({ at: 3000, text: call.response(503, fork('f1', 'b7')) });
    tracker.advance(40_000);
    expect(calls).toEqual([]);
    take({ at: 50_000, text: call.response(486, fork('f2', 'b8')) });
    tracker.advance(60_000);
    expect(calls).toMatchObject([{ outcome: 'busy', status: 486 }]);
  });

  it('one branch after the other is one call', () => {
    const steps = [
      { at: 10, text: call.invite({ hop: 'f1', hops: 2 }) },
      { at: 3000, text: call.response(486, fork('f1', 'b7')) },
      { at: 3100, text: call.invite({ hop: 'f2', hops: 2 }) },
      { at: 7000, text: call.response(200, fork('f2', 'b1')) },
      { at: 9000, text: call.bye() },
    ];
    expect(callsOf(steps).calls).toMatchObject([{ outcome: 'answered', talkMs: 2000 }]);
  });

  it('answered twice lasts as long as the one that lasts', () => {
    const steps = [
      answered[0]!,
      { at: 4000, text: call.response(200, { toTag: 'b1' }) },
      { at: 4010, text: call.response(200, { toTag: 'b2' }) },
      { at: 4050, text: call.bye({ toTag: 'b2', hop: 'z' }) },
      { at: 34_000, text: call.bye({ toTag: 'b1' }) },
    ];
    expect(callsOf(steps).calls).toMatchObject([{ outcome: 'answered', ringMs: 4000, talkMs: 30_000 }]);
  });

  it('of two callers under one Call-ID are two calls', () => {
    const other = new Dialog({ callerTag: 'a2', callee: '13900000009' });
    const steps = [
      answered[0]!,
      { at: 1, text: other.invite({ hop: 'o' }) },
      { at: 2000, text: other.response(404, { hop: 'o' }) },
      { at: 3000, text: call.response(486) },
    ];
    const { calls } = callsOf(steps);
    expect(calls.map(({ callerTag, outcome }) => [callerTag, outcome]).sort()).toEqual([
      ['a1', 'busy'],
      ['a2', 'dead-number'],
    ]);
  });
});

describe('what the capture misses', () => {
  it('is never a call of no length', () => {
    const { calls, counts } = callsOf(answered.slice(0, 5));
    expect(calls).toMatchObject([
      {
        outcome: 'answered',
        ringMs: 8000,
        talkMs: null,
        endedBy: null,
        endSeen: false,
        problems: ['end-not-seen'],
      },
    ]);
    expect(counts.endsNotSeen).toBe(1);
  });

  it('is unknown when nothing but the INVITE is there', () => {
    expect(callsOf(answered.slice(0, 3)).calls).toMatchObject([
      { outcome: 'unknown', status: null, ringMs: null, talkMs: null, endSeen: false },
    ]);
  });

  it('is unknown when the answer is missing before the BYE', () => {
    expect(callsOf([answered[0]!, answered[5]!]).calls).toMatchObject([
      { outcome: 'unknown', ringMs: null, talkMs: null, endedBy: 'caller', problems: ['answer-not-seen'] },
    ]);
  });

  it('is told from the branches behind when the answer to the caller is missing', () => {
    const steps = [
      answered[0]!,
      { at: 10, text: call.invite({ hop: 'f1', hops: 2 }) },
      { at: 3000, text: call.response(486, { hop: 'f1', hops: 2 }) },
    ];
    expect(callsOf(steps).calls).toMatchObject([{ outcome: 'busy' }]);
  });

  it('is no call at all without an INVITE, and is counted', () => {
    const { calls, counts } = callsOf(answered.slice(2), 0);
    expect(calls).toEqual([]);
    expect(counts.headless).toBe(1);
    expect(counts.dropped.get('without-invite')).toBe(4);
  });

  it('ends a call when its time is up', () => {
    const { calls, tracker, take } = tracking({ setupMs: 1000, talkMs: 5000 });
    take({ at: 0, text: call.invite() });
    take({ at: 0, text: new Dialog({ callId: 'other' }).invite() });
    take({ at: 500, text: call.response(200) });
    tracker.advance(1500);
    expect(calls).toMatchObject([{ callId: 'other', outcome: 'unknown' }]);
    tracker.advance(6000);
    expect(calls).toMatchObject([{}, { callId: 'c1@caller.example', outcome: 'answered', talkMs: null }]);
    expect(tracker.size).toBe(2);
    tracker.advance(60_000);
    expect(tracker.size).toBe(0);
  });
});

describe('other messages', () => {
  it('are counted by reason', () => {
    const odd = (lines: readonly string[]) => `${lines.join('\r\n')}\r\n\r\n`;
    const { counts, calls } = callsOf([
      { at: 0, text: odd(['OPTIONS sip:a@b SIP/2.0', 'Call-ID: x', 'CSeq: 1 OPTIONS']) },
      { at: 0, text: odd(['SIP/2.0 200 OK', 'Call-ID: x', 'CSeq: 7 REGISTER']) },
      { at: 0, text: odd(['SIP/2.0 200 OK', 'Call-ID: x', 'CSeq: none']) },
      { at: 0, text: odd(['INVITE sip:a@b SIP/2.0', 'CSeq: 1 INVITE']) },
    ]);
    expect(Object.fromEntries(counts.dropped)).toEqual({ 'other-method': 2, 'no-cseq': 1, 'no-call-id': 1 });
    expect(calls).toEqual([]);
  });
});

describe('a caller who wants not to be counted', () => {
  const many = Array.from({ length: 100 }, (_, nth) => nth);
  const callees = (steps: readonly Step[]) =>
    new Set(callsOf(steps).calls.map(({ opening }) => opening)).size;

  it.each([
    ['one Call-ID, one tag and one CSeq', (nth: number) => ({ hop: `h${nth}` })],
    ['a CSeq that grows', (nth: number) => ({ hop: `h${nth}`, cseq: nth + 1 })],
    ['a CSeq that falls', (nth: number) => ({ hop: `h${nth}`, cseq: 200 - nth })],
    ['a tag for each call', (nth: number) => ({ hop: `h${nth}`, callerTag: `t${nth}` })],
    ['a path of several hops', (nth: number) => ({ hop: 'same', hops: 3, root: `r${nth}` })],
  ])('is counted for every callee with %s', (_, form) => {
    const steps = many.map((nth) => ({
      at: nth * 10,
      text: call.invite({ ...form(nth), callee: `1390000${1000 + nth}` }),
    }));
    expect(callees(steps)).toBe(100);
    const ended = many.flatMap((nth) => [
      { at: nth * 10_000, text: call.invite({ ...form(nth), callee: `1390000${1000 + nth}` }) },
      { at: nth * 10_000 + 2000, text: call.response(486, form(nth)) },
    ]);
    expect(callees(ended)).toBe(100);
  });

  it('is counted with names too long to hold, and with a CSeq that is none or of another method', () => {
    const long = many.map((nth) => ({ at: nth, text: call.invite({ callId: `${'x'.repeat(2000)}${nth}` }) }));
    expect(callsOf(long).calls).toHaveLength(100);
    const odd = call.invite().replace('CSeq: 1 INVITE', 'CSeq: INVITE');
    expect(callsOf([{ at: 0, text: odd }]).calls).toHaveLength(1);
    const other = call.invite().replace('CSeq: 1 INVITE', 'CSeq: 1 OPTIONS');
    expect(callsOf([{ at: 0, text: other }]).calls).toHaveLength(1);
  });

  it.each([
    ['the same names', 36_000, () => ({ hop: 'same' })],
    ['the same names and another transaction', 4000, (nth: number) => ({ hop: `h${nth}` })],
    ['a CSeq that grows', 4000, (nth: number) => ({ hop: `h${nth}`, cseq: 10 * nth + 1 })],
  ])('is counted for every time he rings one and the same callee, with %s', (_, apartMs, form) => {
    const bombed = many.flatMap((nth) => {
      const { hop, cseq = 1 } = { cseq: 1, ...form(nth) };
      return [
        { at: nth * apartMs, text: call.invite({ hop, cseq }) },
        { at: nth * apartMs + 500, text: call.response(200, { hop, cseq, toTag: `b${nth}` }) },
        { at: nth * apartMs + 3000, text: call.bye({ hop: `${hop}bye`, cseq: cseq + 1, toTag: `b${nth}` }) },
      ];
    });
    const { calls } = callsOf(bombed);
    expect(calls).toHaveLength(100);
    expect(calls.every(({ outcome, talkMs }) => outcome === 'answered' && talkMs === 2500)).toBe(true);
  });

  it('is not counted twice when the proxy only tries again', () => {
    const again = [
      answered[0]!,
      { at: 500, text: call.invite() },
      { at: 4000, text: call.invite({ hop: 'after-failover' }) },
      { at: 9000, text: call.response(486, { hop: 'after-failover' }) },
      { at: 15_500, text: call.invite() },
    ];
    expect(callsOf(again).calls).toHaveLength(1);
  });
});

describe('memory', () => {
  it('is bounded against random Call-IDs, and those that talk are kept from a flood of attempts', () => {
    const { calls, tracker, take } = tracking({ calls: 100 });
    for (const step of answered.slice(0, 5)) take(step, 0);
    for (let place = 0; place < 5000; place += 1) {
      take({ at: 9000, text: new Dialog({ callId: `flood-${place}` }).invite() }, 0);
      expect(tracker.size).toBeLessThanOrEqual(100);
    }
    take(answered[5]!, 0);
    tracker.end();
    expect(calls).toHaveLength(5001);
    expect(calls.find(({ callId }) => callId === 'c1@caller.example')).toMatchObject({ talkMs: 60_000 });
    expect(tracker.counts.evicted).toBeGreaterThan(4800);
  });

  it('is bounded against random messages without a call and many callers under one Call-ID', () => {
    const { tracker, take } = tracking({ calls: 100, callsOfOneId: 8 });
    for (let place = 0; place < 1000; place += 1) {
      take({ at: 0, text: new Dialog({ callId: `r${place}` }).response(200) }, 0);
      take({ at: 0, text: call.invite({ callerTag: `t${place}` }) }, 0);
    }
    expect(tracker.size).toBeLessThanOrEqual(100);
    expect(tracker.counts.evicted).toBeGreaterThan(500);
  });

  it('is bounded in bytes', () => {
    const { calls, take } = tracking({ openingBytes: 20_000 });
    for (let place = 0; place < 100; place += 1)
      take({ at: 0, text: new Dialog({ callId: `r${place}`, body: 'x'.repeat(2000) }).invite() }, 0);
    expect(calls.length).toBeGreaterThan(85);
  });

  it('stays sound whatever comes in whatever order', () => {
    const dialogs = ['p', 'q', 'r'].map((callId) => new Dialog({ callId }));
    const message = fc
      .tuple(
        fc.constantFrom(...dialogs),
        fc.nat(9),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom('', 'b1', 'b2'),
        fc.constantFrom('x', 'y'),
      )
      .map(([dialog, kind, cseq, toTag, hop]) => {
        const form = { cseq, toTag, hop };
        if (kind < 3) return dialog.invite(form);
        if (kind === 3) return dialog.bye(form);
        if (kind === 4) return dialog.bye({ ...form, by: 'callee' });
        if (kind === 5) return dialog.cancel(form);
        if (kind === 6) return dialog.ack(form);
        return dialog.response([180, 200, 407, 486][kind - 7] ?? 487, form);
      });
    fc.assert(
      fc.property(fc.array(fc.tuple(message, fc.nat(30_000)), { maxLength: 60 }), (messages) => {
        const { calls, tracker, take } = tracking({ calls: 4 });
        let now = 0;
        for (const [text, later] of messages) {
          now += later;
          take({ at: now, text });
        }
        tracker.end();
        const { counts } = tracker;
        const dropped = [...counts.dropped.values()].reduce((sum, one) => sum + one, 0);
        expect(counts.inCalls + counts.inLegs + dropped).toBe(counts.messages);
        expect(counts.calls).toBe(calls.length);
        expect(tracker.size).toBe(0);
        for (const { talkMs, ringMs, outcome, endSeen } of calls) {
          expect(ringMs ?? 0).toBeGreaterThanOrEqual(0);
          if (outcome === 'unknown' || !endSeen) expect(talkMs).toBeNull();
        }
      }),
      { numRuns: 500 },
    );
  });
});
