import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openRecords, readRecords } from '../kit/read-call-records.ts';

const FILE = readFileSync(new URL('../corpus/cdr/cucm.csv', import.meta.url), 'utf8');
const LINES = FILE.trimEnd().split('\n');
const [NAMES, TYPES] = LINES as [string, string];
const HEADER = NAMES.replaceAll('"', '').split(',');

/** The row of a call with some columns changed. */
function row(given: Record<string, string | number> = {}, from = LINES[2]!): string {
  const fields = from.split(',');
  for (const [name, value] of Object.entries(given)) fields[HEADER.indexOf(name)] = String(value);
  return fields.join(',');
}
const file = (...rows: readonly string[]): string => [NAMES, TYPES, ...rows, ''].join('\n');

describe('Cisco Unified CM', () => {
  test('the line of data types is no row, wherever it stands again', async () => {
    const { tally } = await readRecords(file(LINES[2]!, NAMES, TYPES, LINES[3]!));
    expect(tally).toMatchObject({
      format: 'cucm',
      rows: 2,
      events: 2,
      headerLines: 4,
      lines: 6,
      dropped: {},
    });
    const only = await readRecords(file());
    expect(only.tally).toMatchObject({ format: 'cucm', rows: 0, events: 0, headerLines: 2 });
  });

  test('columns are found by name: added, moved and left out ones change nothing', async () => {
    const reversed = (line: string): string => `0,${line.split(',').reverse().join(',')},"x"`;
    const names = `"newFirst",${NAMES.split(',').reverse().join(',')},"newLast"`;
    const moved = [names, reversed(TYPES), reversed(LINES[2]!), ''].join('\n');
    expect((await readRecords(moved)).events).toEqual((await readRecords(file(LINES[2]!))).events);
    const narrow = (line: string): string => line.split(',').slice(0, HEADER.indexOf('pkid')).join(',');
    const older = await readRecords([NAMES, TYPES, LINES[2]!].map(narrow).join('\n'));
    expect(older.events).toMatchObject([{ outcome: 'answered', talkMs: 30_000, ringMs: 8000 }]);
    const without = FILE.replaceAll('dateTimeConnect', 'whatever');
    const refused = await openRecords(without);
    expect(refused).toMatchObject({ ok: false, reason: 'missing-column' });
    expect(refused.ok ? '' : refused.detail).toContain('dateTimeConnect');
  });

  test('a header with more columns in the middle of a file is followed', async () => {
    const upgraded = `${NAMES},"addedByAnUpgrade"`;
    const wider = `${row({ globalCallID_callId: 999, callingPartyNumber: '"13900139009"' })},7`;
    const { tally, events } = await readRecords(
      [NAMES, TYPES, LINES[2]!, upgraded, `${TYPES},INTEGER`, wider, ''].join('\n'),
    );
    expect(tally).toMatchObject({ rows: 2, events: 2, headerLines: 4 });
    expect(events[1]?.caller.canonical).toBe('+8613900139009');
  });

  test('connect time 0 is never answered and never 1970', async () => {
    const outcome = async (given: Record<string, number>) =>
      (await readRecords(file(row({ dateTimeConnect: 0, duration: 0, ...given })))).events[0];
    expect(await outcome({ destCause_value: 17 })).toMatchObject({
      outcome: 'busy',
      ringMs: 38_000,
      talkMs: 0,
    });
    expect(await outcome({ destCause_value: 19 })).toMatchObject({ outcome: 'no-answer' });
    expect(await outcome({ destCause_value: 1 })).toMatchObject({ outcome: 'dead-number' });
    expect(await outcome({ destCause_value: 0, origCause_value: 16 })).toMatchObject({
      outcome: 'cancelled',
    });
    expect(await outcome({ destCause_value: 393_216 })).toMatchObject({ outcome: 'unknown', ringMs: null });
    const zero = (
      await readRecords(
        file(row({ dateTimeConnect: 1772413268, duration: 0, dateTimeDisconnect: 1772413268 })),
      )
    ).events;
    expect(zero).toMatchObject([{ outcome: 'answered', talkMs: 0 }]);
    const unstarted = await readRecords(file(row({ dateTimeOrigination: 0 })));
    expect(unstarted.events).toMatchObject([{ problems: ['start-unknown'], ringMs: null }]);
    const timeless = row({ dateTimeOrigination: 0, dateTimeConnect: 0, dateTimeDisconnect: 0 });
    expect((await readRecords(file(timeless))).quarantined).toMatchObject([
      { reason: 'missing-time', line: 3 },
    ]);
  });

  test('rows of one global call id are one call, the same pkid again is the same row', async () => {
    const second = row({
      pkid: '"p2"',
      finalCalledPartyNumber: '"13900139002"',
      destLegCallIdentifier: 9000,
    });
    const { events, tally } = await readRecords(file(second, LINES[2]!, LINES[2]!, row({ duration: 31 })));
    expect(tally).toMatchObject({ rows: 4, events: 1, mergedRows: 1, duplicates: 2 });
    expect(events[0]?.callee.canonical).toBe('+862885550100');
    const elsewhere = row({ globalCallId_ClusterID: '"ClusterB"' });
    expect((await readRecords(file(LINES[2]!, elsewhere))).tally).toMatchObject({ events: 2, mergedRows: 0 });
    const nameless = row({ globalCallID_callId: 0 });
    const others = file(nameless, nameless.replace('00000001', '00000002'));
    expect((await readRecords(others)).tally).toMatchObject({ events: 2 });
  });

  test('who passed a call on, last first, and why', async () => {
    const passed = async (given: Record<string, string | number>) =>
      (await readRecords(file(row(given)))).events[0]?.signalling;
    expect(await passed({})).toBeNull();
    const hunted = await passed({
      finalCalledPartyNumber: '"13900139002"',
      lastRedirectDn: '"8002"',
      lastRedirectRedirectReason: 15,
      origCalledPartyRedirectReason: 2,
    });
    expect(hunted).toMatchObject({
      peer: 'test',
      redirectionTrust: 'trusted',
      callerFrom: 'none',
      isPrivate: false,
    });
    expect(hunted?.redirections.map(({ by, reason }) => `${by.canonical} ${reason}`)).toEqual([
      '8002 unconditional',
      '+862885550100 no-answer',
    ]);
    const reason = async (code: number, feature: number) =>
      (
        await passed({
          lastRedirectDn: '"8002"',
          lastRedirectRedirectReason: code,
          lastRedirectRedirectOnBehalfOf: feature,
        })
      )?.redirections[0]?.reason;
    expect(await reason(1, 5)).toBe('user-busy');
    expect(await reason(4, 10)).toBe('transfer');
    expect(await reason(0, 16)).toBe('pickup');
    expect(await reason(999, 999)).toBe('unknown');
  });

  test('records of media quality are counted and make no call, alone and among others', async () => {
    const header =
      '"cdrRecordType","globalCallID_callManagerId","globalCallID_callId","nodeId","directoryNum","callIdentifier","dateTimeStamp","numberPacketsSent"';
    const types = 'INTEGER,INTEGER,INTEGER,INTEGER,VARCHAR(50),INTEGER,INTEGER,INTEGER';
    const cmr = '2,2,701,1,"8001",5003,1772413270,100';
    const alone = await readRecords([header, types, cmr, cmr, ''].join('\n'));
    expect(alone.tally).toMatchObject({ format: 'cucm', rows: 2, events: 0, dropped: { 'cmr-record': 2 } });
    const among = await readRecords(file(LINES[2]!, header, types, cmr));
    expect(among.tally).toMatchObject({ rows: 2, events: 1, headerLines: 4, dropped: { 'cmr-record': 1 } });
  });

  test('a party without number is known by its SIP address', async () => {
    const wide = (line: string, more: string): string => `${line},${more}`;
    const { events } = await readRecords(
      [
        wide(NAMES, '"callingPartyNumber_uri"'),
        wide(TYPES, 'VARCHAR(254)'),
        wide(row({ callingPartyNumber: '""' }), '"+8613800138001@sbc.example"'),
        '',
      ].join('\n'),
    );
    expect(events[0]?.caller.canonical).toBe('+8613800138001');
  });
});
