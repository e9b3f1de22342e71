import type { Recipient } from './effect.ts';
import type { ItemRef } from './item.ts';

/** What others may want to know. Ids follow from the audit entry's, so an event sent twice is known as the same. */
export type CaseworkEvent =
  | {
      readonly id: string;
      readonly event: 'moved';
      readonly item: ItemRef;
      readonly transition: string;
      readonly from: string | null;
      readonly to: string;
      readonly rev: number;
      readonly at: number;
    }
  | {
      readonly id: string;
      readonly event: 'clock-threshold';
      readonly item: ItemRef;
      readonly clock: string;
      readonly percent: number;
      /** True at 100 per cent: the limit was missed. */
      readonly breach: boolean;
      readonly reachedAt: number;
      readonly tell: readonly Recipient[];
      readonly at: number;
    };

/** A transition the system has to make because a clock reached its limit. */
export interface DueMove {
  readonly transition: string;
  readonly clock: string;
}
