import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeCall } from '../conform/test-caller.ts';
import { openRecordedEngine, type RecordedEngine } from '../recorded-engine.ts';
import { parseCallPath } from './config/read-call-path.ts';
import { type CallPath, openCallPath } from './open-call-path.ts';

const CONFIG = `
listen:
  sip: { udp: "127.0.0.1:0" }
  http: { at: "127.0.0.1:0" }
# A busy machine must not make the doors shed.
site: { overload_ms: 30000, warm_up_calls: 200 }
peers:
  - name: gateway
    addresses: [127.0.0.1]
    trunk: international
    time_limit_ms: 30000
    sip: { profile: default }
`;

let folder: string;
let engine: RecordedEngine;
let path: CallPath;
const logged: string[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'open-call-path-'));
  engine = await openRecordedEngine({ dataDir: join(folder, 'data'), what: 'test', hashSeed: 1 });
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
    expect(path.doors.map(({ what }) => what)).toEqual(['sip/udp', 'http']);
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

  it('counts what it answered, by peer and never by number', () => {
    const figures = path.figures();
    const count = (name: string, labels: object): number | undefined =>
      figures.find(
        (one) =>
          one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value),
      )?.value;
    expect(count('jingtong_call_path_answers_total', { peer: 'gateway', treatment: 'block' })).toBe(2);
    expect(count('jingtong_sip_answers_total', { peer: 'gateway', status: '603' })).toBe(1);
    expect(JSON.stringify(figures)).not.toMatch(/13800000001|95588/);
  });
});
