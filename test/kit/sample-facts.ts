import { type CallFacts, classOf } from '../../src/domain/call-facts.ts';
import type { TelephoneNumber } from '../../src/domain/telephone-number.ts';

const MOBILE = {
  kind: 'e164',
  raw: '',
  canonical: '',
  key: 0,
  country: 'CN',
  type: 'mobile',
  validity: 'valid',
  confidence: 'certain',
  extension: null,
  candidates: [],
  notes: [],
} as const satisfies TelephoneNumber;

/** Facts of an answered call between two Chinese mobile numbers, with `changes`. */
export function sampleFacts(changes: Partial<CallFacts> = {}): CallFacts {
  const at = changes.at ?? Date.UTC(2026, 2, 2, 1);
  return {
    at,
    receivedAt: at,
    utcOffsetMin: 480,
    callerKey: 8_613_900_000_001,
    callerClass: classOf(MOBILE),
    calleeKey: 8_613_900_000_002,
    calleeClass: classOf(MOBILE),
    trunk: 0,
    outcome: 1,
    ringMs: 5_000,
    talkMs: 60_000,
    imeiKey: 0,
    cellKey: 0,
    signs: 0,
    ...changes,
  };
}
