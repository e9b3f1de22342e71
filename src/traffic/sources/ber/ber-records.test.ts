import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesOf,
  cdrFile,
  chargingRecord,
  element,
  field,
  gatewayCall,
  group,
  integer,
  type LengthForm,
  moCall,
  mtCall,
  sequence,
  set,
  withCdrHeader,
} from '../../../../test/kit/ber-encoder.ts';
import { NEXT } from '../cdr/delimited-records.ts';
import { streamReader } from '../cdr/file-reader.ts';
import { type BerFraming, berFraming } from './ber-framing.ts';
import { BerRecords } from './ber-records.ts';

interface Cut {
  readonly what: string;
  readonly offset: number;
  readonly length: number;
}

const BARE: BerFraming = { headerBytes: 0, head: 'bare' };

/** Everything that comes out of a file, handed over in uneven chunks; records by tag, faults by reason. */
async function cut(file: Uint8Array, framing = berFraming(file) ?? BARE, step = 7): Promise<Cut[]> {
  const chunks = function* () {
    for (let from = 0, size = 1; from < file.length; from += size, size = (size * step + 3) % 4001)
      yield file.subarray(from, from + Math.max(1, size));
  };
  const records = new BerRecords(streamReader(Readable.from(chunks())), framing);
  const found: Cut[] = [];
  for (;;) {
    const next = records.next();
    if (next === NEXT.more) {
      if (!(await records.fill())) return found;
    } else if (next === NEXT.record) {
      const { tag, from, to } = records.fields;
      found.push({ what: `[${tag}]`, offset: records.offset, length: to - from });
    } else found.push({ what: records.fault, offset: records.offset, length: records.faultBytes.length });
  }
}

const whats = async (file: Uint8Array, framing?: BerFraming): Promise<string[]> =>
  (await cut(file, framing)).map(({ what }) => what);

const zeros = (count: number): Uint8Array => new Uint8Array(count);
const ones = (count: number): Uint8Array => new Uint8Array(count).fill(0xff);
const big = (tag: number, size: number): Uint8Array =>
  chargingRecord(tag, [field(1, zeros(10)), field(2, zeros(10)), field(3, new Uint8Array(size).fill(0x55))]);

describe('records in a file', () => {
  test('one after the other, filled up with zeros or ones, inside a sequence or set', async () => {
    const records = [moCall(), mtCall(), gatewayCall(3), gatewayCall(4)];
    const all = ['[0]', '[1]', '[3]', '[4]'];
    expect(await whats(bytesOf(...records))).toEqual(all);
    for (const filler of [zeros(1), zeros(2048), ones(3), bytesOf(zeros(5), ones(5), zeros(1))]) {
      const filled = records.flatMap((record) => [record, filler]);
      expect(await whats(bytesOf(...filled))).toEqual(all);
      expect(await whats(bytesOf(filler, ...filled))).toEqual(all);
    }
    expect(await whats(sequence(...records))).toEqual(all);
    expect(await whats(set(sequence(...records)))).toEqual(all);
    expect(await whats(element(0x20, 16, bytesOf(...records), 'indefinite'))).toEqual(all);
    expect(await whats(zeros(5000), BARE)).toEqual([]);
  });

  test('offsets are those of the file', async () => {
    const file = bytesOf(zeros(10), moCall(), ones(6), mtCall());
    const found = await cut(file);
    expect(found.map(({ offset }) => offset)).toEqual([10, 16 + moCall().length]);
    expect(found.map(({ length }) => length)).toEqual([moCall().length, mtCall().length]);
  });

  test('behind headers of TS 32.297, of every release, filled up or not', async () => {
    const records = [moCall(), mtCall(), gatewayCall(3), big(4, 300)];
    const all = ['[0]', '[1]', '[3]', '[4]'];
    for (const headed of [
      records.map((record) => withCdrHeader(record)),
      records.map((record) => withCdrHeader(record, 15)),
      records.map((record, nth) => withCdrHeader(record, nth % 2 === 0 ? 6 : 12)),
    ]) {
      expect(await whats(cdrFile(headed))).toEqual(all);
      expect(await whats(cdrFile(headed, 'a filter', 'and more'))).toEqual(all);
      expect(await whats(bytesOf(...headed))).toEqual(all);
      for (const size of [1, 2, 3, 64]) {
        const filled = headed.flatMap((record) => [record, zeros(size)]);
        expect(await whats(cdrFile(filled))).toEqual(all);
      }
    }
    expect(await whats(cdrFile([]))).toEqual([]);
    const lengths = records.map((record) => bytesOf(record.length >> 8, record.length & 255, record));
    expect(await whats(bytesOf(...lengths))).toEqual(all);
    expect(berFraming(bytesOf(...lengths))).toEqual({ headerBytes: 0, head: 'length' });
    expect(berFraming(cdrFile([withCdrHeader(moCall())]))).toEqual({ headerBytes: 52, head: 'cdr-header' });
  });

  test('lengths in every form, and tags of several octets', async () => {
    const forms: LengthForm[] = ['short', 2, 3, 4, 'indefinite'];
    for (const outer of forms)
      for (const inner of forms) {
        const fields = bytesOf(
          field(0, integer(0)),
          element(0xa0, 12, bytesOf(field(0, zeros(2)), element(0xa0, 3, field(1, zeros(2)), inner)), inner),
          field(31, integer(1)),
          field(200, integer(2)),
          field(20_000, integer(3)),
        );
        const record = element(0xa0, 96, fields, outer);
        expect(await whats(bytesOf(moCall(), record, moCall()))).toEqual(['[0]', '[96]', '[0]']);
      }
  });

  test('what looks like no charging record is left to others', () => {
    for (const text of ['', 'a,b,c\n1,2,3\n', '{"variables":{}}', '"","1380000","110"', '\ufeff文件,列'])
      expect(berFraming(Buffer.from(text))).toBeNull();
    expect(berFraming(Buffer.from('3082010a80010181', 'hex'))).toBeNull();
    expect(berFraming(zeros(4096))).toBeNull();
    expect(berFraming(bytesOf(Buffer.from('SOME HEADER OF A VENDOR'), moCall()))).not.toBeNull();
  });
});

describe('what is no record is told once, with its place, and the rest is read', () => {
  const middle = (bytes: Uint8Array): Uint8Array => bytesOf(moCall(), bytes, mtCall(), gatewayCall(3));
  const start = moCall().length;

  test('bytes of something else', async () => {
    for (const bytes of [Buffer.from('hello'), Buffer.from([0x61, 3, 1, 2, 3]), Buffer.from([0x80, 1, 5])]) {
      const found = await cut(middle(bytes));
      expect(found.map(({ what }) => what)).toEqual(['[0]', 'not-a-record', '[1]', '[3]']);
      expect(found[1]).toMatchObject({ offset: start, length: bytes.length });
    }
  });

  test('a length that is too short, too long by little or by much, or absurd', async () => {
    const lying = (length: number): Uint8Array => {
      const record = Buffer.from(gatewayCall(4));
      expect(record[1]).toBeLessThan(128);
      record[1] = length;
      return record;
    };
    const sound = gatewayCall(4)[1]!;
    for (const length of [0, 1, 5, sound - 20, sound - 1, sound + 1, sound + 2, sound + 30, 127]) {
      const found = await whats(middle(lying(length)));
      expect(found.slice(-2)).toEqual(['[1]', '[3]']);
      expect(found.length).toBeLessThanOrEqual(5);
    }
    const over = bytesOf(0xa4, Buffer.from('83ffffff', 'hex'), gatewayCall(4).subarray(2));
    expect(await whats(middle(over))).toEqual(['[0]', 'record-too-long', '[1]', '[3]']);
    const absurd = bytesOf(0xa4, Buffer.from('88ffffffffffffffff', 'hex'), gatewayCall(4).subarray(2));
    expect(await whats(middle(absurd))).toEqual(['[0]', 'record-too-long', '[1]', '[3]']);
    const nameless = bytesOf(0xa4, Buffer.from('89ffffffffffffffffff', 'hex'), gatewayCall(4).subarray(2));
    expect(await whats(middle(nameless))).toEqual(['[0]', 'not-a-record', '[1]', '[3]']);
  });

  test('a length that swallows the next record whole', async () => {
    const first = gatewayCall(4);
    const inside = first.subarray(2);
    const swallowing = element(0xa0, 4, bytesOf(inside, mtCall()), 2);
    const found = await cut(bytesOf(moCall(), swallowing, gatewayCall(3)));
    expect(found.map(({ what }) => what)).toEqual(['[0]', 'bad-length', '[1]', '[3]']);
    expect(found[1]).toMatchObject({ offset: start, length: inside.length + 4 });
  });

  test('fields that lie inside a record whose own length is right', async () => {
    const lying = bytesOf(field(0, integer(4)), field(1, integer(7)), Buffer.from('827f00', 'hex'));
    const found = await whats(middle(element(0xa0, 4, lying)));
    expect(found).toEqual(['[0]', 'bad-length', '[1]', '[3]']);
  });

  test('a file cut off in a record', async () => {
    const file = bytesOf(moCall(), mtCall());
    for (let length = moCall().length; length <= file.length; length += 1) {
      const found = await cut(file.subarray(0, length), BARE);
      const last = length === moCall().length ? [] : length === file.length ? ['[1]'] : ['truncated-record'];
      expect(found.map(({ what }) => what)).toEqual(['[0]', ...last]);
    }
  });

  test('heads that lie are passed over', async () => {
    const head = withCdrHeader(mtCall());
    head[0] = 7;
    head[1] = 99;
    const file = cdrFile([withCdrHeader(moCall()), head, gatewayCall(3), withCdrHeader(gatewayCall(4))]);
    const found = await whats(file);
    expect(found.filter((what) => what.startsWith('['))).toEqual(['[0]', '[1]', '[3]', '[4]']);
  });

  test('bombs: nested indefinite lengths, thousands of fields, a record without end', async () => {
    const nested = bytesOf(...Array.from({ length: 5000 }, () => Buffer.from('a080', 'hex')));
    expect(await whats(middle(nested))).toEqual(['[0]', 'not-a-record', '[1]', '[3]']);
    let deep = field(0, integer(1)) as Uint8Array;
    for (let depth = 0; depth < 200; depth += 1) deep = group(5, deep);
    const record = chargingRecord(4, [deep, field(1, zeros(3)), field(2, zeros(3))]);
    expect(await whats(middle(record))).toEqual(['[0]', '[4]', '[1]', '[3]']);
    const many = chargingRecord(
      4,
      Array.from({ length: 2000 }, () => field(1, zeros(2))),
    );
    expect(await whats(middle(many))).toEqual(['[0]', 'bad-length', '[1]', '[3]']);
    const endless = bytesOf(
      Buffer.from('a480', 'hex'),
      ...Array.from({ length: 40_000 }, () => field(1, zeros(2))),
    );
    const found = await whats(bytesOf(endless, mtCall()), BARE);
    expect(found.at(-1)).toBe('[1]');
    expect(found).toHaveLength(2);
  });

  test('a long stretch of noise costs one row, however it is cut', async () => {
    const noise = new Uint8Array(3 << 20);
    for (let at = 0, state = 1; at < noise.length; at += 1) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
      noise[at] = state >>> 16;
    }
    noise[0] = 0x61;
    const found = await cut(bytesOf(moCall(), noise, mtCall()));
    expect(found.map(({ what }) => what)).toEqual(['[0]', 'not-a-record', '[1]']);
    expect(found[2]?.offset).toBe(moCall().length + noise.length);
  });
});

describe('any bytes', () => {
  const piece = fc.oneof(
    fc.constantFrom(moCall(), mtCall(), gatewayCall(3), withCdrHeader(moCall()), zeros(7), ones(2)),
    fc.uint8Array({ maxLength: 40 }),
    fc
      .constantFrom('a080', '30', '3180', 'bf7f', 'a484ffffffff', '800101', 'a0820400')
      .map((hex) => Buffer.from(hex, 'hex')),
  );

  test('never crash, come to an end, tell places in order, and are cut the same in any chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 12 }),
        fc.constantFrom('bare', 'cdr-header', 'length'),
        async (pieces, head) => {
          const file = bytesOf(...pieces);
          const framing = { headerBytes: 0, head } as const;
          const found = await cut(file, framing);
          expect(await cut(file, framing, 11)).toEqual(found);
          let behind = 0;
          for (const { what, offset, length } of found) {
            expect(offset).toBeGreaterThanOrEqual(behind);
            behind = offset + (what.startsWith('[') ? length : 1);
          }
          expect(behind).toBeLessThanOrEqual(file.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('one octet changed spoils at most two neighbours of the record it stands in', async () => {
    const records = Array.from({ length: 6 }, (_, nth) =>
      gatewayCall(nth % 2 === 0 ? 3 : 4, { reference: nth + 1 }),
    );
    const file = bytesOf(...records);
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = Uint8Array.from(file);
        changed[at]! ^= change;
        const found = await whats(changed, BARE);
        expect(found.filter((what) => what.startsWith('[')).length).toBeGreaterThanOrEqual(4);
      }),
      { numRuns: 400 },
    );
  });
});
