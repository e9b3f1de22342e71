import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../kit/free-ports.ts';
import { startKamailio } from '../kit/kamailio.ts';
import { missingPeer } from '../kit/peers.ts';
import type { ProcessGroup } from '../kit/process-group.ts';
import { eventually, type RunningService, startJingtong } from '../kit/service-process.ts';
import { sippCall, sippCallee } from '../kit/sipp.ts';

const isMissing = ['kamailio', 'sipp'].map(missingPeer).some(Boolean);
const CALLEE = '+8613800000001';
const ABROAD = '+442079460000';
/** A bank's service number cannot call from abroad: blocked by law (origin). */
const BANK = '+8695588';

describe.skipIf(isMissing)('the service behind Kamailio', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jingtong-sip-service-'));
  let service: RunningService;
  let kamailio: ProcessGroup;
  let callee: ReturnType<typeof sippCallee>;
  let to: string;

  beforeAll(async () => {
    const [door = 0, kamailioPort = 0, calleePort = 0] = await freePorts(3);
    const config = join(folder, 'call-path.yaml');
    writeFileSync(
      config,
      `listen: { sip: { udp: 127.0.0.1:${door} } }
site: { warm_up_calls: 0, overload_ms: 30000 }
peers:
  - { name: kamailio, addresses: [127.0.0.1], trunk: international, time_limit_ms: 5000, sip: { profile: kamailio } }
`,
    );
    const data = join(folder, 'data');
    service = await startJingtong(data, '--no-town', '--database', 'none', '--call-path', config);
    callee = sippCallee(folder, calleePort);
    kamailio = await startKamailio({
      folder,
      port: kamailioPort,
      nextHop: calleePort,
      door: { port: door, transport: 'UDP' },
    });
    to = `127.0.0.1:${kamailioPort}`;
  });
  afterAll(async () => {
    service?.child.kill('SIGKILL');
    await kamailio?.stop();
    await callee?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const call = async (caller: string, status: number): Promise<void> => {
    const result = await sippCall({ folder, to, transport: 'UDP', call: { number: CALLEE, caller, status } });
    if (result.code !== 0) throw new Error(`${result.said}\n${service.err()}`);
  };
  /** Calls of this caller that reached the called side; its log may end in the middle of a line. */
  const connected = (caller: string): number => {
    const invites = callee
      .messages()
      .split(/(?=INVITE sip:)/)
      .map((text) => text.split(/\r?\n\r?\n/)[0]!)
      .filter((text) => text.startsWith('INVITE') && text.includes(`sip:${caller}@`));
    return new Set(invites.flatMap((text) => /^Call-ID: (.*)\r?\n/m.exec(text)?.[1] ?? [])).size;
  };
  const reached = async (...counts: readonly number[]): Promise<void> => {
    await eventually(
      async () => [connected(ABROAD), connected(BANK)],
      (found) => found.join() === counts.join(),
    );
  };

  it('lets an ordinary call through and blocks one that cannot be honest', async () => {
    await call(ABROAD, 200);
    await call(BANK, 603);
    await reached(1, 0);
  });
  it('has counted both by peer', async () => {
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/jingtong_sip_answers_total\{[^}]*status="404"[^}]*\} 1/);
    expect(metrics).toMatch(/jingtong_sip_answers_total\{[^}]*status="603"[^}]*\} 1/);
  });
  it('is not missed by any call once it is killed', async () => {
    service.child.kill('SIGKILL');
    await service.ended;
    await call(ABROAD, 200);
    await call(BANK, 200);
    await reached(2, 1);
  });
});
