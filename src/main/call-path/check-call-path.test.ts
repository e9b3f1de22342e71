import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../exit-code.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { type CallPathCheck, checkCallPath } from './check-call-path.ts';

const EXAMPLE = join(PACKAGE_ROOT, 'examples', 'call-path.yaml');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-call-path-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function checked(change: (text: string) => string) {
  const file = join(folder, 'call-path.yaml');
  writeFileSync(file, change(readFileSync(EXAMPLE, 'utf8')));
  const { text, code } = await checkCallPath(file, true);
  return { check: JSON.parse(text) as CallPathCheck, code };
}

describe('checking a call path', () => {
  it('finds the shipped example sound and says what it would open', async () => {
    const { check, code } = await checked((text) => text);
    expect(code).toBe(EXIT.done);
    expect(check.doors).toEqual(['sip/udp 127.0.0.1:5060', 'sip/tcp 127.0.0.1:5060', 'http 127.0.0.1:8070']);
    expect(check.peers.map(({ name, allowedCallers }) => [name, allowedCallers])).toEqual([
      ['international-gateway', null],
      ['voice-line-4711', 2],
      ['home-switch', null],
    ]);
    expect((await checkCallPath(EXAMPLE, false)).text).toMatch(/is sound\.\n {2}door {2}sip\/udp/);
  });

  it('names the file of a peer that is missing or open to everybody', async () => {
    const token = join(folder, 'token');
    writeFileSync(token, 'a-token-of-enough-characters', { mode: 0o644 });
    const withToken = (text: string): string => `${text}    http: { token_file: token }\n`;
    const open = await checked(withToken);
    expect(open.code).toBe(EXIT.failed);
    expect(open.check.problems.join()).toMatch(/peer home-switch: .*chmod 600/);
    const missing = await checked((text) => withToken(text).replace('token_file: token', 'token_file: gone'));
    expect(missing.check.problems.join()).toMatch(/peer home-switch: .*gone cannot be read \(ENOENT\)/);
  });

  it('tells which profiles there are when one is not', async () => {
    const { check } = await checked((text) => `${text}    sip: { profile: acme }\n`);
    expect(check.problems.join()).toMatch(/profile acme cannot be read .*default, kamailio, prosbc/);
  });

  it('ends with 3 when numbers are left out', async () => {
    const { check, code } = await checked((text) => text.replace('023 6000 0001', 'hello'));
    expect(code).toBe(EXIT.doneWithQuarantine);
    expect(check.warnings).toEqual([
      'network.own_numbers, entry 2: "hello" is left out: not-a-public-number',
    ]);
  });
});
