import type { CallEvent } from '../../domain/call-event.ts';
import type { CallQuestion } from '../../domain/call-question.ts';
import { NOT_ASKED } from '../../domain/caller-verification.ts';
import type { Peer } from '../../domain/peer.ts';
import type { SipMessage } from '../../domain/sip-message.ts';
import { asBuffer } from '../../lib/sip/header-text.ts';
import {
  CallTracker,
  eventOf,
  type FinishedCall,
  type NumberNormaliser,
  type OpeningNames,
  readCallQuestion,
  type TrackerCounts,
  type TrackerLimits,
  WaitingClock,
} from '../normalise/index.ts';
import { type CapturedPayload, parseSip } from '../sources/index.ts';
import { LegIndex } from './leg-index.ts';

/** What a feed of captured signalling needs. */
export interface SignallingFeedOptions {
  readonly normaliser: NumberNormaliser;
  /** Offset of local time from UTC at an instant, minutes. */
  readonly utcOffsetMin: (at: number) => number;
  /** What is known of the place where an INVITE was captured; see `capturePeer` for a place of which nothing is. */
  readonly peerOf: (captured: CapturedPayload) => Peer;
  /** Called for every call that came to its end or is not awaited any longer. */
  readonly onCall: (event: CallEvent, call: SignalledCall) => void;
  /** Called for every payload that is no SIP message after all; borrowed like the payload itself. */
  readonly onRefused?: (captured: CapturedPayload, reason: string, detail: string, place: number) => void;
  readonly limits?: Partial<TrackerLimits>;
}

/** What the signalling of a call showed beside its event. */
export interface SignalledCall extends FinishedCall<unknown> {
  /** Place of its first INVITE, as given to `take`; 0 without one. */
  readonly place: number;
}

/** What became of everything a feed took, running totals. */
export interface SignallingCounts {
  /** Payloads taken: `refused` and the tracker's `messages`. */
  payloads: number;
  /** Payloads that were no SIP message, by reason. */
  readonly refused: Map<string, number>;
  readonly calls: TrackerCounts;
}

/** Captured messages in, call events out; one at a time, in the order given. */
export interface SignallingFeed {
  /**
   * Takes one captured message. `receivedAt`: when we were told, epoch milliseconds; it also stands in where the capture tells no
   * time. `waiting`: the clock that decides how long is waited, by default the same. `place`: where it stands in its source.
   */
  take(captured: CapturedPayload, receivedAt: number, waiting?: number, place?: number): void;
  /** Tells of calls whose time is up; to be called now and then while nothing comes. */
  advance(waiting: number): void;
  /** Nothing more comes: tells of every call held, as far as it was seen. */
  end(): void;
  readonly counts: SignallingCounts;
  /** Calls held. */
  readonly size: number;
}

interface Opening {
  readonly event: CallEvent;
  readonly place: number;
  /** Call-ID of the call of which this is a further leg, empty when it is none. */
  readonly legOf: string;
}

/** A call later than this beyond the time of receipt is flagged `future-time`, as in call-record files. */
const FUTURE_MS = 300_000;

/** A place of capture of which nothing is known: its identities are not believed and its trunk proves nothing. */
export function capturePeer(name: string, country: string, trunk: Peer['trunk'] = 'unknown'): Peer {
  return {
    name,
    trunk,
    country,
    trustsIdentity: false,
    trustsRedirection: false,
    allowedCallers: null,
    ownNumbers: null,
  };
}

/**
 * Makes call events of captured SIP messages: of HEP packets, of capture files, of both at once. The same messages at the
 * same times give the same events. Never throws on what was captured.
 */
export function createSignallingFeed(options: SignallingFeedOptions): SignallingFeed {
  return new Feed(options);
}

class Feed implements SignallingFeed {
  readonly counts: SignallingCounts;
  readonly #options: SignallingFeedOptions;
  readonly #tracker: CallTracker<Opening>;
  readonly #clock = new WaitingClock();
  readonly #legs = new LegIndex();
  #captured: CapturedPayload | null = null;
  #receivedAt = 0;
  #place = 0;

  constructor(options: SignallingFeedOptions) {
    this.#options = options;
    this.#tracker = new CallTracker<Opening>({
      open: (message, at, names) => this.#open(message, at, names),
      legOf: ({ legOf }) => legOf,
      onCall: (call) => this.#told(call),
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    });
    this.counts = { payloads: 0, refused: new Map(), calls: this.#tracker.counts };
  }

  get size(): number {
    return this.#tracker.size;
  }

  take(captured: CapturedPayload, receivedAt: number, waiting = receivedAt, place = 0): void {
    this.counts.payloads += 1;
    const { payload, payloadStart, payloadEnd, at } = captured;
    const message = parseSip(asBuffer(payload).subarray(payloadStart, payloadEnd));
    if (!message.ok) {
      this.counts.refused.set(message.reason, (this.counts.refused.get(message.reason) ?? 0) + 1);
      this.#options.onRefused?.(captured, message.reason, message.detail, place);
      return;
    }
    this.#captured = captured;
    this.#receivedAt = receivedAt;
    this.#place = place;
    const seenAt = Number.isNaN(at) ? receivedAt : at;
    this.#tracker.take(message.value, seenAt, this.#clock.at(waiting), captured.correlationId());
    this.#captured = null;
  }

  advance(waiting: number): void {
    this.#tracker.advance(this.#clock.at(waiting));
  }

  end(): void {
    this.#tracker.end();
  }

  #open(message: SipMessage, at: number, { callId, fromTag, cseq }: OpeningNames): Opening {
    const { normaliser, utcOffsetMin, peerOf } = this.#options;
    const captured = this.#captured!;
    const question: CallQuestion = {
      ...readCallQuestion(message, this.#receivedAt),
      callId: `${callId};${fromTag};${cseq}`,
      at: Math.round(at),
    };
    const event = eventOf(question, peerOf(captured), NOT_ASKED, normaliser, utcOffsetMin);
    const legOf = this.#legs.legOf({
      callId,
      at,
      callerKey: event.caller.key,
      calleeKey: event.callee.key,
      source: captured.sourceAddress(),
      sourcePort: captured.sourcePort,
      destination: captured.destinationAddress(),
      destinationPort: captured.destinationPort,
    });
    return { event, place: this.#place, legOf };
  }

  #told(call: FinishedCall<Opening>): void {
    const { event, place } = call.opening;
    const { outcome, ringMs, talkMs } = call;
    const at = Math.round(call.at);
    const problems = problemsOf(call, event);
    this.#options.onCall({ ...event, at, outcome, ringMs, talkMs, problems }, { ...call, place });
  }
}

/** The event has no field for who hung up and why the network says the call ended; both stand among its words. */
function problemsOf(call: FinishedCall<Opening>, event: CallEvent): readonly string[] {
  const words = [...event.problems, ...call.problems];
  if (call.endedBy !== null) words.push(`hung-up-by-${call.endedBy}`);
  if (call.cause !== null) words.push(`q850-cause-${call.cause}`);
  if (event.at > event.receivedAt + FUTURE_MS) words.push('future-time');
  return words;
}
