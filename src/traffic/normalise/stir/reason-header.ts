import type { VerificationResponse } from '../../../domain/caller-verification.ts';

/** Codes a Reason header of protocol STIR may carry: those RFC 8224 §6.2.2 defines. */
const STIR_CODES = new Set([403, 428, 436, 437, 438]);
/** A signature of ES256 has 86 characters; anything much longer is somebody else's text. */
const MAX_SIGNATURE_TEXT = 128;

/**
 * Value of a Reason header that tells a finding while the call goes on (RFC 9410 §3-5), with the statement concerned
 * in compact form as `ppi`; with protocol `SIP` the older habit (RFC 3326). `null` when the code may not be told so.
 */
export function reasonHeader(
  protocol: 'STIR' | 'SIP',
  { status, phrase }: VerificationResponse,
  token: string | null,
): string | null {
  const said = `cause=${status};text="${phrase.replace(/["\\\r\n]/g, ' ')}"`;
  if (protocol === 'SIP') return `SIP;${said}`;
  if (!STIR_CODES.has(status)) return null;
  const signature = token?.slice(token.lastIndexOf('.') + 1) ?? '';
  const isWhole = /^[A-Za-z0-9_-]+$/.test(signature) && signature.length <= MAX_SIGNATURE_TEXT;
  return isWhole ? `STIR;${said};ppi="..${signature}"` : `STIR;${said}`;
}
