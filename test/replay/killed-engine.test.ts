import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { openRecordedEngine } from '../../src/main/recorded-engine.ts';
import { buildSnapshot } from '../../src/traffic/pipeline/build-snapshot.ts';
import {
  entryOf,
  findJournalEnd,
  listSnapshots,
  readJournal,
  verifyJournal,
} from '../../src/traffic/record/index.ts';
import { builtDist, builtModule } from '../kit/built.ts';
import { runJingtong } from '../kit/jingtong-process.ts';

/**
 * A process that judges an endless seeded stream of calls and says which are acknowledged. The stream is a function of
 * the call's number alone, so that whoever goes on after a kill goes on with the same calls.
 */
const script = (dist: string): string => `
  import { openRecordedEngine } from ${JSON.stringify(builtModule(dist, 'main/recorded-engine.js'))};
  const [dataDir, from, snapshots] = process.argv.slice(1);
  const engine = await openRecordedEngine({ dataDir, what: 'a test', maxNumbers: 20000,
    journal: { segmentBytes: 300000, snapshotEvery: 400, snapshots, onProblem: (problem) => console.error(problem) } });
  console.log('opened', engine.opening.entries);
  const mix = (n, salt) => (Math.imul(n ^ salt, 0x9e3779b1) >>> 8);
  for (let n = Number(from); ; n += 1) {
    const caller = n % 3 === 0 ? '1700000' + (1000 + (n % 4)) : '138' + String(mix(n, 1) % 100000000).padStart(8, '0');
    const at = Date.UTC(2026, 2, 1) + n * 1500;
    const { written } = engine.judge(engine.engine.eventFrom({
      eventId: 'call-' + n, source: 'test', at, receivedAt: at + 500, trunk: n % 7 === 0 ? 'international' : 'subscriber',
      caller, callee: '139' + String(mix(n, 2) % 100000000).padStart(8, '0'),
      outcome: n % 2 === 0 ? 'answered' : 'no-answer', ringMs: 5000, talkMs: n % 2 === 0 ? 4000 : 0 }));
    if (n % 10 === 0) { await written; console.log('written', n); }
  }`;

it('loses nothing acknowledged and stays the same engine, killed again and again', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'killed-'));
  const dist = builtDist();
  let next = 0;
  let seed = 11;
  const KILLS = 8;
  for (let round = 0; round < KILLS; round += 1) {
    seed = (seed * 48_271) % 2_147_483_647;
    const target = next + 100 + (seed % 900);
    const child = spawn(
      process.execPath,
      ['--input-type=module', '-e', script(dist), '--', dataDir, String(next), 'here'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let acknowledged = next - 1;
    for await (const line of createInterface({ input: child.stdout })) {
      const [word, value] = line.split(' ');
      if (word !== 'written') continue;
      acknowledged = Number(value);
      if (acknowledged >= target) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const calls = [...readJournal(dataDir)].flatMap((item) => {
      const entry = item.kind === 'record' ? entryOf(item.record) : null;
      return entry?.kind === 'verdict' ? [entry.event.id] : [];
    });
    expect(calls).toEqual(Array.from({ length: calls.length }, (_, n) => `call-${n}`));
    expect(calls.length).toBeGreaterThan(acknowledged);
    next = calls.length;
  }
  const broken = verifyJournal(dataDir).break;
  expect(broken === null || broken.kind === 'torn').toBe(true);
  expect(readdirSync(join(dataDir, 'snapshots')).length).toBeGreaterThan(0);
  expect(statSync(join(dataDir, 'journal')).isDirectory()).toBe(true);
  const replay = await runJingtong('replay', '--data', dataDir, '--json');
  expect(JSON.parse(replay.stdout)).toMatchObject({ equal: next, different: 0 });
  rmSync(dataDir, { recursive: true });
}, 240_000);

it('goes on from a snapshot that another thread made, as if it had counted every call itself', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'apart-'));
  const args = ['--input-type=module', '-e', script(builtDist()), '--', dataDir, '0', 'apart'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout }))
    if (line.endsWith('00') && listSnapshots(dataDir).length > 1) child.kill('SIGKILL');
  const engine = await openRecordedEngine({ dataDir, what: 'a test', maxNumbers: 20_000 });
  const { snapshotSeq, replayed, refused, fresh } = engine.opening;
  expect({ refused, fresh }).toEqual({ refused: [], fresh: false });
  expect(snapshotSeq).toBeGreaterThan(0);
  expect(replayed).toBeGreaterThan(0);
  const { settings } = engine.engine;
  await engine.close();
  const { seq, path } = listSnapshots(dataDir)[0]!;
  const own = readFileSync(path);
  for (const snapshot of listSnapshots(dataDir)) rmSync(snapshot.path);
  const { lastHash, start } = findJournalEnd(dataDir);
  const end = { lastSeq: seq, lastHash, start };
  buildSnapshot({ dataDir, settings: { ...settings }, recentEvents: undefined, end });
  expect(readFileSync(path).equals(own)).toBe(true);
  rmSync(dataDir, { recursive: true });
}, 240_000);
