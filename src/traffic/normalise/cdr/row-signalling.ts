import type { CallSignalling, Redirection } from '../../../domain/call-signalling.ts';
import { NOT_ASKED } from '../../../domain/caller-verification.ts';
import { NO_KEY, type NumberKey } from '../../../domain/number-key.ts';
import type { PartyReader } from './party-reader.ts';

/** What a record tells beside the two numbers, as written. Made only where there is something to tell. */
export interface RowSignalling {
  /** Who passed the call on, most recent first. */
  readonly redirections: readonly { readonly by: string; readonly reason: string; readonly count: number }[];
  /** The caller's number was not to be shown. */
  readonly isPrivate: boolean;
  /** What the callee's display shows where the record tells it apart from the caller; empty: not told. */
  readonly presented: string;
}

/**
 * The same with its numbers read; `null` when nothing is left of it. A network's own records are trusted for who passed
 * a call on. The peer is named by whoever knows the source.
 */
export function readSignalling(
  told: RowSignalling,
  parties: PartyReader,
  callerKey: NumberKey,
  at: number,
): CallSignalling | null {
  const redirections: Redirection[] = told.redirections.map(({ by, reason, count }) => ({
    by: parties.readCalleeText(by, at),
    reason,
    count,
  }));
  const shown = told.presented === '' ? null : parties.readCallerText(told.presented, at);
  const presented = shown === null || shown.key === callerKey || shown.key === NO_KEY ? null : shown;
  if (redirections.length === 0 && presented === null && !told.isPrivate) return null;
  return {
    peer: '',
    callerFrom: 'none',
    isAsserted: false,
    presented,
    isPrivate: told.isPrivate,
    redirections,
    redirectionTrust: redirections.length === 0 ? 'none' : 'trusted',
    conflicts: [],
    verification: NOT_ASKED,
    line: 'unknown',
    isOwnFromOutside: false,
    roaming: 'unknown',
  };
}
