import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  address,
  bytesOf,
  cdrFile,
  chargingRecord,
  directoryNumber,
  field,
  gatewayCall,
  group,
  MADE_AT,
  moCall,
  tbcd,
  timeStamp,
  withCdrHeader,
} from '../../../test/kit/ber-encoder.ts';
import { packSeptets } from '../../lib/gsm-alphabet.ts';
import { loadRecordProfile } from '../../main/load-record-profile.ts';
import type { DescribedRecord } from '../normalise/index.ts';
import { type DescribeOptions, describeCallRecords } from './describe-call-records.ts';

async function describeBytes(content: Uint8Array | string, given: Partial<DescribeOptions> = {}) {
  const described = await describeCallRecords({
    from: { stream: Readable.from([Buffer.from(content)]), name: 'made' },
    limit: 20,
    profile: loadRecordProfile,
    ...given,
  });
  if (!described.ok) throw new Error(described.detail);
  return described.value;
}

/** `path name meaning` of every field. */
const told = (record: DescribedRecord | undefined): string[] =>
  (record?.fields ?? []).map(({ path, name, meaning }) => `${path} ${name} ${meaning}`);

/** The bytes that a description points at are those it shows. */
function expectInPlace(content: Uint8Array, records: readonly DescribedRecord[]): void {
  for (const { fields } of records)
    for (const { offset, length, raw } of fields) {
      const bytes = content.subarray(offset, offset + Math.min(length, 64));
      expect(Buffer.from(bytes).toString('hex')).toBe(raw);
    }
}

describe('charging records taken apart', () => {
  test('a call: every field with its tags, place and meaning', async () => {
    const call = moCall({
      answer: null,
      diagnostics: 17,
      more: [field(4, directoryNumber('8613800138001', 1, 1)), field(90, Buffer.from('ab', 'hex'))],
    });
    const content = bytesOf(new Uint8Array(5), call);
    const { format, records, isCut } = await describeBytes(content);
    expect([format, isCut]).toEqual(['3gpp-ber', false]);
    expect(records).toMatchObject([
      { name: 'moCallRecord', offset: 5, length: call.length, becomes: 'call', reason: null },
    ]);
    expectInPlace(content, records);
    expect(told(records[0])).toEqual([
      '0 recordType 0',
      '1 servedIMSI 460001234567890',
      '2 servedIMEI 353456789012340',
      '3 servedMSISDN +8613800138001 (international, telephone plan)',
      '5 calledNumber +8613900139002 (international, telephone plan)',
      '9 recordingEntity +8613740000 (international, telephone plan)',
      '12 location 460-00-4660-22136',
      '12/0 locationAreaCode 4660',
      '12/1 cellId 22136',
      '12/2 mCC-MNC null',
      '22 seizureTime 2026-03-02T01:00:00.000Z',
      '24 releaseTime 2026-03-02T01:01:00.000Z',
      '25 callDuration 60',
      '30 causeForTerm 3 (unsuccessful call attempt)',
      '31 diagnostics 17',
      '31/0 gsm0408Cause 17',
      '32 callReference null',
      '4 callingNumber +8613800138001 (international, telephone plan, presentation restricted)',
      '90 null null',
    ]);
  });

  test('messages: a name is a name (kind O-06)', async () => {
    const named = packSeptets('ExampleBk');
    const sms = (destination: Uint8Array) =>
      chargingRecord(6, [
        field(1, tbcd('460001234567890')),
        field(9, timeStamp(MADE_AT)),
        field(12, destination),
        field(5, address('8613800100500')),
      ]);
    const meaning = async (destination: Uint8Array) => {
      const { records } = await describeBytes(sms(destination));
      expect(records).toMatchObject([{ name: 'moSMSRecord', becomes: 'dropped', reason: 'sms-record' }]);
      return records[0]?.fields.find(({ name }) => name === 'destinationNumber')?.meaning;
    };
    expect(await meaning(bytesOf(16, 0xd0, named.bytes))).toBe('ExampleBk (alphanumeric, unknown plan)');
    expect(await meaning(bytesOf(0xd0, named.bytes))).toBe('ExampleBk (alphanumeric, unknown plan)');
    expect(await meaning(bytesOf(16, 0xd0, Buffer.from('456cb0096516854b', 'hex')))).toBe(
      'EXAMPLEBK (alphanumeric, unknown plan)',
    );
    expect(await meaning(bytesOf(13, 0x91, tbcd('8613800138001')))).toBe(
      '+8613800138001 (international, telephone plan)',
    );
    expect(await meaning(bytesOf(0xb9, tbcd('10690001')))).toBe('10690001 (network-specific, private plan)');
    expect(await meaning(bytesOf(0xe1, tbcd('1234')))).toBe('1234 (abbreviated, telephone plan)');
    expect(await meaning(new Uint8Array(0))).toBe('no digits');
  });

  test('the file header of TS 32.297, and what is no record', async () => {
    const content = cdrFile([
      withCdrHeader(gatewayCall(3)),
      Buffer.from('junk!!'),
      withCdrHeader(chargingRecord(10, [field(1, tbcd('1')), field(2, tbcd('1')), field(3, tbcd('1'))])),
    ]);
    const { records } = await describeBytes(content);
    expect(records.map(({ name, becomes, reason }) => `${name} ${becomes} ${reason}`)).toEqual([
      'file-header header null',
      'incGatewayRecord call null',
      'no-record quarantined not-a-record',
      'ssActionRecord dropped not-a-call:ssActionRecord',
    ]);
    expect(told(records[0])).toContain(' records 3');
    expect(told(records[0])).toContain(' highestRelease release 6, version 0');
    expectInPlace(content, records);
    expect(records[1]?.fields.find(({ path }) => path === '4/1')).toMatchObject({
      name: 'tkgpName',
      meaning: 'TG-INTL-1',
    });
  });

  test('no more than asked for, packed or not', async () => {
    const content = bytesOf(...Array.from({ length: 50 }, (_, nth) => moCall({ reference: nth + 1 })));
    expect(await describeBytes(content, { limit: 3 })).toMatchObject({ isCut: true, records: { length: 3 } });
    expect(await describeBytes(content, { limit: 50 })).toMatchObject({
      isCut: false,
      records: { length: 50 },
    });
    expect(await describeBytes(gzipSync(content), { limit: 50 })).toEqual(
      await describeBytes(content, { limit: 50 }),
    );
    const large = bytesOf(...Array.from({ length: 4000 }, (_, nth) => moCall({ reference: nth + 1 })));
    const described = await describeBytes(large, { limit: 9999 });
    expect(described.isCut).toBe(true);
    expect(described.records.at(-1)?.becomes).toBe('call');
  });

  test('broken inside: told, never a crash', async () => {
    const broken = chargingRecord(3, [
      field(1, directoryNumber('1')),
      field(2, directoryNumber('2')),
      group(4, Buffer.from('8105', 'hex')),
      field(6, Buffer.from('99')),
    ]);
    const { records } = await describeBytes(broken);
    expect(told(records[0])).toEqual(expect.arrayContaining(['4 broken null', '6 seizureTime not a time']));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(moCall().length - 1), fc.nat(255)), { maxLength: 8 }),
        async (changes) => {
          const bytes = Buffer.from(moCall());
          for (const [at, to] of changes) bytes[at] = to;
          const { records: found } = await describeBytes(bytes, { format: '3gpp-ber' });
          expectInPlace(
            bytes,
            found.filter(({ becomes }) => becomes !== 'quarantined'),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('delimited records taken apart', () => {
  test('Unified CM: names, places, and what the numbers say', async () => {
    const content = readFileSync(new URL('../../../test/corpus/cdr/cucm.csv', import.meta.url));
    const { format, records } = await describeBytes(content, { limit: 100 });
    expect(format).toBe('cucm');
    expect(records.map(({ becomes }) => becomes).join(' ')).toBe(
      'header header call call call call call call call dropped quarantined quarantined call',
    );
    const fields = new Map(records[3]?.fields.map((each) => [each.name, each]));
    expect(fields.get('origIpAddr')).toMatchObject({ raw: '-939392832', meaning: '192.0.2.200' });
    expect(fields.get('destIpAddr')?.meaning).toBe('none');
    expect(fields.get('dateTimeConnect')?.meaning).toBe('never');
    expect(fields.get('dateTimeOrigination')?.meaning).toBe('2026-03-02T01:02:00.000Z');
    expect(fields.get('origCause_value')?.meaning).toBe('cancelled');
    const { offset, length, raw } = fields.get('callingPartyNumber')!;
    expect(content.subarray(offset, offset + length).toString()).toBe(raw);
    expect(records[5]?.fields.find(({ name }) => name === 'lastRedirectRedirectReason')?.meaning).toBe(
      'unconditional',
    );
  });

  test('any delimited file by its columns; JSON is refused', async () => {
    const content = readFileSync(new URL('../../../test/corpus/cdr/asterisk-16.csv', import.meta.url));
    const { records } = await describeBytes(content, { limit: 1 });
    expect(records[0]).toMatchObject({ becomes: 'call', offset: 0 });
    expect(records[0]?.fields[1]).toMatchObject({ path: '2', name: null, meaning: null });
    const from = { stream: Readable.from([Buffer.from('{"variables":{}}')]), name: 'x' };
    expect(await describeCallRecords({ from, limit: 1 })).toMatchObject({
      ok: false,
      reason: 'unsupported-format',
    });
    const unread = { stream: Readable.from([moCall()]), name: 'x' };
    expect(await describeCallRecords({ from: unread, limit: 1 })).toMatchObject({
      ok: false,
      reason: 'unsupported-format',
    });
  });
});
