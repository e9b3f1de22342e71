import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Dialog } from '../../../test/kit/dialog-text.ts';
import { hepMessage } from '../../../test/kit/hep-encoder.ts';
import { accessRequest, accountingRequest, RadiusClient, SECRET } from '../../../test/kit/radius-client.ts';
import { placeCall } from '../conform/test-caller.ts';
import { openRecordedEngine, type RecordedEngine } from '../recorded-engine.ts';
import { parseCallPath } from './config/read-call-path.ts';
import { type CallPath, openCallPath } from './open-call-path.ts';

const CONFIG = `
listen:
  sip: { udp: "127.0.0.1:0" }
  http: { at: "127.0.0.1:0" }
  radius: { authentication: "127.0.0.1:0", accounting: "127.0.0.1:0" }
  hep: { udp: "127.0.0.1:0" }
# A busy machine must not make the doors shed.
site: { overload_ms: 30000, warm_up_calls: 200 }
peers:
  - name: gateway
    addresses: [127.0.0.1]
    trunk: international
    time_limit_ms: 30000
    sip: { profile: default }
    radius: { secret_file: secret }
    trunks: { line-7: voice-line }
  - { name: voice-line, trunk: private, allowed_callers: ["+442079460020"], time_limit_ms: 30000 }
`;

let folder: string;
let engine: RecordedEngine;
let path: CallPath;
const logged: string[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'open-call-path-'));
  engine = await openRecordedEngine({ dataDir: join(folder, 'data'), what: 'test', hashSeed: 1 });
  writeFileSync(join(folder, 'secret'), SECRET.toString('utf8').replaceAll(' ', '-'), { mode: 0o600 });
  const config = parseCallPath(CONFIG, join(folder, 'call-path.yaml'));
  if (!config.ok) throw new Error(config.detail);
  const log = (message: string): void => void logged.push(message);
  path = await openCallPath(config.value, {
    engine,
    judgeEvent(event) {
      const { verdict, repeated, written } = engine.judge(event);
      return { judged: { event, verdict, truth: null }, repeated, journalled: written };
    },
    clock: { now: () => Date.now() },
    log: { info: log, warn: log, error: log },
  });
});
afterAll(async () => {
  await path.close();
  await engine.close();
  rmSync(folder, { recursive: true });
});

const doorAt = (what: string) => {
  const door = path.doors.find((one) => one.what === what);
  if (door === undefined) throw new Error(`no door ${what}`);
  return door.place;
};
const call = (caller: string) =>
  placeCall(
    { host: '127.0.0.1', port: 0 },
    { caller, callee: '+8613800000001', via: doorAt('sip/udp'), waitMs: 5_000 },
  );

describe('an open call path', () => {
  it('tells where its doors are', () => {
    expect(path.doors.map(({ what }) => what)).toEqual([
      'sip/udp',
      'http',
      'radius/authentication',
      'radius/accounting',
      'hep/udp',
    ]);
    expect(logged.join()).toMatch(/call path: sip\/udp at 127\.0\.0\.1:\d+/);
  });

  it('answers over SIP what the engine says, and the journal has it', async () => {
    expect(await call('+442079460000')).toMatchObject({ status: 404 });
    expect(await call('+8695588')).toMatchObject({ status: 603 });
    await engine.recorded.sync();
    expect(engine.recorded.journal().lastSeq).toBeGreaterThanOrEqual(2);
  });

  it('answers over HTTP what the engine says', async () => {
    const { host, port } = doorAt('http');
    const ask = (caller: string) =>
      fetch(
        `http://${host}:${port}/call/word?caller=${encodeURIComponent(caller)}&callee=%2B8613800000001&callId=${caller.slice(1)}`,
      );
    expect(await (await ask('+442079460001')).text()).toMatch(/^ALLOW/);
    expect(await (await ask('+8695588')).text()).toMatch(/^BLOCK/);
  });

  it('measures a call by the trunk its switch names', async () => {
    const { host, port } = doorAt('http');
    const ask = async (caller: string, trunk: string): Promise<string> => {
      const query = new URLSearchParams({
        caller,
        trunk,
        callee: '+8613800000001',
        callId: `${caller}${trunk}`,
      });
      return (await fetch(`http://${host}:${port}/call/word?${query}`)).text();
    };
    expect(await ask('+442079460020', 'line-7')).toMatch(/^ALLOW/);
    expect(await ask('+442079460021', 'line-7')).toMatch(/^BLOCK/);
    expect(await ask('+442079460021', 'line-8')).toMatch(/^ALLOW/);
  });

  it('answers over RADIUS what the engine says, and takes its accounting into the journal', async () => {
    const secret = Buffer.from(SECRET.toString('utf8').replaceAll(' ', '-'));
    const access = new RadiusClient(doorAt('radius/authentication').port);
    const accounting = new RadiusClient(doorAt('radius/accounting').port);
    const CALLING = 31;
    const CALLED = 30;
    const SESSION = 44;
    const ask = (caller: string, id: number) =>
      access.ask(
        accessRequest(
          [
            [CALLING, caller],
            [CALLED, '+8613800000001'],
            [SESSION, `r-${id}`],
          ],
          { id, secret },
        ),
        10_000,
      );
    try {
      expect((await ask('+442079460005', 1))?.code).toBe(2);
      expect((await ask('+8695588', 2))?.code).toBe(3);
      const before = engine.recorded.journal().lastSeq;
      const stop = accountingRequest(
        [
          [40, 2],
          [CALLING, '+442079460006'],
          [CALLED, '+8613800000001'],
          [SESSION, 'ended'],
          [46, 30],
        ],
        { id: 3, secret },
      );
      expect((await accounting.ask(stop, 10_000))?.code).toBe(5);
      expect(engine.recorded.journal().lastSeq).toBe(before + 1);
    } finally {
      access.close();
      accounting.close();
    }
  });

  it('judges captured calls when they have ended', async () => {
    const { port } = doorAt('hep/udp');
    const socket = createSocket('udp4');
    const at = Date.now() - 60_000;
    const call = new Dialog({ callId: 'captured@x', caller: '+442079460007', callee: '+8613800000001' });
    const before = engine.recorded.journal().lastSeq;
    const say = (payload: string, afterMs: number): Promise<void> =>
      new Promise((resolve) =>
        socket.send(hepMessage({ payload, at: at + afterMs, source: '127.0.0.1' }), port, '127.0.0.1', () =>
          resolve(),
        ),
      );
    try {
      await say(call.invite(), 0);
      await say(call.response(200), 4_000);
      await say(call.ack(), 4_010);
      await say(call.bye(), 30_000);
      await say(call.response(200, { method: 'BYE', cseq: 2 }), 30_010);
      await vi.waitFor(() => expect(engine.recorded.journal().lastSeq).toBe(before + 1), {
        timeout: 60_000,
        interval: 100,
      });
    } finally {
      socket.close();
    }
    const told = engine.recorded.verdictAt(before + 1);
    expect(told?.event).toMatchObject({ outcome: 'answered', ringMs: 4_000, source: 'peer:gateway' });
  });

  it('counts what it answered, by peer and never by number', () => {
    const figures = path.figures();
    const count = (name: string, labels: object): number | undefined =>
      figures.find(
        (one) =>
          one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value),
      )?.value;
    expect(count('jingtong_call_path_answers_total', { peer: 'gateway', treatment: 'block' })).toBe(3);
    expect(count('jingtong_sip_answers_total', { peer: 'gateway', status: '603' })).toBe(1);
    expect(JSON.stringify(figures)).not.toMatch(/13800000001|95588/);
  });
});
