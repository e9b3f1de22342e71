import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallFacts } from '../../domain/call-facts.ts';
import type { FeatureVector } from '../../domain/feature-catalogue.ts';
import { featureIndex } from '../../domain/feature-catalogue.ts';
import type { Policy } from '../../domain/policy.ts';
import { createFeatureStore } from '../features/index.ts';
import { findJournalEnd, lastPolicy, lastStart, listSnapshots, verifyJournal } from '../record/index.ts';
import { QUIET_DECISION, testCall } from '../record/test-calls.ts';
import { buildSnapshot } from './build-snapshot.ts';
import { type CompiledPolicy, createCallPipeline } from './call-pipeline.ts';
import { pruneJournal } from './prune-journal.ts';
import { openRecordedPipeline, type RecordedPipeline } from './recorded-pipeline.ts';
import { replayJournal } from './replay.ts';

const SETTINGS = { maxNumbers: 5_000 };
const policy = (version: string): Policy => ({
  stamp: { version, digest: Buffer.from(version.padEnd(32, '.')).toString('hex') },
  rules: [],
  groups: [],
  composites: [],
  thresholds: [],
  lists: [],
  disabled: [],
  home: 'CN',
  suspectFrom: 'warn',
});

/** Says what it saw: every decision carries features, so that any difference of state shows in the bytes. */
function compile(of: Policy): CompiledPolicy {
  const seen = [
    'caller.calls_1h',
    'caller.callees_24h',
    'callee.suspects_24h',
    'pair.calls_7d',
    'caller.age_h',
  ];
  const detect = (facts: CallFacts, vector: FeatureVector) => ({
    facts,
    values: seen.map((name) => vector[featureIndex(name)] ?? Number.NaN),
  });
  return {
    detector: { detect: detect as never },
    decider: {
      decide(detection) {
        const { values } = detection as unknown as { values: number[] };
        const signals = values.flatMap((value, place) =>
          Number.isNaN(value)
            ? []
            : [{ id: `SEEN_${place}`, version: 1, group: of.stamp.version, value, threshold: 0, weight: 1 }],
        );
        const measure = (values[0] ?? 0) > 3 ? 'warn' : 'none';
        return { ...QUIET_DECISION, measure, scoredMeasure: measure, score: signals.length, signals };
      },
    },
    suspectFrom: of.suspectFrom,
    reads: seen,
  };
}

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'recorded-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

function open(
  of = policy('1'),
  more: { snapshotEvery?: number; recentEvents?: number; segmentBytes?: number } = {},
): RecordedPipeline {
  const features = createFeatureStore(SETTINGS);
  const pipeline = createCallPipeline({ features, ...compile(of) });
  const options = {
    dataDir,
    what: 'a test',
    software: 'test',
    settings: SETTINGS,
    recentEvents: 1024,
    ...more,
  };
  return openRecordedPipeline({ features, pipeline, policy: of }, options);
}

const judge = (recorded: RecordedPipeline, from: number, to: number): void => {
  for (let nth = from; nth < to; nth += 1) recorded.judge(testCall(nth));
};

const replay = (from = 1) => {
  const policies = new Map(['1', '2'].map((version) => [policy(version).stamp.digest, policy(version)]));
  return replayJournal(dataDir, from, {
    load: (digest) => policies.get(digest)!,
    compile,
    features: createFeatureStore,
  });
};

describe('recorded pipeline', () => {
  it('goes on after a close as if there had been none, and replays to the byte', async () => {
    for (const [from, to] of [
      [0, 700],
      [700, 701],
      [701, 2_000],
    ] as const) {
      const recorded = open(policy('1'), { snapshotEvery: 300 });
      expect(recorded.opening.fresh).toBe(from === 0);
      judge(recorded, from, to);
      await recorded.close();
    }
    expect(verifyJournal(dataDir)).toMatchObject({ verdicts: 2_000, break: null });
    expect(replay()).toMatchObject({ equal: 2_000, different: 0, break: null });
    expect(replay(1_003)).toMatchObject({ equal: 1_000, different: 0 });
    expect(readdirSync(join(dataDir, 'snapshots')).length).toBeLessThanOrEqual(2);
  });

  it('makes the same snapshot from the one before and the journal as the judging process does', async () => {
    const first = open();
    judge(first, 0, 400);
    await first.close();
    const second = open();
    judge(second, 350, 600);
    second.usePolicy(policy('2'), compile(policy('2')));
    judge(second, 600, 900);
    await second.close();
    const { seq, path } = listSnapshots(dataDir)[0]!;
    const own = readFileSync(path);
    const { lastHash, start } = findJournalEnd(dataDir);
    const end = { lastSeq: seq, lastHash, start };
    const order = { dataDir, settings: SETTINGS, recentEvents: 1024, end };
    for (const remaining of [1, 0]) {
      for (const snapshot of listSnapshots(dataDir).slice(0, 2 - remaining)) rmSync(snapshot.path);
      buildSnapshot(order);
      expect(readFileSync(path).equals(own)).toBe(true);
    }
  });

  it('falls back to an older snapshot, then to the whole journal, when snapshots are damaged', async () => {
    const first = open();
    judge(first, 0, 400);
    await first.close();
    const second = open();
    judge(second, 400, 800);
    await second.close();
    const spoil = (name: string, change: (bytes: Buffer) => Buffer): void => {
      const path = join(dataDir, 'snapshots', name);
      writeFileSync(path, change(readFileSync(path)));
    };
    const [older, newer] = readdirSync(join(dataDir, 'snapshots')).sort() as [string, string];
    spoil(newer, (bytes) => bytes.subarray(0, bytes.length - 100));
    const third = open();
    expect(third.opening).toMatchObject({ snapshotSeq: Number.parseInt(older, 10), replayed: 400 });
    expect(third.opening.refused).toHaveLength(1);
    judge(third, 800, 1_200);
    await third.close();
    for (const name of readdirSync(join(dataDir, 'snapshots')))
      spoil(name, (bytes) => {
        bytes[bytes.length - 4_000]! ^= 1;
        return bytes;
      });
    const fourth = open();
    expect(fourth.opening).toMatchObject({ snapshotSeq: 0, replayed: 1_202 });
    judge(fourth, 1_200, 1_400);
    await fourth.close();
    expect(replay()).toMatchObject({ equal: 1_400, different: 0 });
  });

  it('never uses the snapshot of another journal', async () => {
    const first = open();
    judge(first, 0, 50);
    await first.close();
    rmSync(join(dataDir, 'journal'), { recursive: true });
    const second = open();
    judge(second, 100, 200);
    await second.close();
    expect(replay()).toMatchObject({ equal: 100, different: 0 });
  });

  it('refuses to rebuild state from a journal with a hole', async () => {
    const first = open();
    judge(first, 0, 50);
    await first.close();
    const again = open(policy('1'));
    judge(again, 50, 60);
    await again.close();
    rmSync(join(dataDir, 'snapshots'), { recursive: true });
    const path = join(dataDir, 'journal/000000000001.ndjson');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"test-7"', '"test-8"'));
    expect(() => open()).toThrow(/the line was changed/);
    expect(() => open()).toThrow(/the line was changed/);
  });

  it('swaps the policy between two calls and replays each under its own', async () => {
    const recorded = open(policy('1'));
    judge(recorded, 0, 10);
    recorded.usePolicy(policy('2'), compile(policy('2')));
    judge(recorded, 10, 20);
    await recorded.close();
    const again = open(policy('1'));
    judge(again, 20, 30);
    await again.close();
    expect(recorded.verdictAt(14)?.verdict.policy.version).toBe('2');
    expect(replay()).toMatchObject({ equal: 30, different: 0 });
  });

  it('finds a verdict that replay gives otherwise', async () => {
    const recorded = open();
    judge(recorded, 0, 10);
    await recorded.close();
    const changed = replayJournal(dataDir, 1, {
      load: () => policy('other'),
      compile,
      features: createFeatureStore,
    });
    expect(changed).toMatchObject({ equal: 0, different: 10, firstDifference: { seq: 3, software: 'test' } });
  });

  it('counts a call that comes again once, over a restart too', async () => {
    const first = open();
    judge(first, 0, 10);
    expect(first.judge(testCall(4))).toEqual({ repeated: true, seq: 7 });
    await first.close();
    const second = open();
    expect(second.judge(testCall(4))).toEqual({ repeated: true, seq: 7 });
    expect(second.verdictAt(7)?.event).toEqual(testCall(4));
    await second.close();
    expect(verifyJournal(dataDir).verdicts).toBe(10);
  });

  it('starts the features empty under other settings, and replay does the same', async () => {
    const first = open();
    judge(first, 0, 50);
    await first.close();
    const settings = { maxNumbers: 6_000 };
    const features = createFeatureStore(settings);
    const pipeline = createCallPipeline({ features, ...compile(policy('1')) });
    const parts = { features, pipeline, policy: policy('1') };
    const second = openRecordedPipeline(parts, {
      dataDir,
      what: 'a test',
      software: 'test',
      settings,
      recentEvents: 1024,
    });
    expect(second.opening.fresh).toBe(true);
    judge(second, 40, 90);
    await second.close();
    expect(verifyJournal(dataDir).verdicts).toBe(90);
    expect(replay()).toMatchObject({ equal: 90, different: 0 });
  });

  it('verifies, replays and recovers as before when its oldest files are pruned', async () => {
    const small = { segmentBytes: 20_000 };
    const first = open(policy('1'), small);
    judge(first, 0, 300);
    first.usePolicy(policy('2'), compile(policy('2')));
    judge(first, 300, 600);
    await first.close();
    const hash = verifyJournal(dataDir).lastHash;
    const prune = (nth: number, dryRun = false, archived: ReadonlySet<number> | null = null) =>
      pruneJournal({
        dataDir,
        before: testCall(nth).receivedAt,
        at: 5,
        archived,
        dryRun,
        recentEvents: 1024,
      });
    expect(prune(400, false, new Set())).toMatchObject({ files: 0, until: null });
    const wanted = prune(200, true);
    expect(wanted.files).toBeGreaterThan(2);
    expect(verifyJournal(dataDir)).toMatchObject({ verdicts: 600, pruned: null });
    for (const nth of [200, 400]) {
      const { until, files } = prune(nth);
      expect(files).toBeGreaterThan(2);
      expect(verifyJournal(dataDir)).toMatchObject({ lastHash: hash, pruned: { until, at: 5 }, break: null });
      expect(replay()).toMatchObject({ equal: verifyJournal(dataDir).verdicts, different: 0 });
    }
    // A crash between the new beginning and the removal leaves files that nobody reads, and the next pruning takes.
    const left = join(dataDir, 'journal/000000000001.ndjson');
    writeFileSync(left, 'left over');
    expect(verifyJournal(dataDir)).toMatchObject({ lastHash: hash, break: null });
    expect(prune(400)).toMatchObject({ files: 0, until: null });
    expect(existsSync(left)).toBe(false);
    const snapshots = listSnapshots(dataDir).map(({ path }) => readFileSync(path));
    for (const { path } of listSnapshots(dataDir)) rmSync(path);
    const again = open(policy('2'), small);
    expect(again.opening).toMatchObject({ fresh: false, snapshotSeq: 0 });
    // What is gone is a new call, what is left is not.
    expect(again.judge(testCall(599)).repeated).toBe(true);
    await again.close();
    expect(readFileSync(listSnapshots(dataDir)[0]!.path).equals(snapshots[0]!)).toBe(true);
    const third = open(policy('2'), small);
    expect(third.judge(testCall(3)).repeated).toBe(false);
    await third.close();
    expect(replay()).toMatchObject({ different: 0, break: null });
    rmSync(
      join(
        dataDir,
        'journal',
        readdirSync(join(dataDir, 'journal')).find((name) => name.startsWith('base-'))!,
      ),
    );
    for (const { path } of listSnapshots(dataDir)) rmSync(path);
    expect(() => open(policy('2'), small)).toThrow(/where the journal begins: the file is missing/);
  });

  it('tells where the features started when a crash left the last file without a header', async () => {
    const recorded = open();
    judge(recorded, 0, 5);
    await recorded.close();
    const before = lastStart(dataDir);
    expect(before?.settings).toEqual(SETTINGS);
    for (const rest of ['', '{"segment":{"for']) {
      writeFileSync(join(dataDir, 'journal/000000000099.ndjson'), rest);
      expect(lastStart(dataDir)).toEqual(before);
      expect(lastPolicy(dataDir)).toEqual(policy('1').stamp);
    }
  });

  it('refuses a folder that cannot be one, and says so', () => {
    writeFileSync(join(dataDir, 'file'), '');
    const where = dataDir;
    for (const path of ['file', 'file/below']) {
      dataDir = join(where, path);
      expect(() => open()).toThrow(/cannot be used as data folder/);
    }
    dataDir = where;
  });

  it('refuses a folder in use by name, and takes over a dead holder', async () => {
    const recorded = open();
    expect(() => open()).toThrow(/in use by "a test" \(process \d+\)/);
    await recorded.close();
    writeFileSync(join(dataDir, 'lock'), JSON.stringify({ pid: 1, started: '0', what: 'long gone' }));
    await open().close();
    writeFileSync(join(dataDir, 'lock'), 'half writ');
    await open().close();
  });
});
