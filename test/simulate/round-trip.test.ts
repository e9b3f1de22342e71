import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { CallEvent, CallOutcome } from '../../src/domain/call-event.ts';
import { ByteLines } from '../../src/lib/byte-lines.ts';
import { timeZone } from '../../src/lib/time-zone.ts';
import {
  createTown,
  inOrderOfEnd,
  internationalForm,
  type RecordFormat,
  recordWriter,
  type SimulatedCall,
} from '../../src/simulate/index.ts';
import { parseMapping } from '../../src/traffic/normalise/index.ts';
import { openCallRecordFile } from '../../src/traffic/pipeline/index.ts';
import { normaliser } from '../numbers/shipped-plans.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-03-02T19:00:00+08:00');
const ZONE = 'Asia/Shanghai';
const town = createTown({ seed: 12, startAt: START, people: 2_000 });
const calls = [...inOrderOfEnd(town.calls(START, START + 5 * HOUR))];

/** The mapping that docs/simulate.md gives for `--format csv`. */
const TABLE_MAPPING = `
version: 1
name: simulated-table
delimiter: ","
header: true
columns:
  id: id
  caller: caller
  callee: callee
  start: at
  outcome:
    column: outcome
    reads: values
    values: { answered: answered, no-answer: no-answer, busy: busy, cancelled: cancelled, failed: failed, dead-number: dead-number }
  ring: { column: ring_ms, unit: ms }
  talk: { column: talk_ms, unit: ms }
  imei: imei
  cell: cell
`;

function written(format: RecordFormat): Readable {
  const writer = recordWriter(format, timeZone(ZONE)!);
  function* blocks(): Iterable<Buffer> {
    const lines = new ByteLines();
    lines.text(writer.header);
    for (const call of calls) {
      writer.row(call, lines);
      if (lines.isFull) yield Buffer.from(lines.take());
    }
    yield Buffer.from(lines.take());
  }
  return Readable.from(blocks());
}

async function readBack(format: RecordFormat): Promise<readonly CallEvent[]> {
  const mapping = format === 'csv' ? parseMapping(TABLE_MAPPING, 'mapping') : undefined;
  if (mapping?.ok === false) throw new Error(mapping.detail);
  const opened = await openCallRecordFile({
    from: { stream: written(format), name: format },
    normaliser,
    country: 'CN',
    trunk: 'unknown',
    receivedAt: START + 24 * HOUR,
    source: 'test',
    timezone: ZONE,
    mapping: mapping?.value,
  });
  if (!opened.ok) throw new Error(opened.detail);
  const events: CallEvent[] = [];
  for await (const batch of opened.value.events()) events.push(...batch.map(({ event }) => event));
  expect(opened.value.tally()).toMatchObject({
    rows: calls.length,
    duplicates: 0,
    quarantined: 0,
    dropped: {},
  });
  return events;
}

const wholeSeconds = (ms: number): number => Math.floor(ms / 1000);

/** Who, whom, when and how, to the precision of the format; equal lists mean equal calls whatever their order. */
const asRead = (events: readonly CallEvent[]): string[] =>
  events
    .map(({ caller, callee, at, outcome, talkMs }) =>
      [caller.canonical, callee.canonical, wholeSeconds(at), outcome, wholeSeconds(talkMs ?? -1)].join(' '),
    )
    .sort();

function asMade(
  outcomes: Partial<Record<CallOutcome, CallOutcome>>,
  { at, talk }: { at?: (call: SimulatedCall) => number; talk?: (call: SimulatedCall) => number } = {},
): string[] {
  return calls
    .map((call) => {
      const start = wholeSeconds(at?.(call) ?? call.at);
      const outcome = outcomes[call.outcome] ?? call.outcome;
      const caller = internationalForm(call.caller) ?? 'withheld';
      return [
        caller,
        internationalForm(call.callee),
        start,
        outcome,
        talk?.(call) ?? wholeSeconds(call.talkMs),
      ].join(' ');
    })
    .sort();
}

const answerOf = ({ at, ringMs, outcome }: SimulatedCall): number =>
  outcome === 'answered' ? at + ringMs : at;

describe('the product reads what the simulator writes', () => {
  it('Asterisk', async () => {
    expect(asRead(await readBack('asterisk'))).toEqual(
      asMade({ cancelled: 'no-answer', 'dead-number': 'failed' }),
    );
  });

  it('FreeSWITCH', async () => {
    const talk = (call: SimulatedCall): number =>
      call.talkMs === 0 ? 0 : wholeSeconds(answerOf(call) + call.talkMs) - wholeSeconds(answerOf(call));
    expect(asRead(await readBack('freeswitch'))).toEqual(asMade({}, { talk }));
  });

  it('Kamailio: everything that was answered', async () => {
    const hasTalk = (line: string): boolean => !line.endsWith(' 0');
    const read = asRead(await readBack('kamailio'));
    expect(read.filter(hasTalk)).toEqual(asMade({}, { at: answerOf }).filter(hasTalk));
  });

  it('the table, with the mapping of the documentation, to the millisecond', async () => {
    const events = await readBack('csv');
    const read = events.map(({ at, ringMs, talkMs, outcome, imei, cell }) => [
      at,
      ringMs,
      talkMs,
      outcome,
      imei,
      cell,
    ]);
    const made = calls.map(({ at, ringMs, talkMs, outcome, imei, cell }) => [
      at,
      ringMs,
      talkMs,
      outcome,
      imei,
      cell,
    ]);
    expect(read.map(String).sort()).toEqual(made.map(String).sort());
  });
});
