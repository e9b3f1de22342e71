import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenDoor, openDoor } from '../../../test/kit/switch-door-kit.ts';
import { DIALECTS } from './dialects.ts';

let door: OpenDoor;
const faults: unknown[] = [];
beforeAll(async () => {
  door = await openDoor({ onProblem: (error) => faults.push(error) });
});
afterAll(() => door.close());

/** Half a surrogate pair cannot be encoded. */
const whole = (value: string): string => value.replace(/[\ud800-\udfff]/gu, '');
const path = fc.constantFrom(...DIALECTS.map((dialect) => dialect.path));
const type = fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'text/xml', '');
const name = fc.constantFrom(
  'callee',
  'to',
  'caller',
  'pai',
  'identity',
  'Caller-Destination-Number',
  '__proto__',
);
const value = fc.string({ unit: 'binary', maxLength: 40 }).map(whole);
const fields = fc
  .array(fc.tuple(name, value), { maxLength: 6 })
  .map((pairs) => pairs.map(([key, text]) => `${key}=${encodeURIComponent(text)}`).join('&'));
const text = fc.oneof(value, fields, fc.json({ maxDepth: 3 }).map(whole));

const asked = fc.tuple(path, type, fields, text).map(([where, kind, query, body]) => {
  const head = `POST ${where}?${query} HTTP/1.1\r\nHost: a\r\nContent-Type: ${kind}\r\n`;
  return Buffer.from(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
});

/** A request with some of its bytes changed, taken away or doubled. */
const change = fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('set', 'cut', 'double'));
const damaged = fc.tuple(asked, fc.array(change, { maxLength: 4 })).map(([request, changes]) => {
  let bytes: Buffer = request;
  for (const [place, byte, kind] of changes) {
    const at = place % bytes.length;
    const middle =
      kind === 'set' ? Buffer.from([byte]) : kind === 'cut' ? Buffer.alloc(0) : bytes.subarray(at, at + 8);
    bytes = Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(at + 1), Buffer.from('\n')]);
  }
  return bytes;
});
const anything = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

it('answers anything or closes, and has no faults of its own', async () => {
  const known = [100, 200, 302, 400, 403, 404, 405, 431, 501, 505, 415];
  await fc.assert(
    fc.asyncProperty(fc.oneof(asked, damaged, anything), async (bytes) => {
      const answer = await door.raw(bytes);
      for (const [, status] of answer.matchAll(/HTTP\/1\.1 (\d{3}) /g))
        expect(known).toContain(Number(status));
    }),
    { numRuns: 300 },
  );
  expect(
    faults.filter((fault) => !(fault instanceof Error && fault.message === 'a bug in the judge')),
  ).toEqual([]);
});
