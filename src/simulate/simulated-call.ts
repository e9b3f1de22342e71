import type { CallOutcome } from '../domain/call-event.ts';
import type { TrunkKind } from '../domain/trunk.ts';

/** The truth about a simulated call: what a detector must find out and must never be given. */
export interface CallLabel {
  readonly role: 'honest' | 'fraud';
  /** Who is calling, kebab-case: `resident-worker`, `courier`, `one-time-password-line`, `fake-police`. */
  readonly persona: string;
  /** One run of one gang (`fake-police-d0-1`), on calls from it and on calls back to it; `null` on all others. */
  readonly campaign: string | null;
  /** Where in its plan the campaign is: `opening`, `working`, `call-back`; `null` outside campaigns. */
  readonly stage: string | null;
  /** True when a person who believed the story is in this call, as callee or calling back. */
  readonly victim: boolean;
}

/** One call attempt of the town, as the switch in the middle of it sees it. */
export interface SimulatedCall {
  /** Unique within a town and the same in every run with the same seed. */
  readonly id: string;
  /** Start of the attempt, epoch milliseconds. */
  readonly at: number;
  /**
   * As the switch writes it: national on subscriber trunks (`13800000001`), national or `+86` from other carriers,
   * `+` or `00` from abroad, codes bare (`95xxx`), `anonymous` or empty when withheld.
   */
  readonly caller: string;
  /** As dialled, in the same ways. */
  readonly callee: string;
  readonly trunk: TrunkKind;
  /** Never `unknown`: the simulated switch always knows. */
  readonly outcome: CallOutcome;
  /** From attempt to answer or to the end, milliseconds. */
  readonly ringMs: number;
  /** From answer to end, milliseconds; 0 when not answered. */
  readonly talkMs: number;
  /** Device of the caller (a test IMEI, type allocation code 00...), `null` when the call came from another network. */
  readonly imei: string | null;
  /** Cell of the caller in the test network 001-01, `null` when the call came from another network. */
  readonly cell: string | null;
  readonly label: CallLabel;
}
