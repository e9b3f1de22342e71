import type { TelephoneNumber } from '../../../domain/telephone-number.ts';
import { LaneHash } from '../../../lib/lane-hash.ts';

const MAX_CALL_ID_UNITS = 128;
const SEED = 17;
const hash = new LaneHash();

/**
 * Names a call for good: the peer's name for it, and a hash of whom it is from and to. The sender chooses the name, so that
 * it alone would let one judged call stand for any number of others; a call that is only tried over another route keeps both.
 */
export function eventId(
  peer: string,
  callId: string,
  caller: TelephoneNumber,
  callee: TelephoneNumber,
): string {
  hash.start(SEED);
  hash.text(callId);
  hash.text('\0');
  hash.text(caller.canonical);
  hash.text('\0');
  hash.text(callee.canonical);
  hash.finish();
  const name = callId.length > MAX_CALL_ID_UNITS ? callId.slice(0, MAX_CALL_ID_UNITS) : callId;
  return `${peer}/${name}/${hash.hex()}`;
}
