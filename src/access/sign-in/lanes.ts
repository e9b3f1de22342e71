import { createHash } from 'node:crypto';
import type { LaneRule } from '../../ports/access-store.ts';

/** Where an attempt comes from. */
export interface Origin {
  /** Network address of the client: IPv4 as it is, of IPv6 the first 64 bits. */
  readonly network: string;
  /** Token of a device from which this person signed in before; `null`: unknown. */
  readonly device: string | null;
}

const MINUTE_MS = 60_000;

/** Doubles after the free attempts, up to a limit. */
const backOff =
  (free: number, limitMs: number) =>
  (failures: number): number =>
    failures < free ? 0 : Math.min(limitMs, 1000 * 2 ** Math.min(failures - free, 20));

const lane = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\u001f')).digest('hex').slice(0, 40);

/**
 * What an attempt is counted in. A stranger at one network waits up to 15 minutes. Many strangers together slow an account
 * down by at most 30 seconds, and never somebody on a device known to the account, which has a lane of its own: so nobody is
 * locked out for long by others. One network that tries many accounts is slowed down as well.
 */
export function lanesOf(login: string, { network, device }: Origin): readonly LaneRule[] {
  if (device !== null) return [{ lane: lane('device', login, device), waitMs: backOff(5, 15 * MINUTE_MS) }];
  return [
    { lane: lane('pair', login, network), waitMs: backOff(5, 15 * MINUTE_MS) },
    { lane: lane('account', login), waitMs: backOff(30, MINUTE_MS / 2) },
    { lane: lane('network', network), waitMs: backOff(100, MINUTE_MS) },
  ];
}
