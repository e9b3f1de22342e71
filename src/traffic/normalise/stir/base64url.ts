const FORM = /^[A-Za-z0-9_-]*$/;

/**
 * Bytes of base64url without padding (RFC 7515 §2), or `null`: padding, white space, another alphabet, an impossible length,
 * or last bits that are not zero, so that no two texts give the same bytes (RFC 4648 §3.5).
 */
export function decodeBase64url(text: string): Uint8Array | null {
  if (!FORM.test(text) || text.length % 4 === 1) return null;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
}
