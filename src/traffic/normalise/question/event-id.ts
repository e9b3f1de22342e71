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
  return `${peer}/${name}/${laneText(hash.high)}${laneText(hash.low)}`;
}

/** Six letters and digits of one lane, 30 of its bits: shorter and sooner made than hexadecimal. */
function laneText(lane: number): string {
  return String.fromCharCode(
    digit(lane >>> 25),
    digit(lane >>> 20),
    digit(lane >>> 15),
    digit(lane >>> 10),
    digit(lane >>> 5),
    digit(lane),
  );
}

/** Of base 32: `0` to `9`, then `a` to `v`. */
function digit(bits: number): number {
  const value = bits & 31;
  return value < 10 ? 0x30 + value : 0x57 + value;
}
