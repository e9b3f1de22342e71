import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../src/main/package-root.ts';
import { freePorts } from '../kit/free-ports.ts';
import { startKamailio } from '../kit/kamailio.ts';
import { missingPeer } from '../kit/peers.ts';
import type { ProcessGroup } from '../kit/process-group.ts';
import { runJingtong } from '../kit/service-process.ts';

let folder: string;
let kamailio: ProcessGroup | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'conform-'));
});
afterEach(async () => {
  await kamailio?.stop();
  kamailio = null;
  rmSync(folder, { recursive: true, force: true });
});

interface Outcome {
  readonly passed: number;
  readonly steps: readonly {
    readonly id: string;
    readonly result: string;
    readonly findings: readonly { readonly en: string }[];
  }[];
}

/** Walks the Kamailio of the shipped example through every step. */
async function walked(
  profile: string,
  more: readonly string[] = [],
): Promise<{ code: number | null; outcome: Outcome }> {
  const [door = 0, kamailioPort = 0, callee = 0] = await freePorts(3);
  const file = join(folder, 'call-path.yaml');
  writeFileSync(
    file,
    `listen: { sip: { udp: "127.0.0.1:${door}" } }
site: { overload_ms: 30000 }
peers:
  - { name: kamailio, addresses: [127.0.0.1], trunk: unknown, divert_to: "+8612396110", sip: { profile: ${profile} } }
`,
  );
  kamailio = await startKamailio({
    folder,
    port: kamailioPort,
    door: { port: door, transport: 'UDP' },
    nextHop: callee,
  });
  const walk = runJingtong([
    'conform',
    ...['--call-path', file, '--peer', 'kamailio', '--json', '--wait', '15'],
    ...['--via', `127.0.0.1:${kamailioPort}`, '--callee-at', `127.0.0.1:${callee}`, ...more],
  ]);
  const { code } = await walk.ended;
  if (walk.out() === '') throw new Error(walk.err());
  return { code, outcome: JSON.parse(walk.out()) as Outcome };
}

describe.skipIf(missingPeer('kamailio'))('the conformance walk', () => {
  it('finds that Kamailio with the shipped example obeys', async () => {
    const { code, outcome } = await walked('kamailio');
    expect(outcome.steps.flatMap(({ id, findings }) => findings.map(({ en }) => `${id}: ${en}`))).toEqual([]);
    expect(outcome.passed).toBe(5);
    expect(code).toBe(0);
  });

  it('finds out a switch for which the answers mean something else', async () => {
    // A vendor for whom 404 ends a call; Kamailio goes on to its next route.
    const shipped = readFileSync(join(PACKAGE_ROOT, 'policy', 'call-control', 'prosbc.yaml'), 'utf8');
    writeFileSync(
      join(folder, 'inverted.yaml'),
      shipped
        .replace('name: prosbc', 'name: inverted')
        .replace('law: { status: 603 }', 'law: { status: 404 }'),
    );
    const { code, outcome } = await walked('./inverted.yaml', ['--steps', 'allow,block']);
    expect(outcome.steps.map(({ id, result }) => [id, result])).toEqual([
      ['allow', 'passed'],
      ['block', 'failed'],
    ]);
    expect(JSON.stringify(outcome.steps[1]?.findings)).toContain('the blocked call arrived all the same');
    expect(code).toBe(1);
  });
});
