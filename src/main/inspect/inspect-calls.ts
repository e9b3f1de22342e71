import type { CallEvent } from '../../domain/call-event.ts';
import { Fault } from '../../domain/fault.ts';
import type { TelephoneNumber } from '../../domain/telephone-number.ts';
import {
  type DescribeOptions,
  describeCallRecords,
  openCallRecordFile,
} from '../../traffic/pipeline/index.ts';
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
  skip: number,
  context: InspectContext,
  options: CallReadingOptions & { readonly isGuess: boolean },
): Promise<Pick<Inspection, 'calls' | 'records' | 'counts' | 'notes' | 'notShown'>> {
  const reading = await loadRecordReading(options.mapping);
  const notes: { word: string; detail: string }[] = [];
  const opened = await openCallRecordFile({
    ...reading,
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
      if (notes.length < limit)
        notes.push({ word: reason, detail: line === null ? detail : `line ${line}: ${detail}` });
    },
  });
  if (!opened.ok)
    throw new Fault(
      'inspect-refused',
      options.isGuess
        ? `this begins as no SIP message, HEP packet, capture or signed statement (is it --at another byte?), and as call records: ${opened.detail}`
        : opened.detail,
    );
  const calls: CallView[] = [];
  let isWhole = true;
  walk: for await (const batch of opened.value.events())
    for (const { event, line } of batch) {
      if (calls.length === limit) {
        isWhole = false;
        break walk;
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
    records: await describe(file, limit, skip, {
      ...reading,
      format: options.layout,
      encoding: options.encoding,
    }),
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

/** The first records field by field; a format that is not taken apart has none. */
async function describe(
  file: InspectedFile,
  limit: number,
  skip: number,
  options: Pick<DescribeOptions, 'profile' | 'mapping' | 'format' | 'encoding'>,
): Promise<Inspection['records']> {
  const described = await describeCallRecords({
    ...options,
    from: { stream: file.beginning(), name: file.name },
    limit,
  });
  if (!described.ok) return [];
  return described.value.records.map((record) => ({
    ...record,
    offset: record.offset + skip,
    fields: record.fields.map((field) => ({ ...field, offset: field.offset + skip })),
  }));
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
