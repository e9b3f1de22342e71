import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNumberNormaliser, type NumberNormaliser } from '../../../traffic/normalise/index.ts';
import { loadNumberingPlans } from '../../load-numbering-plans.ts';
import { buildPeers } from './build-peers.ts';
import { parseCallPath } from './read-call-path.ts';

const AT = Date.UTC(2026, 10, 25);
let folder: string;
let normaliser: NumberNormaliser;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'call-path-'));
  const plans = await loadNumberingPlans();
  if (!plans.ok) throw new Error(plans.detail);
  normaliser = createNumberNormaliser(plans.value);
});
afterAll(() => rmSync(folder, { recursive: true }));

function built(more: string) {
  const text = `listen: { http: { at: "127.0.0.1:0" } }\n${more}`;
  const config = parseCallPath(text, join(folder, 'call-path.yaml'));
  if (!config.ok) throw new Error(config.detail);
  return buildPeers(config.value, normaliser, 'CN', AT);
}
const keyOf = (text: string): number =>
  normaliser.normalise(text, { country: 'CN', trunk: 'unknown', at: AT }).key;
const LINE = 'peers:\n  - { name: line, addresses: [192.0.2.1], trunk: private';

describe('the peers of a configuration', () => {
  it('trust nothing and restrict nothing unless told to', async () => {
    const read = await built(`${LINE} }`);
    if (!read.ok) throw new Error(read.detail);
    expect(read.value.peers[0]?.peer).toEqual({
      name: 'line',
      trunk: 'private',
      country: 'CN',
      trustsIdentity: false,
      trustsRedirection: false,
      allowedCallers: null,
      ownNumbers: null,
    });
  });

  it('read numbers of the file and of the configuration alike, whatever form they are written in', async () => {
    writeFileSync(
      join(folder, 'line.txt'),
      '\uFEFF# our line\r\n023 6000 0001\r\n\r\n+86 23 6100* # a block\r\n',
    );
    const read = await built(`${LINE}, allowed_callers: ["95588"], allowed_callers_file: line.txt }`);
    if (!read.ok) throw new Error(read.detail);
    const allowed = read.value.peers[0]?.peer.allowedCallers;
    expect(allowed?.size).toBe(3);
    for (const number of ['+862360000001', '02360000001', '+862361001234', '95588'])
      expect(allowed?.has(keyOf(number)), number).toBe(true);
    for (const number of ['+862360000002', '955880', '+8695588'])
      expect(allowed?.has(keyOf(number)), number).toBe(number === '+8695588');
    expect(read.value.warnings).toEqual([]);
  });

  it('leave out what is no number and say which line it was', async () => {
    writeFileSync(join(folder, 'own.txt'), '+8613800000000\nhello\n');
    const read = await built(`network: { own_numbers_file: own.txt }\n${LINE} }`);
    if (!read.ok) throw new Error(read.detail);
    expect(read.value.peers[0]?.peer.ownNumbers?.size).toBe(1);
    expect(read.value.warnings).toEqual([
      'network.own_numbers, own.txt:2: "hello" is left out: not-a-public-number',
    ]);
  });

  it('are refused when a list is missing: a line without its list would be let through', async () => {
    const read = await built(`${LINE}, allowed_callers_file: nowhere.txt }`);
    expect(read.ok ? '' : read.detail).toMatch(
      /peer line, allowed_callers: .*nowhere\.txt cannot be read \(ENOENT\)/,
    );
  });
});
