import type {
  CallQuestion,
  ClaimedIdentity,
  ClaimedRedirection,
  IdentityHeader,
} from '../../../domain/call-question.ts';
import type { Peer } from '../../../domain/peer.ts';
import type { RadiusAttributes } from '../../../lib/radius/radius-attributes.ts';
import { ATTRIBUTE, CISCO, FREESWITCH, GPP, VENDOR } from './attribute-numbers.ts';
import { ciscoPairs, ciscoText } from './cisco-values.ts';
import type { RadiusPeer } from './radius-peer.ts';

/** Header texts that a switch can pass on as Cisco-AVPair, and what they are to the call. */
const HEADERS: ReadonlyMap<string, IdentityHeader> = new Map([
  ['p-asserted-identity', 'p-asserted-identity'],
  ['p-preferred-identity', 'p-preferred-identity'],
  ['remote-party-id', 'remote-party-id'],
]);

/** Reads header texts; given by the composition, as at the HTTP door. */
export interface RadiusHeaderReader {
  identities(header: IdentityHeader, value: string): readonly ClaimedIdentity[];
  redirections(header: 'diversion' | 'history-info', value: string): readonly ClaimedRedirection[];
}

export const PLAIN_HEADERS: RadiusHeaderReader = {
  identities: (header, value) => [{ header, address: value, display: null, isPrivate: false }],
  redirections: (header, value) => [
    { header, address: value, reason: 'unknown', count: 1, isPrivate: false },
  ],
};

/** The question of an Access-Request; `null` when it does not say who is called. */
export function questionOfRequest(
  attributes: RadiusAttributes,
  receivedAt: number,
  unnamed: string,
  headers: RadiusHeaderReader,
): CallQuestion | null {
  const callee =
    attributes.text(ATTRIBUTE.calledStationId) ??
    attributes.vendorText(VENDOR.freeswitch, FREESWITCH.destination);
  if (callee === null) return null;
  const problems: string[] = [];
  const identities = fromOf(attributes, problems);
  const redirections: ClaimedRedirection[] = redirecting(attributes);
  const passports: string[] = [];
  const privacy: string[] = [];
  for (const { name, value } of ciscoPairs(attributes)) {
    const header = HEADERS.get(name);
    if (header !== undefined) identities.push(...headers.identities(header, value));
    else if (name === 'diversion' || name === 'history-info')
      redirections.push(...headers.redirections(name, value));
    else if (name === 'identity') passports.push(value);
    else if (name === 'privacy')
      privacy.push(
        ...value
          .toLowerCase()
          .split(/[\s;,]+/)
          .filter((word) => word !== ''),
      );
  }
  const rpid = attributes.text(ATTRIBUTE.sipRpid);
  if (rpid !== null) identities.push(...headers.identities('remote-party-id', rpid));
  const stamp = attributes.integer(ATTRIBUTE.eventTimestamp);
  return {
    callId: callIdOf(attributes) ?? unnamed,
    identities,
    callee,
    dialled: null,
    redirections: redirections.slice(0, 20),
    passports: passports.slice(0, 8),
    privacy,
    at: stamp === null ? receivedAt : stamp * 1_000,
    receivedAt,
    saidAt: null,
    roaming: null,
    imei: attributes.vendorText(VENDOR.gpp, GPP.imeiSv),
    cell: null,
    problems,
  };
}

/** The call's name in the order of how well it names a call rather than a leg or a session of the switch. */
export const callIdOf = (attributes: RadiusAttributes): string | null =>
  ciscoText(attributes, CISCO.callId) ??
  ciscoText(attributes, CISCO.confId) ??
  attributes.text(ATTRIBUTE.acctSessionId);

/** Whoever calls; a switch that has no Calling-Station-Id says it as User-Name. */
export function callerOf(
  attributes: RadiusAttributes,
): { readonly text: string; readonly isUserName: boolean } | null {
  const text =
    attributes.text(ATTRIBUTE.callingStationId) ??
    attributes.vendorText(VENDOR.freeswitch, FREESWITCH.source);
  if (text !== null) return { text, isUserName: false };
  const user = attributes.text(ATTRIBUTE.userName);
  return user === null ? null : { text: user, isUserName: true };
}

function fromOf(attributes: RadiusAttributes, problems: string[]): ClaimedIdentity[] {
  const caller = callerOf(attributes);
  if (caller === null) return [];
  if (caller.isUserName) problems.push('caller-from-user-name');
  return [{ header: 'from', address: caller.text, display: null, isPrivate: false }];
}

function redirecting(attributes: RadiusAttributes): ClaimedRedirection[] {
  const address =
    ciscoText(attributes, CISCO.redirectNumber) ?? attributes.vendorText(VENDOR.freeswitch, FREESWITCH.rdnis);
  return address === null
    ? []
    : [{ header: 'record', address, reason: 'unknown', count: 1, isPrivate: false }];
}

/** The peer behind the trunk that the request names. */
export function trunkPeer(attributes: RadiusAttributes, { peer, trunks }: RadiusPeer): Peer {
  if (trunks.size === 0) return peer;
  const port = attributes.text(ATTRIBUTE.nasPortId);
  const name = attributes.text(ATTRIBUTE.nasIdentifier);
  return (
    (port === null ? undefined : trunks.get(port)) ?? (name === null ? undefined : trunks.get(name)) ?? peer
  );
}
