import { IDENTITY_HEADERS } from '../../domain/call-question.ts';
import {
  type CallSignalling,
  LINE_PERMISSIONS,
  REDIRECTION_TRUSTS,
  type Redirection,
  ROAMING_STATES,
} from '../../domain/call-signalling.ts';
import {
  ATTESTATIONS,
  type CallerVerification,
  NOT_ASKED,
  VERIFICATION_RESULTS,
} from '../../domain/caller-verification.ts';
import { readNumber, type WrittenNumber, writeNumber } from './number-text.ts';

/** Signalling as the journal writes it: usual values are left out, in one fixed order. */
export interface WrittenSignalling {
  peer: string;
  callerFrom?: CallSignalling['callerFrom'];
  isAsserted?: true;
  presented?: WrittenNumber;
  isPrivate?: true;
  redirections?: readonly { by: WrittenNumber; reason?: string; count?: number }[];
  redirectionTrust?: CallSignalling['redirectionTrust'];
  conflicts?: readonly string[];
  verification?: CallerVerification;
  line?: CallSignalling['line'];
  isOwnFromOutside?: true;
  roaming?: CallSignalling['roaming'];
}

/** UTF-16 units of its texts, roughly, for the limit of an event. */
export function signallingUnits(signalling: CallSignalling | null): number {
  if (signalling === null) return 0;
  const { peer, presented, redirections, conflicts, verification } = signalling;
  let units = peer.length + conflicts.length * 32 + (verification.originId?.length ?? 0);
  for (const number of [presented, ...redirections.map(({ by }) => by)]) {
    if (number === null) continue;
    units += number.raw.length + number.canonical.length + number.notes.length * 32;
    for (const candidate of number.candidates) units += candidate.length;
  }
  for (const { reason } of redirections) units += reason.length;
  return units;
}

export function writeSignalling(signalling: CallSignalling): WrittenSignalling {
  const written: WrittenSignalling = { peer: signalling.peer };
  if (signalling.callerFrom !== 'none') written.callerFrom = signalling.callerFrom;
  if (signalling.isAsserted) written.isAsserted = true;
  if (signalling.presented !== null) written.presented = writeNumber(signalling.presented);
  if (signalling.isPrivate) written.isPrivate = true;
  if (signalling.redirections.length > 0)
    written.redirections = signalling.redirections.map(writeRedirection);
  if (signalling.redirectionTrust !== 'none') written.redirectionTrust = signalling.redirectionTrust;
  if (signalling.conflicts.length > 0) written.conflicts = signalling.conflicts;
  if (signalling.verification.result !== 'unknown') written.verification = signalling.verification;
  if (signalling.line !== 'unknown') written.line = signalling.line;
  if (signalling.isOwnFromOutside) written.isOwnFromOutside = true;
  if (signalling.roaming !== 'unknown') written.roaming = signalling.roaming;
  return written;
}

/** The signalling again; `undefined` when the object is not one that `writeSignalling` makes. */
export function readSignalling(written: WrittenSignalling): CallSignalling | undefined {
  if (typeof written !== 'object' || written === null || typeof written.peer !== 'string') return undefined;
  const { callerFrom = 'none', redirectionTrust = 'none', line = 'unknown', roaming = 'unknown' } = written;
  const presented = written.presented === undefined ? null : readNumber(written.presented);
  const redirections = (written.redirections ?? []).map(readRedirection);
  const verification = written.verification ?? NOT_ASKED;
  const known =
    (callerFrom === 'none' || IDENTITY_HEADERS.includes(callerFrom)) &&
    REDIRECTION_TRUSTS.includes(redirectionTrust) &&
    LINE_PERMISSIONS.includes(line) &&
    ROAMING_STATES.includes(roaming) &&
    VERIFICATION_RESULTS.includes(verification.result) &&
    ATTESTATIONS.includes(verification.attestation) &&
    (written.presented === undefined || presented !== null);
  if (!known || !redirections.every((one) => one !== null)) return undefined;
  return {
    peer: written.peer,
    callerFrom,
    isAsserted: written.isAsserted ?? false,
    presented,
    isPrivate: written.isPrivate ?? false,
    redirections,
    redirectionTrust,
    conflicts: written.conflicts ?? [],
    verification,
    line,
    isOwnFromOutside: written.isOwnFromOutside ?? false,
    roaming,
  };
}

function writeRedirection({ by, reason, count }: Redirection): {
  by: WrittenNumber;
  reason?: string;
  count?: number;
} {
  return {
    by: writeNumber(by),
    ...(reason === 'unknown' ? {} : { reason }),
    ...(count === 1 ? {} : { count }),
  };
}

function readRedirection(written: {
  by: WrittenNumber;
  reason?: string;
  count?: number;
}): Redirection | null {
  const by = readNumber(written?.by);
  return by === null ? null : { by, reason: written.reason ?? 'unknown', count: written.count ?? 1 };
}
