import type {
  CallQuestion,
  ClaimedIdentity,
  ClaimedRedirection,
  IdentityHeader,
} from '../../domain/call-question.ts';
import { readCallQuestion } from '../normalise/index.ts';
import { parseSip } from '../sources/index.ts';

/** Reads header values that a switch passes on as text, as they are read in a SIP message. */
export interface HeaderTextReader {
  /** Every address of the value, in order. What is no header value stands for an address as it is. */
  identities(header: IdentityHeader, value: string): readonly ClaimedIdentity[];
  /** Most recent first. */
  redirections(header: 'diversion' | 'history-info', value: string): readonly ClaimedRedirection[];
}

/** For the HTTP and RADIUS doors: one reading of a header, however it reached us. */
export const HEADER_TEXTS: HeaderTextReader = {
  identities(header, value) {
    const read = questionOf(header, value)?.identities.filter((identity) => identity.header === header) ?? [];
    return read.length > 0 ? read : [{ header, address: value, display: null, isPrivate: false }];
  },
  redirections(header, value) {
    const read = questionOf(header, value)?.redirections ?? [];
    return read.length > 0
      ? read
      : [{ header, address: value, reason: 'unknown', count: 1, isPrivate: false }];
  },
};

/** A message with this one header, for the reader of messages; `null` when it would be none. */
function questionOf(header: string, value: string): CallQuestion | null {
  const line = value.replace(/[\r\n\0]+/g, ' ');
  const message = parseSip(
    Buffer.from(`INVITE sip:a@b.invalid SIP/2.0\r\n${header}: ${line}\r\n\r\n`, 'utf8'),
  );
  return message.ok ? readCallQuestion(message.value, 0) : null;
}
