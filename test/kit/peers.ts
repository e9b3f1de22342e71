import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Whether a test must be skipped because its real peer is missing: `describe.skipIf(missingPeer('chromium'))`.
 * Says so by name; with `REQUIRE_PEERS=1` it throws instead, so that CI can never pass by skipping.
 */
export function missingPeer(program: string): boolean {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .concat('/usr/sbin', '/usr/lib/chromium')
    .some((folder) => existsSync(join(folder, program)));
  if (found) return false;
  if (process.env['REQUIRE_PEERS'] === '1')
    throw new Error(`peer missing: ${program} is not installed, and REQUIRE_PEERS=1 asks for it`);
  process.stderr.write(`peer missing: ${program} is not installed; its tests are skipped\n`);
  return true;
}
