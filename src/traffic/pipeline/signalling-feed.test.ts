import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Dialog } from '../../../test/kit/dialog-text.ts';
import { hepMessage } from '../../../test/kit/hep-encoder.ts';
import { normaliser } from '../../../test/numbers/shipped-plans.ts';
import type { CallEvent } from '../../domain/call-event.ts';
import type { Peer } from '../../domain/peer.ts';
import { type CapturedPayload, HepReceiver, hepCounts, takeHepDatagram } from '../sources/index.ts';
import { capturePeer, createSignallingFeed, type SignalledCall } from './signalling-feed.ts';

const START = Date.UTC(2026, 0, 5, 10);
const RECEIVED = START + 100_000;

interface Sent {
  readonly at: number;
  readonly text: string | Uint8Array;
  readonly source?: string;
  readonly destination?: string;
  readonly captureId?: number;
  readonly correlation?: string;
}

/** What a feed tells of messages that came over HEP. */
function fed(
  sent: readonly Sent[],
  peerOf: (captured: CapturedPayload) => Peer = () => capturePeer('edge', 'CN'),
) {
  const events: CallEvent[] = [];
  const calls: SignalledCall[] = [];
  const refused: string[] = [];
  const feed = createSignallingFeed({
    normaliser,
    utcOffsetMin: () => 480,
    peerOf,
    onCall: (event, call) => {
      events.push(event);
      calls.push(call);
    },
    onRefused: (_, reason) => refused.push(reason),
  });
  const counts = hepCounts();
  const receiver = new HepReceiver({
    counts,
    authKey: null,
    maxPayloadBytes: 65_535,
    onPacket: (packet) => feed.take(packet, RECEIVED, packet.at),
  });
  for (const { at, text, ...rest } of sent) {
    const bytes = hepMessage({ payload: text, at: START + at, ...rest });
    takeHepDatagram(bytes, bytes.length, receiver, counts, '');
  }
  feed.end();
  return { events, calls, refused, feed };
}

const call = new Dialog({ caller: '+8613800000001', callee: '013900000002' });
const answered: readonly Sent[] = [
  { at: 0, text: call.invite() },
  { at: 4000, text: call.response(200) },
  { at: 14_000, text: call.bye({ by: 'callee', headers: ['Reason: Q.850;cause=16'] }) },
];

describe('a signalling feed', () => {
  it('makes a call event of a dialog, dated by the capture', () => {
    const { events } = fed(answered);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      source: 'peer:edge',
      at: START,
      receivedAt: RECEIVED,
      utcOffsetMin: 480,
      trunk: 'unknown',
      outcome: 'answered',
      ringMs: 4000,
      talkMs: 10_000,
      problems: ['hung-up-by-callee', 'q850-cause-16'],
      caller: { canonical: '+8613800000001' },
      callee: { canonical: '+8613900000002' },
      signalling: {
        peer: 'edge',
        callerFrom: 'from',
        isAsserted: false,
        verification: { result: 'unknown' },
      },
    });
  });

  it('gives the same events for the same messages, and each call an id of its own', () => {
    const twice = [fed(answered), fed(answered)].map(({ events }) => JSON.stringify(events));
    expect(twice[0]).toBe(twice[1]);
    const other = new Dialog({ callId: 'c1@caller.example', callerTag: 'other' });
    const { events } = fed([...answered, { at: 20_000, text: other.invite() }]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });

  it('weighs identities by what is known of the place of capture', () => {
    const asserted = new Dialog({ caller: '95588', headers: ['P-Asserted-Identity: <tel:+8613800000009>'] });
    const sent = (captureId: number): Sent => ({
      at: 0,
      text: asserted.invite({ callId: `c${captureId}` }),
      captureId,
    });
    const trusted = { ...capturePeer('core', 'CN', 'interconnect'), trustsIdentity: true };
    const { events } = fed([sent(1), sent(2)], (captured) =>
      captured.captureId === 2 ? trusted : capturePeer('edge', 'CN'),
    );
    expect(events.map(({ caller, trunk }) => [caller.canonical, trunk])).toEqual([
      ['95588', 'unknown'],
      ['+8613800000009', 'interconnect'],
    ]);
  });

  it.each([
    ['tel', 'INVITE tel:+8613900000002 SIP/2.0', '<tel:+8613800000001>;tag=1', '+8613800000001'],
    [
      'quoted comma',
      'INVITE sip:13900000002@b SIP/2.0',
      '"Bank, Example" <sip:13800000001@a>;tag=1',
      '+8613800000001',
    ],
    [
      'withheld',
      'INVITE sip:13900000002@b SIP/2.0',
      '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1',
      'withheld',
    ],
    ['keypad word', 'INVITE sip:13900000002@b SIP/2.0', '<sip:+266696687@a>;tag=1', 'withheld'],
  ])('reads callers in every form (%s)', (_, line, from, caller) => {
    const text = [
      line,
      `f: ${from}`,
      't: <tel:+8613900000002>',
      'i: x',
      'CSeq: 1 INVITE',
      'v: SIP/2.0/UDP a;branch=z9hG4bK1',
      '',
      '',
    ].join('\r\n');
    const { events } = fed([{ at: 0, text }]);
    expect(events).toMatchObject([
      { caller: { canonical: caller }, callee: { canonical: '+8613900000002' } },
    ]);
  });

  it('finds the Call-ID behind a lone line feed, and keeps names that are not UTF-8', () => {
    const lines = [
      'INVITE sip:13900000002@b SIP/2.0\r\n',
      'X-Interface: eth0\n',
      'Call-ID: behind\r\n',
      'From: "\xbf\xcd\xb7\xfe" <sip:13800000001@a>;tag=1\r\n',
      'To: <sip:13900000002@b>\r\nCSeq: 1 INVITE\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\n\r\n',
    ];
    const { events, refused } = fed([{ at: 0, text: Buffer.from(lines.join(''), 'latin1') }]);
    expect(refused).toEqual([]);
    expect(events[0]?.id).toContain('/behind;');
    expect(events[0]?.caller.canonical).toBe('+8613800000001');
    expect(events[0]?.problems).toContain('bare-lf');
  });

  it('counts two asserted identities as one caller or as a conflict', () => {
    const trusted = () => ({ ...capturePeer('core', 'CN'), trustsIdentity: true });
    const ask = (headers: readonly string[]) =>
      fed([{ at: 0, text: call.invite({ headers }) }], trusted).events[0]!;
    const agreeing = ask([
      'P-Asserted-Identity: <sip:+8613800000005@ims.example;user=phone>',
      'P-Asserted-Identity: <tel:+8613800000005>',
    ]);
    expect(agreeing.caller.canonical).toBe('+8613800000005');
    expect(agreeing.signalling?.conflicts).toEqual([]);
    const differing = ask(['P-Asserted-Identity: <tel:+8613800000005>, <sip:+8613800000006@ims.example>']);
    expect(differing.signalling?.conflicts).not.toEqual([]);
  });

  it('counts what is no SIP and goes on', () => {
    const { events, feed, refused } = fed([{ at: 0, text: 'HTTP/1.1 200 OK\r\n\r\n' }, ...answered]);
    expect(events).toHaveLength(1);
    expect(refused).toEqual(['not-sip']);
    expect(feed.counts).toMatchObject({ payloads: 4, calls: { messages: 3 } });
  });

  it('flags calls from the future and does not date calls without time to 1970', () => {
    const { events } = fed([{ at: 10_000_000, text: call.invite() }]);
    expect(events[0]?.problems).toContain('future-time');
  });

  it('ends no call because one packet was dated wrongly', () => {
    const stray = new Dialog({ callId: 'stray' });
    const { calls } = fed([
      answered[0]!,
      { at: 40 * 86_400_000, text: stray.invite() },
      ...answered.slice(1),
    ]);
    expect(calls.find(({ callId }) => callId === 'c1@caller.example')).toMatchObject({
      outcome: 'answered',
      talkMs: 10_000,
    });
  });
});

describe('anything captured', () => {
  it('is counted once and throws nothing', () => {
    const dialog = new Dialog({
      headers: ['P-Asserted-Identity: <tel:+8613800000009>', 'Reason: Q.850;cause=16'],
    });
    const sound = [
      dialog.invite(),
      dialog.response(183),
      dialog.response(200),
      dialog.ack(),
      dialog.bye(),
      dialog.cancel(),
    ];
    const damaged = fc
      .tuple(
        fc.constantFrom(...sound),
        fc.array(
          fc.tuple(fc.nat(400), fc.constantFrom('\r', '\n', '\0', '"', '<', ';', ':', ',', '\xff', ' ')),
          { maxLength: 5 },
        ),
      )
      .map(([text, changes]) => {
        const bytes = Buffer.from(text, 'latin1');
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value.charCodeAt(0);
        return new Uint8Array(bytes);
      });
    fc.assert(
      fc.property(
        fc.array(fc.oneof(damaged, fc.uint8Array({ minLength: 1, maxLength: 60 })), { maxLength: 20 }),
        (payloads) => {
          const { events, refused, feed } = fed(payloads.map((text, place) => ({ at: place * 100, text })));
          const { messages, inCalls, inLegs, dropped, calls } = feed.counts.calls;
          expect(messages + refused.length).toBe(payloads.length);
          const told = inCalls + inLegs + [...dropped.values()].reduce((sum, count) => sum + count, 0);
          expect(told).toBe(messages);
          expect(events).toHaveLength(calls);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('legs of a call that a switch gave a name of its own', () => {
  const leg = new Dialog({
    callId: 'leg@switch',
    callerTag: 's1',
    caller: '13800000001',
    callee: '13900000002',
  });
  const first: Sent = { at: 0, text: call.invite(), source: '192.0.2.1', destination: '192.0.2.50' };
  const second = (more: Partial<Sent> = {}): Sent => ({
    at: 40,
    text: leg.invite(),
    source: '192.0.2.50',
    destination: '192.0.2.99',
    ...more,
  });

  it('are one call when the box that got the one sent the other', () => {
    const { events, feed } = fed([first, second()]);
    expect(events).toMatchObject([{ caller: { canonical: '+8613800000001' } }]);
    expect(feed.counts.calls.furtherLegs).toBe(1);
  });

  it('are two when another box sent it, or much later, or to somebody else', () => {
    expect(fed([first, second({ source: '192.0.2.51' })]).events).toHaveLength(2);
    expect(fed([first, second({ at: 9000 })]).events).toHaveLength(2);
    expect(fed([first, second({ text: leg.invite({ callee: '13900000003' }) })]).events).toHaveLength(2);
  });

  it('are one when the capture agent names the other leg, however it was changed', () => {
    const changed = {
      text: leg.invite({ caller: '95588' }),
      source: '192.0.2.77',
      correlation: 'c1@caller.example',
    };
    expect(fed([first, second(changed)]).events).toHaveLength(1);
  });

  it('of a transfer are told apart, with a word', () => {
    const transfer = new Dialog({ callId: 'transfer', callerTag: 't1', callee: '13900000007' });
    const text = transfer.invite({ headers: ['Replaces: c1@caller.example;to-tag=b1;from-tag=a1'] });
    const { events } = fed([...answered.slice(0, 2), { at: 8000, text }]);
    expect(events).toHaveLength(2);
    expect(events.flatMap(({ problems }) => problems)).toContain('replaces-another-call');
  });
});
