import type {
  CallQuestion,
  ClaimedIdentity,
  ClaimedRedirection,
  IdentityHeader,
} from '../../src/domain/call-question.ts';
import type { Peer } from '../../src/domain/peer.ts';
import { NOON } from './policy-kit.ts';

/** A peer between carriers that is trusted for nothing, with `changes`. */
export function peer(changes: Partial<Peer> = {}): Peer {
  return {
    name: 'gw1',
    trunk: 'interconnect',
    country: 'CN',
    trustsIdentity: false,
    trustsRedirection: false,
    allowedCallers: null,
    ownNumbers: null,
    ...changes,
  };
}

/** A question from one domestic mobile to another, with `changes`. */
export function question(changes: Partial<CallQuestion> = {}): CallQuestion {
  return {
    callId: 'a84b4c76e66710@gw.example',
    identities: [identity('from', 'sip:+8613800000001@gw.example;user=phone')],
    callee: 'sip:+8613900000002@jingtong.example;user=phone',
    dialled: null,
    redirections: [],
    passports: [],
    privacy: [],
    at: NOON,
    receivedAt: NOON,
    saidAt: null,
    roaming: null,
    imei: null,
    cell: null,
    problems: [],
    ...changes,
  };
}

export const identity = (
  header: IdentityHeader,
  address: string,
  changes: Partial<ClaimedIdentity> = {},
): ClaimedIdentity => ({ header, address, display: null, isPrivate: false, ...changes });

export const redirection = (
  address: string,
  changes: Partial<ClaimedRedirection> = {},
): ClaimedRedirection => ({
  header: 'diversion',
  address,
  reason: 'unknown',
  count: 1,
  isPrivate: false,
  ...changes,
});
