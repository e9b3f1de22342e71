import type { ClaimedIdentity, ClaimedRedirection, IdentityHeader } from '../../domain/call-question.ts';

/**
 * Reads the value of a SIP header that a switch passed on as text. Given by the composition; without one the text
 * stands for the address itself.
 */
export interface SwitchHeaderReader {
  /** Every address of the value, in order; a value that cannot be read gives what was written as one address. */
  identities(header: IdentityHeader, value: string): readonly ClaimedIdentity[];
  redirections(header: 'diversion' | 'history-info', value: string): readonly ClaimedRedirection[];
}

/** Takes the text as it stands. */
export const PLAIN_HEADERS: SwitchHeaderReader = {
  identities: (header, value) => [{ header, address: value, display: null, isPrivate: false }],
  redirections: (header, value) => [
    { header, address: value, reason: 'unknown', count: 1, isPrivate: false },
  ],
};
