const FORM = /^[A-Za-z0-9_-]*$/;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** By the length of the last group: bits of its last letter that must be zero. */
const SPARE_BITS = [0, 0, 0x0f, 0x03];

/**
 * Bytes of base64url without padding (RFC 7515 §2), or `null`: padding, white space, another alphabet, an impossible length,
 * or last bits that are not zero, so that no two texts give the same bytes (RFC 4648 §3.5).
 */
export function decodeBase64url(text: string): Buffer | null {
  const rest = text.length % 4;
  if (rest === 1 || !FORM.test(text)) return null;
  const last = ALPHABET.indexOf(text.at(-1) ?? 'A');
  return (last & (SPARE_BITS[rest] ?? 0)) === 0 ? Buffer.from(text, 'base64url') : null;
}
