import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { ByteLines } from '../../src/lib/byte-lines.ts';
import { timeZone } from '../../src/lib/time-zone.ts';
import {
  ASTERISK_COLUMNS,
  type AsteriskColumnCount,
  createTown,
  inOrderOfEnd,
  type RecordFormat,
  recordWriter,
  type SimulatedCall,
} from '../../src/simulate/index.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-03-02T08:00:00+08:00');
const town = createTown({ seed: 4, startAt: START, people: 1_500 });
const calls = [...inOrderOfEnd(town.calls(START, START + 4 * HOUR))];
const endOf = ({ at, ringMs, talkMs }: SimulatedCall): number => at + ringMs + talkMs;

function write(format: RecordFormat, zone = 'Asia/Shanghai', columns?: AsteriskColumnCount): string {
  const writer = recordWriter(format, timeZone(zone)!, columns);
  const lines = new ByteLines();
  let text = writer.header;
  for (const call of calls) {
    writer.row(call, lines);
    text += Buffer.from(lines.take()).toString('latin1');
  }
  return text;
}

const rowsOf = (text: string): string[][] => parse(text);
const toEpoch = (stamp: string, zone: string): number => Date.parse(`${stamp.replace(' ', 'T')}${zone}`);
const second = (at: number): number => Math.floor(at / 1000) * 1000;
/** Positions where two columns differ; comparing whole columns at once is quick and shows the first difference. */
const differences = (
  rows: readonly string[][],
  right: (row: string[], call: SimulatedCall) => boolean,
): string[][] => rows.filter((row, index) => !right(row, calls[index]!)).slice(0, 2);

describe('order of end', () => {
  it('has every call once, none before the second it ends', () => {
    const inOrderOfStart = [...town.calls(START, START + 4 * HOUR)];
    expect(new Set(calls)).toHaveProperty('size', inOrderOfStart.length);
    const ends = calls.map((call) => second(endOf(call)));
    expect(ends).toEqual(ends.toSorted((one, other) => one - other));
    expect(calls.map(({ at }) => at)).not.toEqual(inOrderOfStart.map(({ at }) => at));
  });
});

describe('Asterisk', () => {
  it.each(ASTERISK_COLUMNS)('writes %i columns', (columns) => {
    const rows = rowsOf(write('asterisk', 'Asia/Shanghai', columns));
    expect(rows).toHaveLength(calls.length);
    expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([columns]));
  });

  it.each([
    ['Asia/Shanghai', '+08:00'],
    ['GMT', 'Z'],
    ['America/New_York', '-05:00'],
  ])('reads back as the calls it was made of, clock in %s', (zone, offset) => {
    const rows = rowsOf(write('asterisk', zone));
    const right = (row: string[], call: SimulatedCall): boolean =>
      row[1] === call.caller &&
      row[2] === call.callee &&
      toEpoch(row[9]!, offset) === second(call.at) &&
      toEpoch(row[11]!, offset) === second(endOf(call)) &&
      (call.outcome === 'answered'
        ? toEpoch(row[10]!, offset) === second(call.at + call.ringMs)
        : row[10] === '') &&
      Number(row[12]) === Math.floor((call.ringMs + call.talkMs) / 1000) &&
      Number(row[13]) === Math.floor(call.talkMs / 1000) &&
      (row[14] === 'ANSWERED') === (call.outcome === 'answered');
    expect(differences(rows, right)).toEqual([]);
    expect(new Set(rows.map((row) => row[16])).size).toBe(rows.length);
    expect(rows.map((row) => row[20])).toEqual(rows.map((_, index) => String(index)));
  });

  it('quotes as cdr_csv does: texts always, integers never, an empty answer not at all', () => {
    const unanswered = calls.findIndex(({ outcome, caller }) => outcome === 'no-answer' && caller !== '');
    const row = write('asterisk').split('\n')[unanswered]!;
    const { caller, callee } = calls[unanswered]!;
    expect(row).toMatch(
      new RegExp(
        `^"","${literal(caller)}","${literal(callee)}","from-[a-z-]+","""${literal(caller)}"" <${literal(caller)}>",` +
          String.raw`"PJSIP/[a-z-]+-[0-9a-f]{8}","PJSIP/core-[0-9a-f]{8}","Dial","PJSIP/[+\d]+@core,60",` +
          String.raw`"[-\d]{10} [:\d]{8}",,"[-\d]{10} [:\d]{8}",\d+,0,"NO ANSWER","DOCUMENTATION",` +
          String.raw`"(\d{10}\.\d+)","","","\1",\d+$`,
      ),
    );
  });
});

describe('other formats', () => {
  it('FreeSWITCH example template: 15 columns, hangup causes, whole seconds', () => {
    const causes = {
      answered: 'NORMAL_CLEARING',
      'no-answer': 'NO_ANSWER',
      busy: 'USER_BUSY',
      cancelled: 'ORIGINATOR_CANCEL',
      failed: 'NORMAL_TEMPORARY_FAILURE',
      'dead-number': 'UNALLOCATED_NUMBER',
      unknown: '',
    };
    const text = write('freeswitch');
    expect(text).not.toMatch(/,[^",\n]/);
    const rows = rowsOf(text);
    const right = (row: string[], call: SimulatedCall): boolean =>
      row.length === 15 &&
      row[1] === call.caller &&
      row[2] === call.callee &&
      toEpoch(row[4]!, '+08:00') === second(call.at) &&
      (row[5] === '') === (call.outcome !== 'answered') &&
      Number(row[7]) * 1000 === toEpoch(row[6]!, '+08:00') - toEpoch(row[4]!, '+08:00') &&
      row[9] === causes[call.outcome] &&
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/.test(row[10]!);
    expect(differences(rows, right)).toEqual([]);
    expect(new Set(rows.map((row) => row[10])).size).toBe(rows.length);
  });

  it('Kamailio acc_cdrs: talk as a decimal, status of the final reply', () => {
    const [header, ...rows] = rowsOf(write('kamailio'));
    expect(header!.slice(0, 4)).toEqual(['id', 'start_time', 'end_time', 'duration']);
    const right = (row: string[], call: SimulatedCall): boolean =>
      row.length === 9 &&
      Math.round(Number(row[3]) * 1000) === call.talkMs &&
      row[4] === call.caller &&
      row[5] === call.callee &&
      (row[7] === '200') === (call.outcome === 'answered') &&
      (row[7] === '404') === (call.outcome === 'dead-number');
    expect(differences(rows, right)).toEqual([]);
  });

  it('JSON lines: the whole call and not its label', () => {
    const read = write('jsonl').trimEnd().split('\n');
    expect(read.map((line) => JSON.parse(line))).toEqual(calls.map(({ label: _, ...call }) => call));
  });

  it('table: the same as columns', () => {
    const rows: Record<string, string>[] = parse(write('csv'), { columns: true });
    expect(rows).toHaveLength(calls.length);
    const wrong = rows.filter((row, index) => {
      const { id, at, caller, callee, trunk, outcome, ringMs, talkMs, imei, cell } = calls[index]!;
      const values = [
        id,
        new Date(at).toISOString(),
        caller,
        callee,
        trunk,
        outcome,
        ringMs,
        talkMs,
        imei ?? '',
        cell ?? '',
      ];
      return Object.values(row).join('|') !== values.join('|');
    });
    expect(wrong).toEqual([]);
  });
});

const literal = (text: string): string => text.replace('+', String.raw`\+`);
