import type { CallEvent } from '../../domain/call-event.ts';
import { Fault } from '../../domain/fault.ts';
import type { TelephoneNumber } from '../../domain/telephone-number.ts';
import { openCallRecordFile } from '../../traffic/pipeline/index.ts';
import { loadRecordReading } from '../load-record-reading.ts';
import type { CallView, Inspection } from './inspection.ts';
import { numberView } from './number-view.ts';
import type { InspectedFile } from './open-inspected.ts';
import type { InspectContext } from './peer-readings.ts';

/** What a call-record file is read with beside what its content says. */
export interface CallReadingOptions {
  readonly layout: string | undefined;
  readonly mapping: string | null;
  readonly timezone: string | undefined;
  readonly encoding: string | undefined;
}

/** The first calls of a call-record file as every other command would read them. Throws a `Fault` for a file that is none. */
export async function inspectCalls(
  file: InspectedFile,
  now: number,
  limit: number,
  context: InspectContext,
  options: CallReadingOptions,
): Promise<Pick<Inspection, 'calls' | 'counts' | 'notes' | 'notShown'>> {
  const notes: { word: string; detail: string }[] = [];
  const opened = await openCallRecordFile({
    ...(await loadRecordReading(options.mapping)),
    from: { stream: file.stream(), name: file.name },
    normaliser: context.normaliser,
    country: context.country,
    trunk: context.trunk,
    receivedAt: now,
    source: 'inspect',
    format: options.layout,
    timezone: options.timezone,
    encoding: options.encoding,
    onQuarantine: ({ line, reason, detail }) => {
      if (notes.length < limit) notes.push({ word: reason, detail: `line ${line}: ${detail}` });
    },
  });
  if (!opened.ok) throw new Fault('inspect-refused', opened.detail);
  const calls: CallView[] = [];
  let isWhole = true;
  reading: for await (const batch of opened.value.events())
    for (const { event, line } of batch) {
      if (calls.length === limit) {
        isWhole = false;
        break reading;
      }
      calls.push(callView(event, line));
    }
  const tally = opened.value.tally();
  if (!isWhole)
    notes.push({
      word: 'reading-stopped',
      detail: `only the first ${limit} calls were read; --limit shows more`,
    });
  notes.push(...tally.warnings.map((detail) => ({ word: 'warning', detail })));
  return {
    calls,
    notShown: 0,
    counts: {
      rows: tally.rows,
      calls: tally.events,
      quarantined: tally.quarantined,
      ...Object.fromEntries(
        Object.entries(tally.dropped).map(([reason, count]) => [`dropped ${reason}`, count]),
      ),
    },
    notes: [{ word: 'layout', detail: `${tally.format}: ${tally.formatReason}` }, ...notes],
  };
}

function callView(event: CallEvent, line: number): CallView {
  return {
    line,
    at: new Date(event.at).toISOString(),
    caller: withRaw(event.caller),
    callee: withRaw(event.callee),
    outcome: event.outcome,
    ringMs: event.ringMs,
    talkMs: event.talkMs,
    redirections: (event.signalling?.redirections ?? []).map(({ by, reason, count }) => ({
      by: numberView(by),
      reason,
      count,
    })),
    isPrivate: event.signalling?.isPrivate ?? null,
    problems: event.problems,
  };
}

function withRaw(number: TelephoneNumber): CallView['caller'] {
  return { ...numberView(number), raw: number.raw };
}
