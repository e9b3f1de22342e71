import type { Treatment } from './treatment.ts';

/**
 * A final answer to an INVITE, ready to be framed: made by `traffic/act/sip`, written by `traffic/sources/sip/server`. Bytes
 * and not text, because most answers of a profile are the same ones over and over.
 */
export interface SipAnswer {
  /** 300 to 699: this server never takes a call itself. */
  readonly status: number;
  /** `SIP/2.0 404 Not Found` with its CRLF. */
  readonly startLine: Uint8Array;
  /** Header lines of the answer's own, each with its CRLF; may be empty. Via, From, To, Call-ID, CSeq and Content-Length are added. */
  readonly headers: Uint8Array;
  readonly treatment: Treatment;
  /** Why the call was not judged; `null`: it was. */
  readonly unscreened: string | null;
}
