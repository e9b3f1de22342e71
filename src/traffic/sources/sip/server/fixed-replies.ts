/** An answer that does not hang on the call. */
export interface FixedReply {
  readonly status: number;
  readonly startLine: Uint8Array;
  readonly lines: Uint8Array;
}

/** The phrase must be plain ASCII without line ends. */
export function fixedReply(status: number, phrase: string, lines = ''): FixedReply {
  return {
    status,
    startLine: Buffer.from(`SIP/2.0 ${status} ${phrase}\r\n`, 'latin1'),
    lines: Buffer.from(lines, 'latin1'),
  };
}

const ALLOW = 'Allow: INVITE, ACK, CANCEL, OPTIONS\r\n';

export const TRYING = fixedReply(100, 'Trying');
/** RFC 3261 §11.2: what an INVITE would be met with, here for keep-alive pings. */
export const ALIVE = fixedReply(
  200,
  'OK',
  `${ALLOW}Accept: application/sdp\r\nAccept-Encoding: identity\r\nAccept-Language: en, zh\r\nSupported:\r\n`,
);
export const CANCELLED = fixedReply(200, 'OK');
export const DRAINING = fixedReply(503, 'Service Unavailable', 'Retry-After: 30\r\n');
export const FORBIDDEN = fixedReply(403, 'Peer Not Configured');
export const METHOD_NOT_ALLOWED = fixedReply(405, 'Method Not Allowed', ALLOW);
export const NO_TRANSACTION = fixedReply(481, 'Call/Transaction Does Not Exist');
export const LOOP = fixedReply(482, 'Loop Detected');
export const MERGED = fixedReply(482, 'Merged Request');
export const TOO_MANY_HOPS = fixedReply(483, 'Too Many Hops');
export const BAD_VERSION = fixedReply(505, 'Version Not Supported');
export const TERMINATED = fixedReply(487, 'Request Terminated');

export const badRequest = (what: string): FixedReply => fixedReply(400, what);

/** RFC 3261 §8.2.2.3: the option tags are told back, as far as they are tokens. */
export function badExtension(options: string): FixedReply {
  const tags = options
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => /^[A-Za-z0-9.!%*_+`'~-]{1,64}$/.test(tag))
    .slice(0, 20);
  return fixedReply(420, 'Bad Extension', tags.length > 0 ? `Unsupported: ${tags.join(', ')}\r\n` : '');
}
