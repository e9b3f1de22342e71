import { Readable } from 'node:stream';
import { expect } from 'vitest';
import { type CallColumns, callColumns, readFacts } from '../../src/domain/call-columns.ts';
import type { CallEvent } from '../../src/domain/call-event.ts';
import { type CallFacts, factsOf } from '../../src/domain/call-facts.ts';
import { loadNumberingPlans } from '../../src/main/load-numbering-plans.ts';
import { loadRecordProfile } from '../../src/main/load-record-profile.ts';
import { createNumberNormaliser, parseMapping } from '../../src/traffic/normalise/index.ts';
import {
  type CallRecordFileOptions,
  type CallRecordTally,
  openCallRecordFile,
  type QuarantinedRecord,
} from '../../src/traffic/pipeline/index.ts';

export type Given = Partial<CallRecordFileOptions>;

export interface Reading {
  readonly events: readonly CallEvent[];
  readonly tally: CallRecordTally;
  readonly quarantined: readonly QuarantinedRecord[];
  /** Code of the fault that reading ended with, `null` for none. */
  readonly fault: string | null;
}

const plans = await loadNumberingPlans();
if (!plans.ok) throw new Error(plans.detail);
const normaliser = createNumberNormaliser(plans.value);

/** Opens what a file would hold, read in China's zone on a day at the end of 2026. */
export function openRecords(content: Uint8Array | string, given: Given = {}) {
  return openCallRecordFile({
    from: { stream: Readable.from([Buffer.from(content)]), name: 'made.csv' },
    normaliser,
    country: 'CN',
    trunk: 'unknown',
    receivedAt: Date.UTC(2026, 10, 25),
    source: 'test',
    timezone: 'Asia/Shanghai',
    profile: loadRecordProfile,
    ...given,
  });
}

/** Reads it in both forms; throws when they differ or when the rows do not add up. */
export async function readRecords(content: Uint8Array | string, given: Given = {}): Promise<Reading> {
  const quarantined: QuarantinedRecord[] = [];
  const file = await openRecords(content, { ...given, onQuarantine: (record) => quarantined.push(record) });
  if (!file.ok) throw new Error(`${file.reason}: ${file.detail}`);
  const events: CallEvent[] = [];
  const fault = await ended(async () => {
    for await (const batch of file.value.events()) for (const { event } of batch) events.push(event);
  });
  const tally = file.value.tally();
  const dropped = Object.values(tally.dropped).reduce((sum, count) => sum + count, 0);
  const told = tally.events + tally.duplicates + tally.quarantined + tally.mergedRows + dropped;
  if (told !== tally.rows) throw new Error(`${tally.rows} rows, ${told} told of`);
  if (given.seen === undefined) await expectAlike(content, given, events);
  return { events, tally, quarantined, fault };
}

async function expectAlike(content: Uint8Array | string, given: Given, events: readonly CallEvent[]) {
  const file = await openRecords(content, given);
  if (!file.ok) throw new Error(file.detail);
  const facts: CallFacts[] = [];
  await ended(async () => {
    for await (const { columns } of file.value.columns(8)) facts.push(...factsIn(columns));
  });
  expect(facts).toEqual(events.map(factsOf));
}

const EMPTY = readFacts(callColumns(8), 0, {} as CallFacts);

function factsIn(columns: CallColumns): CallFacts[] {
  return Array.from({ length: columns.length }, (_, row) => ({ ...readFacts(columns, row, EMPTY) }));
}

async function ended(work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === undefined) throw error;
    return code;
  }
}

export function mapping(yaml: string) {
  const parsed = parseMapping(yaml, 'made.yaml');
  if (!parsed.ok) throw new Error(parsed.detail);
  return parsed.value;
}
