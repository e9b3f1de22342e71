import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * A check of `Authorization` against one peer's token, as `Bearer TOKEN` (RFC 6750 §2.1) or as the password of `Basic`
 * (RFC 7617 §2), which some switches can only send. Takes the same time for any wrong token; keeps only a digest.
 */
export function switchTokenCheck(token: string): (header: string | undefined) => boolean {
  const expected = digest(token);
  return (header) => {
    const presented = tokenOf(header ?? '');
    return timingSafeEqual(digest(presented ?? ''), expected) && presented !== null;
  };
}

function tokenOf(header: string): string | null {
  if (header.length > 1_024) return null;
  const space = header.indexOf(' ');
  const scheme = header.slice(0, space).toLowerCase();
  const rest = header.slice(space + 1).trim();
  if (scheme === 'bearer') return rest === '' ? null : rest;
  if (scheme !== 'basic') return null;
  const pair = Buffer.from(rest, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 || colon === pair.length - 1 ? null : pair.slice(colon + 1);
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
