import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Clock } from '../../ports/clock.ts';
import type { VerdictDesk } from '../verdict-desk.ts';
import { LiveFigures } from './live-figures.ts';
import { liveNow, liveVerdict } from './live-message.ts';
import { LiveRing } from './live-ring.ts';

/** Not faster than the eye follows. */
const TICK_MS = 250;
const TICKS_PER_FIGURES = 4;
const RING_CALLS = 5_000;
const BATCH_CALLS = 200;
/** A new viewer sees at once what happened just before it came. */
const FIRST_CALLS = 120;
const KEPT_MINUTES = 60;
/** Calls are told up to ten minutes late: older minutes no longer change. */
const CHANGING_MINUTES = 12;

export interface LiveStreamOptions {
  readonly desk: VerdictDesk;
  readonly clock: Clock;
  readonly maxViewers: number;
  readonly failedOpen: () => number;
  readonly onDropped: (count: number) => void;
}

interface Viewer {
  readonly response: ServerResponse;
  /** Sequence of the last call sent or given up. */
  sent: number;
  dropped: number;
  fresh: boolean;
}

/**
 * Verdicts as server-sent events (WHATWG HTML §9.2). A viewer that reads too slowly is never waited for: what does not
 * fit is dropped and counted. `Last-Event-ID` resumes where the connection broke, as far as the ring goes back.
 */
export class LiveStream {
  readonly #options: LiveStreamOptions;
  readonly #ring = new LiveRing(RING_CALLS);
  readonly #figures = new LiveFigures();
  readonly #viewers = new Set<Viewer>();
  /** Tells ids of this run from those of an earlier one, whose sequence numbers mean other calls. */
  readonly #run = randomBytes(4).toString('hex');
  readonly #unwatch: () => void;
  #timer: NodeJS.Timeout | null = null;
  #ticks = 0;

  constructor(options: LiveStreamOptions) {
    this.#options = options;
    this.#unwatch = options.desk.watch((judged) => {
      this.#ring.push(judged);
      this.#figures.count(judged, options.clock.now());
    });
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  get full(): boolean {
    return this.#viewers.size >= this.#options.maxViewers;
  }

  /** Starts to send to a response whose head the caller has not written yet. */
  open(
    response: ServerResponse,
    lastEventId: string | undefined,
    headers: Readonly<Record<string, string>>,
  ): void {
    response.writeHead(200, {
      ...headers,
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // The connection ends with the stream, or a closing server would wait for it to be idle long enough.
      Connection: 'close',
      'X-Accel-Buffering': 'no',
    });
    const viewer: Viewer = { response, sent: this.#resumeAfter(lastEventId), dropped: 0, fresh: true };
    this.#viewers.add(viewer);
    const leave = () => this.#leave(viewer);
    response.on('close', leave).on('error', leave);
    response.write('retry: 2000\n\n');
    this.#sendFigures(viewer);
    this.#sendVerdicts(viewer);
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
  }

  /** Ends every stream; browsers come back by themselves. */
  close(): void {
    this.#unwatch();
    for (const viewer of [...this.#viewers]) {
      viewer.response.end();
      this.#leave(viewer);
    }
  }

  #leave(viewer: Viewer): void {
    this.#viewers.delete(viewer);
    if (this.#viewers.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #resumeAfter(lastEventId: string | undefined): number {
    const match = /^([0-9a-f]{8})-(\d{1,15})$/.exec(lastEventId ?? '');
    const newest = this.#ring.newest;
    if (match?.[1] === this.#run) return Math.min(Number(match[2]), newest);
    return Math.max(this.#ring.oldest - 1, newest - FIRST_CALLS);
  }

  #tick(): void {
    this.#ticks += 1;
    for (const viewer of this.#viewers) {
      // The kernel and Node still hold what was written before: adding more only moves the delay into our memory.
      if (viewer.response.writableNeedDrain) continue;
      this.#sendVerdicts(viewer);
      if (this.#ticks % TICKS_PER_FIGURES === 0) this.#sendFigures(viewer);
    }
  }

  #sendVerdicts(viewer: Viewer): void {
    const { entries, dropped } = this.#ring.after(viewer.sent, BATCH_CALLS);
    if (dropped > 0) {
      viewer.dropped += dropped;
      this.#options.onDropped(dropped);
    }
    if (entries.length === 0) return;
    viewer.sent = this.#ring.newest;
    for (const entry of entries)
      entry.text ??= JSON.stringify(liveVerdict(entry.sequence, entry.judged, this.#options.desk.words));
    const data = entries.map((entry) => entry.text).join(',');
    viewer.response.write(`event: verdicts\nid: ${this.#run}-${viewer.sent}\ndata: [${data}]\n\n`);
  }

  #sendFigures(viewer: Viewer): void {
    const { desk, clock, failedOpen } = this.#options;
    const figures = liveNow(desk, this.#figures, {
      now: clock.now(),
      failedOpen: failedOpen(),
      dropped: viewer.dropped,
      minutes: viewer.fresh ? KEPT_MINUTES : CHANGING_MINUTES,
    });
    viewer.fresh = false;
    viewer.response.write(`event: now\ndata: ${JSON.stringify(figures)}\n\n`);
  }
}
