import type { SipMessage } from '../../../domain/sip-message.ts';
import { type CallConclusion, concludeCall, nearestFinal } from './conclude-call.ts';
import { DialogMessage } from './dialog-message.ts';
import { DueList } from './due-list.ts';
import { type Gathered, gatherMessage } from './gather-message.ts';
import { hasAnswer, isCopy, isDemand, isSameCall, settledAt } from './same-call.ts';
import { TrackedCall } from './tracked-call.ts';
import { type TrackerCounts, trackerCounts } from './tracker-counts.ts';
import { MAX_BRANCHES, TRACKER_LIMITS, type TrackerLimits } from './tracker-limits.ts';

/** A call that came to its end, or of which nothing more is awaited. One a Call-ID and caller's tag, however many legs and forks. */
export interface FinishedCall<Opening> extends CallConclusion {
  readonly callId: string;
  readonly callerTag: string;
  /** CSeq of the INVITE of its last attempt: tells apart calls under the same names. */
  readonly cseq: number;
  /** What was made of that INVITE, as it stood nearest to the caller. */
  readonly opening: Opening;
  /** Epoch milliseconds of the first INVITE by the clock of the capture. */
  readonly at: number;
}

/** How an INVITE names its call. */
export type OpeningNames = Pick<DialogMessage, 'callId' | 'fromTag' | 'cseq'>;

export interface CallTrackerOptions<Opening> {
  /** Makes of an INVITE what is to be kept of it. Called again when one nearer to the caller comes later. */
  readonly open: (message: SipMessage, at: number, names: OpeningNames) => Opening;
  /** Call-ID of the call of which it is a further leg, empty when it is none. */
  readonly legOf?: (opening: Opening) => string;
  readonly onCall: (call: FinishedCall<Opening>) => void;
  readonly limits?: Partial<TrackerLimits>;
}

/**
 * Follows calls through their SIP messages (RFC 3261): any number of capture points, hops and forks, in any order within the
 * time limits. Two clocks are kept apart: `at` says when a message was captured and makes durations; `now`, which never goes
 * back and need not be of this world, decides how long is waited. Memory is bounded whatever comes. Pure.
 */
export class CallTracker<Opening> {
  readonly counts: TrackerCounts = trackerCounts();
  readonly #options: CallTrackerOptions<Opening>;
  readonly #limits: TrackerLimits;
  readonly #message = new DialogMessage();
  readonly #calls = new Map<string, TrackedCall<Opening>>();
  readonly #headless: DueList<Opening>;
  readonly #setup: DueList<Opening>;
  readonly #talking: DueList<Opening>;
  readonly #ended: DueList<Opening>;
  /** Ended in a demand that a further attempt may meet. */
  readonly #demanded: DueList<Opening>;
  readonly #told: DueList<Opening>;
  /** Lists of calls to be told of. */
  readonly #awaited: readonly DueList<Opening>[];
  #held = 0;
  #bytes = 0;
  #now = 0;

  constructor(options: CallTrackerOptions<Opening>) {
    this.#options = options;
    this.#limits = { ...TRACKER_LIMITS, ...options.limits };
    this.#headless = new DueList(this.#limits.headlessMs);
    this.#setup = new DueList(this.#limits.setupMs);
    this.#talking = new DueList(this.#limits.talkMs);
    this.#ended = new DueList(this.#limits.lingerMs);
    this.#demanded = new DueList(this.#limits.retryMs);
    this.#told = new DueList(this.#limits.memoryMs);
    this.#awaited = [this.#ended, this.#demanded, this.#talking, this.#setup];
  }

  /** Calls held. */
  get size(): number {
    return this.#held;
  }

  /**
   * Takes the next message. `at`: when it was captured, epoch milliseconds. `now`: the waiting clock, milliseconds.
   * `correlation`: what the capture agent says it belongs to; counts only where it is the Call-ID of another call.
   */
  take(message: SipMessage, at: number, now: number, correlation = ''): void {
    this.advance(now);
    this.counts.messages += 1;
    const dropped = this.#message.read(message) ?? this.#follow(message, at, correlation);
    if (dropped !== null) this.#drop(dropped, 1);
  }

  /** Tells of calls whose time is up. */
  advance(now: number): void {
    if (now > this.#now) this.#now = now;
    for (let due = this.#headless.due(this.#now); due !== null; due = this.#headless.due(this.#now))
      this.#forgetHeadless(due);
    for (const list of this.#awaited)
      for (let due = list.due(this.#now); due !== null; due = list.due(this.#now)) this.#tell(due);
    for (let due = this.#told.due(this.#now); due !== null; due = this.#told.due(this.#now))
      this.#remove(due);
  }

  /** Nothing more comes: tells of every call held. */
  end(): void {
    for (const list of this.#awaited)
      for (let call = list.first; call !== null; call = list.first) this.#tell(call);
    for (let call = this.#headless.first; call !== null; call = this.#headless.first)
      this.#forgetHeadless(call);
    for (let call = this.#told.first; call !== null; call = this.#told.first) this.#remove(call);
  }

  /** Leads the message to its call. Says why it tells nothing, `null` when it does. */
  #follow(sip: SipMessage, at: number, correlation: string): string | null {
    const message = this.#message;
    const isOpening = message.isRequest && message.method === 'INVITE' && message.toTag === '';
    const found = this.#find();
    const isTold = found !== null && found.list === this.#told;
    const isOther =
      found !== null && isOpening && !(isTold ? isCopy(found, message, at) : isSameCall(found, message, at));
    if (isTold && !isOther) return 'late';
    const call = found === null || isOther ? this.#begin() : found;
    const gathered = gatherMessage(call, message, at);
    if (correlation !== '' && correlation !== call.callId) call.correlation = correlation;
    if (isOpening) this.#open(call, sip, at);
    this.#move(call, gathered);
    if (gathered === 'further' || gathered === 'attempt') {
      call.messages += 1;
      return null;
    }
    return gathered;
  }

  /**
   * The call by Call-ID and the caller's tag, which stands in To when the called side speaks. Where several have both, the one
   * with the caller's transaction or the answer's tag, else the latest.
   */
  #find(): TrackedCall<Opening> | null {
    const { callId, fromTag, toTag, method, root } = this.#message;
    let latest: TrackedCall<Opening> | null = null;
    for (let call = this.#calls.get(callId) ?? null; call !== null; call = call.sibling) {
      if (call.callerTag !== fromTag && call.callerTag !== toTag) continue;
      if (method === 'INVITE' ? call.roots.includes(root) : hasAnswer(call, fromTag, toTag)) return call;
      latest ??= call;
    }
    return latest;
  }

  #begin(): TrackedCall<Opening> {
    const { callId, fromTag } = this.#message;
    let calls = 0;
    let oldest: TrackedCall<Opening> | null = null;
    for (let call = this.#calls.get(callId) ?? null; call !== null; call = call.sibling) {
      calls += 1;
      oldest = call;
    }
    if (oldest !== null && calls >= this.#limits.callsOfOneId) this.#letGo(oldest);
    this.#makeRoom();
    return this.#add(new TrackedCall<Opening>(callId, fromTag));
  }

  /** Makes room among the calls of one Call-ID; no INVITE is lost for those before it. */
  #letGo(call: TrackedCall<Opening>): void {
    if (call.list === this.#headless) {
      this.#forgetHeadless(call);
      return;
    }
    if (call.list !== this.#told) {
      this.counts.evicted += 1;
      this.#tell(call);
    }
    this.#remove(call);
  }

  #add(call: TrackedCall<Opening>): TrackedCall<Opening> {
    // Read anew: making room may have removed the one that was first.
    call.sibling = this.#calls.get(call.callId) ?? null;
    this.#calls.set(call.callId, call);
    this.#held += 1;
    return call;
  }

  /** Keeps what the INVITE of the last attempt says, as it stood nearest to the caller. */
  #open(call: TrackedCall<Opening>, sip: SipMessage, at: number): void {
    const { cseq, hops, replacesOther, root, target } = this.#message;
    if (call.roots.length < MAX_BRANCHES && !call.roots.includes(root)) call.roots.push(root);
    const isBetter = cseq > call.openingCseq || (cseq === call.openingCseq && hops < call.openingHops);
    if (!isBetter) return;
    call.target = target;
    call.opening = this.#options.open(sip, at, this.#message);
    const first = this.#options.legOf?.(call.opening) ?? '';
    if (first !== '') call.correlation = first;
    call.openingCseq = cseq;
    call.openingHops = hops;
    call.replacesOther = replacesOther;
    this.#bytes += sip.bytes.length - call.openingBytes;
    call.openingBytes = sip.bytes.length;
  }

  /** Puts the call where it waits for what comes next. */
  #move(call: TrackedCall<Opening>, gathered: Gathered): void {
    if (call.opening === null) {
      if (call.list === null) this.#headless.put(call, this.#now);
      return;
    }
    const list = this.#listOf(call);
    // What only repeats something must not keep a call waiting for ever.
    if (list !== call.list || (gathered !== 'repeated' && list === this.#setup)) list.put(call, this.#now);
    while (this.#bytes > this.#limits.openingBytes && this.#evictCall(call));
  }

  #listOf(call: TrackedCall<Opening>): DueList<Opening> {
    if (call.answers.length > 0) {
      for (const { byeAt } of call.answers) if (Number.isNaN(byeAt)) return this.#talking;
      return this.#ended;
    }
    const final = nearestFinal(call);
    if (final === null) return this.#setup;
    return isDemand(final.status) ? this.#demanded : this.#ended;
  }

  #tell(call: TrackedCall<Opening>): void {
    const { opening } = call;
    call.settledAt = settledAt(call);
    this.#told.put(call, this.#now);
    this.#bytes -= call.openingBytes;
    call.openingBytes = 0;
    call.opening = null;
    if (opening === null) return;
    if (this.#isFurtherLeg(call)) {
      this.counts.furtherLegs += 1;
      this.counts.inLegs += call.messages;
    } else {
      const conclusion = concludeCall(call);
      this.counts.calls += 1;
      this.counts.inCalls += call.messages;
      if (!conclusion.endSeen) this.counts.endsNotSeen += 1;
      const { callId, callerTag, openingCseq: cseq, invitedAt: at } = call;
      this.#options.onCall({ ...conclusion, callId, callerTag, cseq, opening, at });
    }
    // What is told of takes nothing more in.
    call.branches = NOTHING;
    call.answers = NOTHING;
    call.messages = 0;
  }

  /** Only what was captured where is believed: what callers write themselves would let them hide calls behind one another. */
  #isFurtherLeg({ correlation }: TrackedCall<Opening>): boolean {
    return correlation !== '' && this.#calls.has(correlation);
  }

  #forgetHeadless(call: TrackedCall<Opening>): void {
    this.counts.headless += 1;
    if (call.messages > 0) this.#drop('without-invite', call.messages);
    this.#remove(call);
  }

  #remove(call: TrackedCall<Opening>): void {
    call.list?.take(call);
    this.#held -= 1;
    this.#bytes -= call.openingBytes;
    const first = this.#calls.get(call.callId) ?? null;
    if (first === call) {
      if (call.sibling === null) this.#calls.delete(call.callId);
      else this.#calls.set(call.callId, call.sibling);
      return;
    }
    for (let before = first; before !== null; before = before.sibling)
      if (before.sibling === call) before.sibling = call.sibling;
  }

  #makeRoom(): void {
    while (this.#held >= this.#limits.calls) {
      const headless = this.#headless.first;
      const told = this.#told.first;
      if (headless !== null) this.#forgetHeadless(headless);
      else if (told !== null) this.#remove(told);
      else this.#evictCall(null);
    }
  }

  /**
   * Tells of a call before its time: one that ended, else the oldest of those being set up or of those that talk, whichever
   * are more, so that a flood of the one kind costs its own. `false` when there is none but `keep`.
   */
  #evictCall(keep: TrackedCall<Opening> | null): boolean {
    const crowd = this.#setup.size >= this.#talking.size ? this.#setup : this.#talking;
    const call = this.#ended.first ?? this.#demanded.first ?? crowd.first;
    if (call === null || call === keep) return false;
    if (call.list === crowd) this.counts.evicted += 1;
    this.#tell(call);
    return true;
  }

  #drop(reason: string, messages: number): void {
    this.counts.dropped.set(reason, (this.counts.dropped.get(reason) ?? 0) + messages);
  }
}

const NOTHING: never[] = [];
