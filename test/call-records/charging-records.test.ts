import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallEvent } from '../../src/domain/call-event.ts';
import { loadRecordProfile, ownRecordProfile } from '../../src/main/load-record-profile.ts';
import { readEvent, writeEvent } from '../../src/traffic/record/event-text.ts';
import {
  address,
  bcd,
  bytesOf,
  cdrFile,
  chargingRecord,
  directoryNumber,
  field,
  gatewayCall,
  group,
  integer,
  MADE_AT,
  type MadeCall,
  moCall,
  mtCall,
  sequence,
  set,
  tbcd,
  timeStamp,
  withCdrHeader,
} from '../kit/ber-encoder.ts';
import { type Given, openRecords, readRecords } from '../kit/read-call-records.ts';

const BER: Given = { format: '3gpp-ber' };

async function only(record: Uint8Array, given: Given = {}): Promise<CallEvent> {
  const { events, tally } = await readRecords(record, { ...BER, ...given });
  if (events.length !== 1) throw new Error(JSON.stringify(tally));
  return events[0]!;
}

/** SuppServiceUsed of these services, for the field with this tag. */
const services = (tag: number, ...codes: readonly number[]): Uint8Array =>
  group(tag, ...codes.map((code) => sequence(field(0, integer(code)), field(1, timeStamp(MADE_AT)))));

describe('who called whom, by the kind of record', () => {
  test('originated, terminated, roaming, gateways', async () => {
    const roaming = chargingRecord(2, [
      field(1, tbcd('460001234567890')),
      field(2, address('8613900139002')),
      field(3, directoryNumber('8613800138001')),
      field(4, address('85291234567')),
      field(5, address('8613740000')),
      field(12, timeStamp(MADE_AT)),
      field(13, timeStamp(MADE_AT + 7000)),
      field(15, integer(60)),
      field(17, integer(0)),
      field(19, integer(77)),
    ]);
    for (const record of [moCall(), mtCall(), roaming, gatewayCall(3), gatewayCall(4)]) {
      const event = await only(record);
      expect([event.caller.canonical, event.callee.canonical]).toEqual(['+8613800138001', '+8613900139002']);
      expect(event).toMatchObject({
        at: MADE_AT,
        outcome: 'answered',
        ringMs: 7000,
        talkMs: 60_000,
        signalling: null,
      });
    }
  });

  test('device and cell are the caller’s', async () => {
    expect(await only(moCall())).toMatchObject({ imei: '353456789012340', cell: '460-00-4660-22136' });
    expect(await only(mtCall())).toMatchObject({ imei: null, cell: null });
  });

  test('nature of address: international, national, as dialled, private, short and lying', async () => {
    const callee = async (digits: string, nature: number, plan = 1) => {
      const record = chargingRecord(3, [
        field(1, directoryNumber('8613800138001')),
        field(2, directoryNumber(digits, nature, undefined, plan)),
        field(3, address('8613740000')),
        field(6, timeStamp(MADE_AT)),
        field(13, integer(9)),
      ]);
      return (await only(record)).callee;
    };
    expect(await callee('8613900139002', 1)).toMatchObject({ canonical: '+8613900139002' });
    expect(await callee('13900139002', 2)).toMatchObject({ canonical: '+8613900139002' });
    expect(await callee('02885550100', 0)).toMatchObject({ canonical: '+862885550100' });
    expect(await callee('1065551234', 2)).toMatchObject({ canonical: '+861065551234', kind: 'e164' });
    expect(await callee('10086', 2)).toMatchObject({ canonical: '10086', kind: 'service-code', notes: [] });
    expect(await callee('95588', 0)).toMatchObject({ kind: 'service-code', notes: [] });
    expect(await callee('8695588', 1)).toMatchObject({
      kind: 'service-code',
      notes: ['service-code-with-country-code'],
    });
    expect(await callee('7042', 0, 9)).toMatchObject({ kind: 'private' });
    expect(await callee('*6713800138000', 0)).toMatchObject({ raw: '*6713800138000' });
    expect(await callee('12a4', 1)).toMatchObject({ raw: '+12a4' });
  });

  test('a caller nobody named is nobody', async () => {
    const record = chargingRecord(4, [
      field(2, directoryNumber('8613900139002')),
      field(6, timeStamp(MADE_AT)),
      field(13, integer(9)),
    ]);
    expect((await only(record)).caller.key).toBe(0);
  });
});

describe('answered or not (kind O-20)', () => {
  const ended = async (given: MadeCall) => {
    const { outcome, ringMs, talkMs } = await only(gatewayCall(3, given));
    return [outcome, ringMs, talkMs];
  };

  test('an answer time is an answer, also for no seconds', async () => {
    expect(await ended({ duration: 0 })).toEqual(['answered', 7000, 0]);
    expect(await ended({ seizure: null, answer: MADE_AT })).toEqual(['answered', null, 60_000]);
    expect(await ended({ cause: 4 })).toEqual(['answered', 7000, 60_000]);
  });

  test('without one the cause tells, and what rang is not talk', async () => {
    const attempt = { answer: null, duration: 20 };
    expect(await ended({ ...attempt, diagnostics: 17 })).toEqual(['busy', 20_000, 0]);
    expect(await ended({ ...attempt, diagnostics: 19 })).toEqual(['no-answer', 20_000, 0]);
    expect(await ended({ ...attempt, diagnostics: 1 })).toEqual(['dead-number', 20_000, 0]);
    expect(await ended({ ...attempt, diagnostics: 16 })).toEqual(['cancelled', 20_000, 0]);
    expect(await ended(attempt)).toEqual(['failed', 20_000, 0]);
    expect(await ended({ ...attempt, cause: 0 })).toEqual(['unknown', null, null]);
  });

  test('diagnostics as a CHOICE, bare, of another kind or broken', async () => {
    const outcome = async (diagnostics: Uint8Array) =>
      (await only(gatewayCall(3, { answer: null, more: [diagnostics] }))).outcome;
    expect(await outcome(field(12, integer(17)))).toBe('busy');
    expect(await outcome(group(12, field(2, integer(17))))).toBe('busy');
    expect(await outcome(group(12, field(1, integer(17))))).toBe('failed');
    expect(await outcome(group(12, Buffer.from('80', 'hex')))).toBe('failed');
  });

  test('times: empty ones are none, bad ones are told with their place, offsets are those of the record', async () => {
    const at = async (stamp: Uint8Array) =>
      readRecords(
        bytesOf(
          gatewayCall(4),
          chargingRecord(3, [
            field(2, directoryNumber('8613900139002')),
            field(6, stamp),
            field(11, integer(3)),
            field(13, integer(9)),
          ]),
        ),
        BER,
      );
    expect((await at(timeStamp(MADE_AT, -210))).events[1]?.at).toBe(MADE_AT);
    expect((await at(new Uint8Array(9))).quarantined).toMatchObject([
      { reason: 'missing-time', line: null, offset: gatewayCall(4).length },
    ]);
    const bad = (await at(Buffer.from('2613020900002b0800', 'hex'))).quarantined;
    expect(bad).toMatchObject([
      { reason: 'bad-time', column: null, detail: 'incGatewayRecord: seizureTime [6] is no time' },
    ]);
    expect(bad[0]?.raw).toMatch(/^a3[0-9a-f]+$/);
    const early = await only(gatewayCall(3, { answer: MADE_AT - 5000 }));
    expect(early).toMatchObject({ outcome: 'answered', ringMs: null, problems: ['negative-duration'] });
  });
});

describe('one call of several records (kinds O-21, O-23)', () => {
  const part = (sequence: number, cause: number, from: number, seconds: number, isFirst = sequence === 1) =>
    moCall({
      seizure: isFirst ? MADE_AT : null,
      answer: from,
      duration: seconds,
      cause,
      more: [field(33, integer(sequence)), ...(cause === 1 ? [field(69, integer(0))] : [])],
    });

  test('partial records, in any order and delivered again', async () => {
    const answer = MADE_AT + 7000;
    const parts = [
      part(1, 1, answer, 1800),
      part(2, 1, answer + 1_800_000, 1800),
      part(3, 0, answer + 3_600_000, 100),
    ];
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0],
    ]) {
      const { events, tally } = await readRecords(
        bytesOf(...order.map((nth) => parts[nth]!), parts[1]!),
        BER,
      );
      expect(tally).toMatchObject({ rows: 4, events: 1, mergedRows: 2, duplicates: 1 });
      const times = { at: MADE_AT, ringMs: 7000, talkMs: 3_700_000 };
      expect(events[0]).toMatchObject({ ...times, outcome: 'answered', problems: [] });
    }
    const orphan = await only(parts[1]!);
    expect(orphan).toMatchObject({ ringMs: null, talkMs: null, problems: ['answer-unknown'] });
  });

  test('the same record again is a duplicate; a reference that came round again is another call', async () => {
    const { tally } = await readRecords(
      bytesOf(moCall(), moCall(), moCall({ seizure: MADE_AT + 60_000 })),
      BER,
    );
    expect(tally).toMatchObject({ rows: 3, events: 2, duplicates: 1, mergedRows: 0 });
    const others = [
      moCall(),
      moCall({ caller: '8613800138009' }),
      moCall({ callee: '8613900139009' }),
      moCall({ reference: 5 }),
    ];
    expect((await readRecords(bytesOf(...others), BER)).tally).toMatchObject({ events: 4 });
  });

  test('a reference that names nothing joins nothing', async () => {
    const nameless = (nth: number) => moCall({ reference: 0, seizure: MADE_AT + nth * 1000 });
    expect((await readRecords(bytesOf(nameless(1), nameless(2), nameless(1)), BER)).tally).toMatchObject({
      events: 2,
      duplicates: 1,
    });
  });

  test('records of two switches are joined by the network’s own reference', async () => {
    const joined = (tag: number, msc: number) => [
      field(tag, Buffer.from('00a1b2c3', 'hex')),
      field(msc, address('8613740000')),
    ];
    const file = bytesOf(mtCall({ more: joined(33, 34) }), moCall({ more: joined(38, 39) }));
    const { events, tally } = await readRecords(file, BER);
    expect(tally).toMatchObject({ rows: 2, events: 1, mergedRows: 1, warnings: [] });
    expect(events[0]).toMatchObject({ imei: '353456789012340' });
    const apart = await readRecords(bytesOf(mtCall(), moCall()), BER);
    expect(apart.tally.events).toBe(2);
    expect(apart.tally.warnings[0]).toContain('records of several kinds (mtCallRecord, moCallRecord)');
  });
});

describe('what a record tells beside the numbers', () => {
  test('a number that was not to be shown is known all the same', async () => {
    const hidden = chargingRecord(3, [
      field(1, directoryNumber('8613800138001', 1, 1)),
      field(2, directoryNumber('8613900139002')),
      field(6, timeStamp(MADE_AT)),
      field(13, integer(9)),
    ]);
    const event = await only(hidden);
    expect(event.caller.canonical).toBe('+8613800138001');
    expect(event.signalling).toMatchObject({
      isPrivate: true,
      redirections: [],
      redirectionTrust: 'none',
      peer: 'test',
    });
    expect((await only(moCall({ more: [services(17, 0x12)] }))).signalling).toMatchObject({
      isPrivate: true,
    });
    expect((await only(moCall({ more: [services(17, 0x11)] }))).signalling).toBeNull();
  });

  test('a number shown that is not the line’s own', async () => {
    const shows = (digits: string) => only(moCall({ more: [field(4, directoryNumber(digits))] }));
    expect((await shows('8613800138001')).signalling).toBeNull();
    const other = await shows('862885550100');
    expect(other.caller.canonical).toBe('+8613800138001');
    expect(other.signalling?.presented?.canonical).toBe('+862885550100');
  });

  test('the leg of a subscriber who forwards: he did not call', async () => {
    const leg = (code: number) =>
      only(
        moCall({
          caller: '8613700137003',
          more: [field(4, directoryNumber('8613800138001')), services(17, code)],
        }),
      );
    const event = await leg(0x2a);
    expect([event.caller.canonical, event.callee.canonical]).toEqual(['+8613800138001', '+8613900139002']);
    expect(event).toMatchObject({ imei: null, cell: null });
    expect(event.signalling).toMatchObject({
      redirectionTrust: 'trusted',
      callerFrom: 'none',
      presented: null,
    });
    expect(event.signalling?.redirections).toMatchObject([
      { by: { canonical: '+8613700137003' }, reason: 'no-answer', count: 1 },
    ]);
    const reasons = await Promise.all(
      [0x21, 0x24, 0x28, 0x29, 0x2b].map(
        async (code) => (await leg(code)).signalling?.redirections[0]?.reason,
      ),
    );
    expect(reasons).toEqual(['unconditional', 'deflection', 'unknown', 'user-busy', 'unavailable']);
    expect(readEvent(JSON.parse(JSON.stringify(writeEvent(event))))).toEqual(event);
  });

  test('redirecting and first called number inside CAMEL information', async () => {
    const changed = group(
      12,
      field(0, Buffer.from('0600', 'hex')),
      group(
        1,
        field(2, directoryNumber('8613700137003')),
        field(4, directoryNumber('8613700137004')),
        field(5, integer(3)),
      ),
    );
    const event = await only(moCall({ more: [group(54, set(field(5, timeStamp(MADE_AT))), set(changed))] }));
    expect(event.signalling?.redirections.map(({ by, count }) => `${by.canonical} ${count}`)).toEqual([
      '+8613700137004 1',
      '+8613700137003 2',
    ]);
  });
});

describe('what is no call', () => {
  test('messages, transit and other records are counted under their names', async () => {
    const sms = (tag: number) =>
      chargingRecord(tag, [
        field(1, tbcd('460001234567890')),
        field(9, timeStamp(MADE_AT)),
        field(12, address('10086')),
      ]);
    const file = bytesOf(
      moCall(),
      sms(6),
      sms(7),
      chargingRecord(5, [
        field(4, directoryNumber('8613800138001')),
        field(5, directoryNumber('8613900139002')),
        field(7, timeStamp(MADE_AT)),
      ]),
      chargingRecord(10, [field(1, integer(1)), field(2, integer(1)), field(3, integer(1))]),
      // termCAMELRecord: tag 16, type 17. sgsnPDPRecord has the tag 20 that is mSCsRVCCRecord here, and type 18.
      chargingRecord(16, [field(1, integer(1)), field(2, integer(1)), field(3, integer(1))], 17),
      chargingRecord(20, [field(1, integer(1)), field(2, integer(1)), field(3, integer(1))], 18),
      chargingRecord(3, [field(1, integer(1)), field(2, integer(1)), field(3, integer(1))], 63),
      chargingRecord(250, [field(1, integer(1)), field(2, integer(1)), field(3, integer(1))], 250),
    );
    const { tally } = await readRecords(file);
    expect(tally).toMatchObject({
      format: '3gpp-ber',
      rows: 9,
      events: 1,
      dropped: {
        'sms-record': 2,
        'transit-record': 1,
        'not-a-call:ssActionRecord': 1,
        'not-a-call:termCAMELRecord': 1,
        'not-a-call:sgsnPDPRecord': 1,
        'not-a-call:sCSCFRecord': 1,
        'not-a-call:unknown-record-type': 1,
      },
    });
  });

  test('fields nobody named are tolerated and counted', async () => {
    const odd = moCall({
      more: [field(90, integer(1)), group(300, field(1, integer(2))), field(90, integer(1))],
    });
    const { tally, events } = await readRecords(odd);
    expect(events).toHaveLength(1);
    expect(tally.warnings).toEqual([
      '3 fields have tags that the profile does not name ([90] of moCallRecord 2 times, [300] of moCallRecord 1 times): name them in a profile (--mapping) if they matter',
    ]);
  });
});

describe('the file', () => {
  test('plain, packed, headed: the same calls', async () => {
    const records = Array.from({ length: 50 }, (_, nth) =>
      moCall({ seizure: MADE_AT + nth * 1000, reference: nth + 1 }),
    );
    const plain = await readRecords(bytesOf(...records));
    expect(plain.events).toHaveLength(50);
    const forms = [
      gzipSync(bytesOf(...records)),
      cdrFile(records.map((record) => withCdrHeader(record, 15))),
    ];
    for (const form of forms) expect((await readRecords(form)).events).toEqual(plain.events);
    expect(plain.tally).toMatchObject({ encoding: 'binary', lines: 0, complete: true });
    expect(plain.tally.formatReason).toContain('profile 3gpp');
  });

  test('an archive cut short gives its calls and then a fault', async () => {
    const records = Array.from({ length: 4000 }, (_, nth) =>
      moCall({ seizure: MADE_AT + nth * 1000, reference: nth * 7919 + 1 }),
    );
    const packed = gzipSync(bytesOf(...records));
    const { events, fault } = await readRecords(packed.subarray(0, packed.length >> 1), BER);
    expect(fault).toBe('call-records-damaged');
    expect(events.length).toBeGreaterThan(100);
  });

  test('told by the caller: anything is cut, text is quarantined', async () => {
    const text = await readRecords('a,b,c\n1,2,3\n', BER);
    expect(text.tally).toMatchObject({
      rows: 1,
      quarantined: 1,
      events: 0,
      formatReason: expect.stringContaining('told'),
    });
    expect(text.quarantined).toMatchObject([
      { reason: 'not-a-record', offset: 0, raw: Buffer.from('a,b,c\n1,2,3\n').toString('hex') },
    ]);
    expect((await readRecords('', BER)).tally).toMatchObject({ rows: 0, events: 0 });
    const forced = await openRecords(moCall(), { format: 'asterisk-csv' });
    expect(forced.ok && forced.value.format).toBe('asterisk-csv');
    expect(await openRecords(moCall(), { profile: undefined })).toMatchObject({
      ok: false,
      reason: 'unsupported-format',
    });
  });

  test('a file of lies: every stretch of bytes is accounted for', async () => {
    const lying = Buffer.from(gatewayCall(4));
    lying[1] = lying[1]! + 9;
    const file = bytesOf(
      moCall(),
      lying,
      mtCall(),
      Buffer.from('junk'),
      gatewayCall(3),
      moCall().subarray(0, 30),
    );
    const { tally, quarantined } = await readRecords(file);
    expect(tally).toMatchObject({ rows: 6, events: 3, quarantined: 3 });
    const [one, two, three] = quarantined;
    expect(one).toMatchObject({ reason: 'bad-length', offset: moCall().length });
    expect(two).toMatchObject({ reason: 'not-a-record', raw: Buffer.from('junk').toString('hex') });
    expect(three).toMatchObject({ reason: 'truncated-record', offset: file.length - 30 });
  });
});

describe('profiles', () => {
  const EXAMPLE = readFileSync(
    new URL('../../policy/call-records/example-vendor.yaml', import.meta.url),
    'utf8',
  );
  const given = async (yaml: string, more: Given = {}): Promise<Given> => {
    const profile = await ownRecordProfile(yaml, 'made.yaml');
    return { profile: async () => profile, ...more };
  };

  test('the example of a vendor reads what the standard does not', async () => {
    const passed = gatewayCall(3, {
      more: [field(100, directoryNumber('8613700137003')), field(101, directoryNumber('8613700137004'))],
    });
    const event = await only(passed, await given(EXAMPLE));
    expect(event.signalling?.redirections.map(({ by }) => by.canonical)).toEqual([
      '+8613700137004',
      '+8613700137003',
    ]);
    const transit = chargingRecord(5, [
      field(4, directoryNumber('8613800138001')),
      field(5, directoryNumber('8613900139002')),
      field(7, timeStamp(MADE_AT)),
      field(14, integer(4)),
    ]);
    expect((await only(transit, await given(EXAMPLE))).caller.canonical).toBe('+8613800138001');
    const forwarded = chargingRecord(120, [
      field(1, Buffer.from('13800138001')),
      field(2, Buffer.from('13700137003')),
      field(3, Buffer.from('13900139002')),
      field(4, timeStamp(MADE_AT)),
      field(8, integer(4)),
    ]);
    expect((await only(forwarded, await given(EXAMPLE))).callee.canonical).toBe('+8613900139002');
  });

  test('local times and plain digits, in the zone that is declared', async () => {
    const record = chargingRecord(0, [
      field(2, bcd('353456789012340')),
      field(3, address('8613800138001')),
      field(5, directoryNumber('8613900139002')),
      field(22, Buffer.from('20260302090000', 'hex')),
      field(23, Buffer.from('20260302090007', 'hex')),
      field(25, integer(60)),
      field(32, integer(9)),
    ]);
    const { tally, events } = await readRecords(record, await given(EXAMPLE, { timezone: undefined }));
    expect(events).toMatchObject([{ at: Date.UTC(2026, 2, 2, 9), ringMs: 7000, imei: '353456789012340' }]);
    expect(tally.warnings[0]).toContain('no time zone was given');
    expect(tally.format).toBe('3gpp-ber:example-vendor');
    expect((await only(record, await given(EXAMPLE))).at).toBe(MADE_AT);
  });

  test('times, device and cell as texts', async () => {
    const yaml = `version: 1
name: texts
extends: 3gpp
records:
  moCallRecord:
    fields: { 2: servedIMEI digits, 12: location text, 22: seizureTime text, 23: answerTime text, 24: releaseTime text }
`;
    const text = (tag: number, written: string) => field(tag, Buffer.from(written));
    const record = chargingRecord(0, [
      text(2, '353456789012340'),
      field(3, address('8613800138001')),
      field(5, directoryNumber('8613900139002')),
      text(12, '4600012345678'),
      text(22, '20260302090000'),
      text(23, '2026-03-02T09:00:07+08:00'),
      field(25, integer(60)),
      field(32, integer(9)),
    ]);
    expect(await only(record, await given(yaml))).toMatchObject({
      at: MADE_AT,
      ringMs: 7000,
      talkMs: 60_000,
      imei: '353456789012340',
      cell: '4600012345678',
    });
  });

  test('a wrong profile is refused with its place', async () => {
    const faults: Record<string, string> = {
      'version: 1\nname: x\nextends: nowhere\n': 'no profile "nowhere"; shipped are 3gpp, example-vendor',
      'version: 1\nname: x\nrecords:\n  a: { use: call }\n': 'records.a: tag: missing',
      'version: 1\nname: x\nextends: 3gpp\nrecords:\n  a: { tag: 3 }\n': 'tag 3 is that of incGatewayRecord',
      'version: 1\nname: x\nrecords:\n  a: { tag: 1, use: call }\n': 'a call needs caller and callee',
      'version: 1\nname: x\nrecords:\n  a: { tag: 1, fields: { 1: calledNumber } }\n':
        'records.a.fields.1: a name and a type',
      'version: 1\nname: x\nrecords:\n  a: { tag: 1, fields: { x/y: calledNumber number } }\n':
        'no tag such as 22',
      'version: 1\nname: x\nrecords:\n  a: { tag: 1, caller: [callDuration], fields: { 2: callDuration integer } }\n':
        'is a party and of type integer',
      'version: 1\nname: x\nrecords: [\n': 'made.yaml',
    };
    for (const [yaml, words] of Object.entries(faults))
      await expect(ownRecordProfile(yaml, 'made.yaml')).rejects.toThrow(words);
  });

  test('what is shipped names every record and field once', async () => {
    const profile = await loadRecordProfile();
    for (const kind of profile.kinds.values()) {
      const names = kind.fields.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    }
    expect([...profile.kinds.values()].filter(({ isCall }) => isCall).map(({ tag }) => tag)).toEqual([
      0, 1, 2, 3, 4,
    ]);
  });
});

describe('any bytes', () => {
  const file = bytesOf(
    moCall(),
    mtCall({ answer: null, diagnostics: 17 }),
    gatewayCall(3),
    moCall({ seizure: MADE_AT + 9000, more: [services(17, 0x21)] }),
  );

  test('cut at every byte: reconciles, and both readings tell the same', async () => {
    const two = bytesOf(gatewayCall(3), mtCall({ answer: null, diagnostics: 17 }));
    for (let length = 0; length <= two.length; length += 1) {
      const { tally, events } = await readRecords(two.subarray(0, length), BER);
      expect(events.length).toBeLessThanOrEqual(2);
      expect(tally.quarantined).toBeLessThanOrEqual(1);
    }
  });

  test('bits flipped, octets put in and left out: never a crash, reconciles', async () => {
    const change = fc.record({
      at: fc.nat(file.length - 1),
      bits: fc.integer({ min: 0, max: 255 }),
      how: fc.constantFrom('flip', 'insert', 'remove'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const bytes = [...file];
        for (const { at, bits, how } of changes) {
          if (how === 'flip') bytes[at]! ^= bits;
          else if (how === 'insert') bytes.splice(at, 0, bits);
          else bytes.splice(at, 1);
        }
        const content = Uint8Array.from(bytes, (byte) => byte ?? 0);
        await readRecords(content, BER);
        const opened = await openRecords(content);
        if (opened.ok) await opened.value.close();
      }),
      { numRuns: 100 },
    );
  });
});
