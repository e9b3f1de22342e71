import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { VerdictDesk } from './verdict-desk.ts';

/** What the API counts. No label ever carries a number, an id or anything a client wrote. */
export interface ApiMetrics {
  readonly registry: Registry;
  readonly verdicts: Counter<'measure' | 'source'>;
  readonly answers: Histogram<'outcome'>;
  readonly refused: Counter<'reason'>;
  readonly failedOpen: Counter<'reason'>;
  readonly repeated: Counter;
  readonly liveDropped: Counter;
  stop(): void;
}

export function apiMetrics(
  desk: VerdictDesk,
  gauges: { inFlight: () => number; liveViewers: () => number },
): ApiMetrics {
  const registry = new Registry();
  const registers = [registry];
  const stopLoop = eventLoopLag(registry);
  deskGauges(registry, desk);
  gauge(registry, 'jingtong_queue_depth', 'Calls judged and waiting for the journal', gauges.inFlight);
  gauge(registry, 'jingtong_live_viewers', 'Open live streams', gauges.liveViewers);
  return {
    registry,
    verdicts: new Counter({
      name: 'jingtong_verdicts_total',
      help: 'Verdicts by measure and kind of source',
      labelNames: ['measure', 'source'],
      registers,
    }),
    answers: new Histogram({
      name: 'jingtong_answer_seconds',
      help: 'Time to answer POST /v1/verdicts, by what came of it',
      labelNames: ['outcome'],
      buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1],
      registers,
    }),
    refused: new Counter({
      name: 'jingtong_refused_total',
      help: 'Requests refused, by problem type',
      labelNames: ['reason'],
      registers,
    }),
    failedOpen: new Counter({
      name: 'jingtong_failed_open_total',
      help: 'Calls answered with measure none because we could not stand behind the verdict, by reason',
      labelNames: ['reason'],
      registers,
    }),
    repeated: new Counter({
      name: 'jingtong_repeated_total',
      help: 'Calls whose event id was known: answered again, not counted again',
      registers,
    }),
    liveDropped: new Counter({
      name: 'jingtong_live_dropped_total',
      help: 'Verdicts not shown to a live viewer that was too slow',
      registers,
    }),
    stop: stopLoop,
  };
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}

function deskGauges(registry: Registry, desk: VerdictDesk): void {
  gauge(
    registry,
    'jingtong_journal_pending',
    'Verdicts judged and not yet durable',
    () => desk.status().journal.pending,
  );
  gauge(registry, 'jingtong_journal_writable', '1 when the journal can be written', () =>
    Number(desk.status().journal.writable),
  );
  gauge(registry, 'jingtong_database_ready', '1 when the database takes writes', () =>
    Number(desk.status().database.state === 'ready'),
  );
  gauge(
    registry,
    'jingtong_database_lag',
    'Journalled verdicts not yet in the database',
    () => desk.status().database.lag,
  );
  gauge(registry, 'jingtong_policy_refused', '1 while newer policy files are refused', () =>
    Number(desk.status().policyRefused !== null),
  );
  gauge(
    registry,
    'jingtong_features_numbers',
    'Numbers with live state',
    () => desk.status().features.numbers,
  );
  gauge(
    registry,
    'jingtong_features_bytes',
    'Bytes held by the features',
    () => desk.status().features.bytes,
  );
  new Gauge({
    name: 'jingtong_features_dropped',
    help: 'Calls that moved no window and numbers forgotten, by reason',
    labelNames: ['reason'],
    registers: [registry],
    collect() {
      for (const [reason, count] of Object.entries(desk.status().features.dropped))
        this.set({ reason }, count);
    },
  });
  gauge(registry, 'process_resident_memory_bytes', 'Resident memory', () => process.memoryUsage.rss());
}

function eventLoopLag(registry: Registry): () => void {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const lag = new Gauge({
    name: 'nodejs_eventloop_lag_seconds',
    help: 'Event loop lag since the last scrape',
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      lag.set({ quantile: '0.5' }, delay.percentile(50) / 1e9);
      lag.set({ quantile: '0.99' }, delay.percentile(99) / 1e9);
      lag.set({ quantile: '1' }, delay.max / 1e9);
      delay.reset();
    },
  });
  return () => delay.disable();
}
