import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALL_OUTCOMES, type CallEvent } from '../../domain/call-event.ts';
import { IDENTITY_HEADERS } from '../../domain/call-question.ts';
import {
  type CallSignalling,
  LINE_PERMISSIONS,
  REDIRECTION_TRUSTS,
  ROAMING_STATES,
} from '../../domain/call-signalling.ts';
import { ATTESTATIONS, NOT_ASKED } from '../../domain/caller-verification.ts';
import { e164Key } from '../../domain/number-key.ts';
import {
  NUMBER_CONFIDENCES,
  NUMBER_KINDS,
  NUMBER_TYPES,
  NUMBER_VALIDITIES,
  type TelephoneNumber,
} from '../../domain/telephone-number.ts';
import { TRUNK_KINDS } from '../../domain/trunk.ts';
import { readEvent, writeEvent } from './event-text.ts';
import { testCall } from './test-calls.ts';

const text = fc.string({ unit: 'binary', maxLength: 20 });
const digits = fc.stringMatching(/^[1-9][0-9]{0,14}$/);
const anyNumber: fc.Arbitrary<TelephoneNumber> = fc
  .record({
    kind: fc.constantFrom(...NUMBER_KINDS),
    raw: text,
    canonical: fc.oneof(
      text,
      digits.map((value) => `+${value}`),
    ),
    key: fc.integer({ min: 0, max: 8e15 }),
    country: fc.option(fc.constantFrom('CN', '001')),
    type: fc.constantFrom(...NUMBER_TYPES),
    validity: fc.constantFrom(...NUMBER_VALIDITIES),
    confidence: fc.constantFrom(...NUMBER_CONFIDENCES),
    extension: fc.option(digits),
    candidates: fc.array(text, { maxLength: 2 }),
    notes: fc.array(text, { maxLength: 2 }),
  })
  .chain((number) =>
    fc
      .boolean()
      .map((own) =>
        own && /^\+[1-9][0-9]{0,14}$/.test(number.canonical)
          ? { ...number, kind: 'e164' as const, key: e164Key(number.canonical.slice(1)) }
          : number,
      ),
  );
const anySignalling: fc.Arbitrary<CallSignalling> = fc.record({
  peer: text,
  callerFrom: fc.constantFrom('none' as const, ...IDENTITY_HEADERS),
  isAsserted: fc.boolean(),
  presented: fc.option(anyNumber),
  isPrivate: fc.boolean(),
  redirections: fc.array(
    fc.record({
      by: anyNumber,
      reason: fc.constantFrom('unknown', 'no-answer'),
      count: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 3 },
  ),
  redirectionTrust: fc.constantFrom(...REDIRECTION_TRUSTS),
  conflicts: fc.array(text, { maxLength: 2 }),
  verification: fc.oneof(
    fc.constant(NOT_ASKED),
    fc.record({
      result: fc.constantFrom('not-verified' as const, 'failed' as const, 'passed' as const),
      reason: fc.option(text),
      attestation: fc.constantFrom(...ATTESTATIONS),
      originId: fc.option(text),
      diverted: fc.nat({ max: 3 }),
      response: fc.option(
        fc.record({ status: fc.constantFrom(403, 438), phrase: text, endsCall: fc.boolean() }),
      ),
      reasonHeaders: fc.array(text, { maxLength: 2 }),
    }),
  ),
  line: fc.constantFrom(...LINE_PERMISSIONS),
  isOwnFromOutside: fc.boolean(),
  roaming: fc.constantFrom(...ROAMING_STATES),
});
const anyEvent: fc.Arbitrary<CallEvent> = fc.record({
  id: text,
  source: text,
  at: fc.integer(),
  receivedAt: fc.integer(),
  utcOffsetMin: fc.integer({ min: -840, max: 840 }),
  caller: anyNumber,
  callee: anyNumber,
  trunk: fc.constantFrom(...TRUNK_KINDS),
  outcome: fc.constantFrom(...CALL_OUTCOMES),
  ringMs: fc.option(fc.nat()),
  talkMs: fc.option(fc.nat()),
  imei: fc.option(text),
  cell: fc.option(text),
  signalling: fc.option(anySignalling),
  problems: fc.array(text, { maxLength: 2 }),
});

describe('event text', () => {
  it('gives back every event, whatever its texts hold', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const bytes = Buffer.from(JSON.stringify(writeEvent(event)));
        expect(readEvent(JSON.parse(bytes.toString('utf8')))).toEqual(event);
      }),
    );
  });

  it('leaves out what is usual', () => {
    const bytes = JSON.stringify(writeEvent(testCall(1))).length;
    expect(bytes).toBeLessThan(420);
  });

  it('refuses what it did not write', () => {
    const written = writeEvent(testCall(1));
    expect(readEvent(null)).toBeNull();
    expect(readEvent({})).toBeNull();
    expect(readEvent({ ...written, at: '1' })).toBeNull();
    expect(readEvent({ ...written, trunk: 'submarine' })).toBeNull();
    expect(readEvent({ ...written, caller: { canonical: '110', kind: 'service-code' } })).toBeNull();
  });
});
