import { join, resolve } from 'node:path';
import { createApi, type Figure, type JudgedCall } from '../../api/index.ts';
import { Fault } from '../../domain/fault.ts';
import { openPolicyArchive } from '../../traffic/record/index.ts';
import { readCallPath } from '../call-path/config/read-call-path.ts';
import { keepCallPath } from '../call-path/keep-call-path.ts';
import { type CallPath, openCallPath } from '../call-path/open-call-path.ts';
import type { OpenDoor } from '../call-path/open-doors.ts';
import { givenPolicyFolders } from '../policy-site.ts';
import type { RecordedEngine } from '../recorded-engine.ts';
import { VERSION } from '../version.ts';
import { keepArchive } from './archive-keeper.ts';
import { type AuditLog, openAuditLog } from './audit-log.ts';
import {
  type DatabaseKeeper,
  embeddedServer,
  externalServer,
  keepDatabase,
  noDatabase,
} from './database-keeper.ts';
import { type EngineDesk, engineDesk } from './engine-desk.ts';
import { journalLookup } from './journal-lookup.ts';
import { listen } from './listen.ts';
import { openEngine } from './open-engine.ts';
import { keepPolicy, type PolicyKeeper } from './policy-keeper.ts';
import { recallJournal } from './recall-journal.ts';
import type { Logger } from './service-log.ts';
import type { StartOptions } from './start-options.ts';
import { feedTown } from './town-feed.ts';

/** The whole service in one process, running. */
export interface Service {
  readonly port: number;
  readonly dataDir: string;
  readonly desk: EngineDesk;
  readonly policy: PolicyKeeper;
  /** Doors at which switches ask; empty when none is configured. */
  readonly doors: readonly OpenDoor[];
  /** Finishes running requests, writes journal and snapshot, stops the database. Safe to call twice. */
  stop(): Promise<void>;
}

const CLOCK = { now: () => Date.now() };
const RECALLED_CALLS = 1_000;
/** Below the ten minutes of lateness that features allow: a call of this moment must not make the town's past late. */
const TOWN_PAST_MS = 9 * 60_000;

/**
 * Starts everything: first what judges calls, then the door, then what calls never wait for (database, town). Throws a
 * `Fault` with nothing left running when the service cannot start.
 */
export async function startService(options: StartOptions, log: Logger): Promise<Service> {
  const dataDir = resolve(options.dataDir);
  const folders = givenPolicyFolders(options.policyDir);
  const { engine, policyRefused } = await openEngine({
    dataDir,
    what: 'jingtong start',
    policyFolders: folders,
    maxNumbers: options.maxNumbers,
    journal: { sync: options.sync, snapshots: 'apart', onProblem: (message) => log.warn(message) },
  });
  const { opening } = engine;
  log.info(
    { entries: opening.entries, fresh: opening.fresh, policy: engine.engine.policy().stamp.version },
    'data folder opened',
  );
  if (opening.torn !== null)
    log.warn(
      `a half-written end of ${opening.torn.bytes} bytes was cut off the journal; a copy is ${opening.torn.keptAs}`,
    );
  for (const refused of opening.refused) log.warn(`snapshot not used: ${refused}`);
  if (policyRefused !== null) log.error(`the last policy in force stays: ${policyRefused}`);
  const policy = keepPolicy(engine, folders, log, policyRefused);
  const audit = openAuditLog(dataDir);
  const lookup = journalLookup(dataDir);
  let database: DatabaseKeeper = noDatabase();
  const desk = engineDesk({
    engine,
    lookup,
    policyRefused: policy.refused,
    database: () => database,
    policyOf: (digest) => openPolicyArchive(dataDir).load(digest),
  });
  let callPath: CallPath | null = null;
  const door = await openDoor(options, desk, audit, () => callPath?.figures() ?? [], log).catch(
    async (error) => {
      policy.stop();
      await engine.close();
      throw error;
    },
  );
  callPath = await openSwitchDoors(options, engine, desk, log).catch(async (error) => {
    policy.stop();
    await door.close();
    await engine.close();
    throw error;
  });
  database = databaseOf(options, dataDir, log);
  const archive = keepArchive(dataDir, log);
  const stopTown = await startTown(options, desk, dataDir, opening.entries, log);
  const stopAll = async (): Promise<void> => {
    policy.stop();
    stopTown();
    await callPath?.close();
    await door.close();
    const parts = [engine.close(), audit.close(), lookup.stop(), archive.stop(), database.stop()];
    // All are waited for, so that one that fails leaves no other half stopped.
    const failed = (await Promise.allSettled(parts)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  };
  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopping ??= stopAll();
    return stopping;
  };
  return { port: door.port, dataDir, desk, policy, doors: callPath?.doors ?? [], stop };
}

function databaseOf({ database }: StartOptions, dataDir: string, log: Logger): DatabaseKeeper {
  if (database === 'none') return noDatabase();
  const server =
    database === 'embedded' ? embeddedServer(join(dataDir, 'postgres')) : externalServer(database);
  return keepDatabase(server, dataDir, log);
}

/** `null` when no switch asks. Throws with every mistake of the file and nothing left open. */
async function openSwitchDoors(
  { callPath }: StartOptions,
  engine: RecordedEngine,
  desk: EngineDesk,
  log: Logger,
): Promise<CallPath | null> {
  if (callPath === null) return null;
  const config = readCallPath(callPath);
  if (!config.ok) throw new Fault('call-path-refused', `the call path is refused:\n${config.detail}`);
  const opened = await openCallPath(config.value, {
    engine,
    judgeEvent: (event) => desk.judgeEvent(event),
    clock: CLOCK,
    log,
  });
  const keeper = keepCallPath(callPath, config.value, opened, log);
  return {
    ...opened,
    figures: () => [...opened.figures(), ...keeper.figures()],
    close() {
      keeper.stop();
      return opened.close();
    },
  };
}

async function openDoor(
  options: StartOptions,
  desk: EngineDesk,
  audit: AuditLog,
  figures: () => readonly Figure[],
  log: Logger,
) {
  const api = await createApi({
    desk,
    clock: CLOCK,
    audit: (line) => audit.append(line),
    version: VERSION,
    figures,
    token: options.token,
    hostNames: options.hostNames,
    budgetMs: options.budgetMs,
    callsPerSecond: options.callsPerSecond,
    log,
  });
  try {
    const port = await listen(api, options.host, options.port);
    return { port, close: async () => api.close() };
  } catch (error) {
    await api.close();
    throw error;
  }
}

/** Recent verdicts come back from the journal, and the town goes on where it stopped. */
async function startTown(
  options: StartOptions,
  desk: EngineDesk,
  dataDir: string,
  lastSeq: number,
  log: Logger,
): Promise<() => void> {
  let recalled: readonly JudgedCall[] = [];
  try {
    recalled = await recallJournal(dataDir, lastSeq, RECALLED_CALLS);
    desk.recall(recalled);
  } catch (error) {
    log.warn({ err: error }, 'recent verdicts could not be read back from the journal');
  }
  if (options.town === null) return () => undefined;
  const seenUntil = Math.max(0, ...recalled.map(({ event }) => event.receivedAt));
  return feedTown({
    ...options.town,
    clock: CLOCK,
    pastMs: Math.max(0, Math.min(TOWN_PAST_MS, CLOCK.now() - seenUntil)),
    judge: (attempt, truth) => desk.judgeSimulated(attempt, truth),
    onFault: (error) => log.error({ err: error }, 'the simulated town stopped; everything else goes on'),
  });
}
