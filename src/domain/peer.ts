import type { TrunkKind } from './trunk.ts';

/** What we know of a switch or line that sends calls; from the configuration, never from the call. Immutable. */
export interface Peer {
  readonly name: string;
  readonly trunk: TrunkKind;
  /** ISO alpha-2 whose dialling rules read its numbers. */
  readonly country: string;
  /** True: its asserted identities count (RFC 3325 §5), and Remote-Party-ID likewise. */
  readonly trustsIdentity: boolean;
  /** True: its Diversion and History-Info count. */
  readonly trustsRedirection: boolean;
  /** Numbers the line may show, mostly of a leased voice line; `null`: no list, nothing follows. */
  readonly allowedCallers: NumberSet | null;
  /** Numbers of the network we guard, to tell an own number that comes from outside; `null`: not configured. */
  readonly ownNumbers: NumberSet | null;
}

/** A set of numbers, exact ones and leading digits, by key. Same reading on both sides (field case O-29). */
export interface NumberSet {
  has(key: number): boolean;
  readonly size: number;
}
