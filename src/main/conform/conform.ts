import { createInterface } from 'node:readline/promises';
import { Fault } from '../../domain/fault.ts';
import { type CallPathConfig, readCallPath } from '../call-path/config/read-call-path.ts';
import { type ConfiguredPeers, configuredPeers } from '../call-path/configured-peers.ts';
import { sipPlaces } from '../call-path/doors/sip-places.ts';
import { loadApart } from '../call-path/load-apart.ts';
import { openDoors } from '../call-path/open-doors.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { walkByHand } from './by-hand.ts';
import type { ConformOptions } from './conform-options.ts';
import { conformReport } from './conform-report.ts';
import { runConform, type StepReport } from './run-conform.ts';
import { scriptedJudge } from './scripted-judge.ts';
import { silentDoor } from './silent-door.ts';

const LABEL = '测试标记 Test label';
const DIVERT_TO = '96110';
/** The walk answers as it likes; nobody's call hangs on the limit. */
const WALK_LIMIT_MS = 60_000;

/** Walks one peer's switch through every treatment. Throws `call-path-refused`, `no-such-peer`, `conform-needs-person`. */
export async function conform(options: ConformOptions): Promise<{ text: string; code: ExitCode }> {
  const config = readCallPath(options.callPath);
  if (!config.ok) throw new Fault('call-path-refused', `the call path is refused:\n${config.detail}`);
  const peers = await peersOf(config.value, options.peer);
  const divertTo = peers.all[0]?.path.divertTo ?? DIVERT_TO;
  const judge = scriptedJudge(LABEL, divertTo);
  const doors = (silent: boolean): Promise<{ close(): Promise<void> }> =>
    silent
      ? silence(config.value)
      : openDoors(config.value, peers, { judge, clock: { now: () => Date.now() }, log: QUIET });
  const reports = await walk(options, judge, doors, divertTo);
  const failed = reports.some(({ result }) => result !== 'passed');
  return { text: conformReport(options, reports), code: failed ? EXIT.failed : EXIT.done };
}

async function walk(
  options: ConformOptions,
  judge: ReturnType<typeof scriptedJudge>,
  doors: (silent: boolean) => Promise<{ close(): Promise<void> }>,
  divertTo: string,
): Promise<readonly StepReport[]> {
  const { steps, language } = options;
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  if (options.via !== null && options.calleeAt !== null)
    return runConform({
      ...options,
      via: options.via,
      calleeAt: options.calleeAt,
      aim: { caller: options.caller, callee: options.callee, label: LABEL, divertTo },
      judge,
      openDoors: doors,
      onStep: ({ title }) => say(`${title[language]} ...`),
    });
  if (!process.stdin.isTTY)
    throw new Fault(
      'conform-needs-person',
      'without a terminal nobody can place the calls: give --via and --callee-at, and the walk places them itself',
    );
  const people = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await walkByHand({ steps, judge, openDoors: doors, people, language, say });
  } finally {
    people.close();
  }
}

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function peersOf(config: CallPathConfig, name: string): Promise<ConfiguredPeers> {
  const loaded = await loadApart(config);
  if (!loaded.ok) throw new Fault('call-path-refused', `the call path is refused:\n${loaded.detail}`);
  const { all } = loaded.value.peers;
  const peer = all.find(({ path }) => path.peer.name === name);
  if (peer === undefined)
    throw new Fault(
      'no-such-peer',
      `there is no peer "${name}"; its peers are ${all.map(({ path }) => path.peer.name).join(', ')}`,
    );
  const { path, sip, http } = peer;
  return configuredPeers([
    {
      ...peer,
      path: { ...path, observe: false, timeLimitMs: WALK_LIMIT_MS },
      sip: { ...sip, timeLimitMs: WALK_LIMIT_MS },
      http: { ...http, timeLimitMs: WALK_LIMIT_MS },
    },
  ]);
}

function silence({ listen, folder }: CallPathConfig): Promise<{ close(): Promise<void> }> {
  const sip = listen.sip === undefined ? [] : sipPlaces(listen.sip, folder);
  const { authentication } = listen.radius ?? {};
  return silentDoor(
    [...sip.filter(({ transport }) => transport === 'UDP'), ...(authentication ? [authentication] : [])],
    [...sip.filter(({ transport }) => transport !== 'UDP'), ...(listen.http ? [listen.http.at] : [])],
  );
}
