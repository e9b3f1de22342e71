import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { builtDist, builtModule } from './built.ts';

const START = Date.UTC(2026, 2, 2, 1);
const MINUTE = 60_000;

/** One call, as the writers below put it into a file. */
export interface WrittenCall {
  readonly caller: string;
  readonly callee: string;
  readonly at: number;
  readonly ringS: number;
  readonly talkS: number;
}

/** The caller that rings 400 strangers in an hour and is hardly ever answered. */
export const ROBOCALLER = '13900000666';

/** An hour of a village: a robocaller between families that call each other at leisure. */
export function village(): readonly WrittenCall[] {
  const calls: WrittenCall[] = [];
  for (let nth = 0; nth < 400; nth += 1)
    calls.push({
      caller: ROBOCALLER,
      callee: `138${String(10_000_000 + nth * 37)}`,
      at: START + nth * 9_000,
      ringS: 6,
      talkS: nth % 25 === 0 ? 4 : 0,
    });
  for (let family = 0; family < 30; family += 1)
    for (let nth = 0; nth < 4; nth += 1)
      calls.push({
        caller: `1370000${String(family * 2 + (nth % 2)).padStart(4, '0')}`,
        callee: `1370000${String(family * 2 + ((nth + 1) % 2)).padStart(4, '0')}`,
        at: START + (family + nth * 14) * MINUTE,
        ringS: 9,
        talkS: 90 + family,
      });
  return calls.sort((one, other) => one.at - other.at);
}

const stamp = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

/** As Asterisk's cdr_csv writes it with usegmtime and unique ids: 18 columns. */
export function asteriskRow(call: WrittenCall, nth: number): string {
  const answerAt = call.at + call.ringS * 1000;
  const answer = call.talkS > 0 ? stamp(answerAt) : '';
  const end = stamp(answerAt + call.talkS * 1000);
  const disposition = call.talkS > 0 ? 'ANSWERED' : 'NO ANSWER';
  const { caller, callee, ringS, talkS } = call;
  return `"","${caller}","${callee}","from-trunk","""${caller}"" <${caller}>","PJSIP/in-${nth}","PJSIP/out-${nth}","Dial","PJSIP/${callee}","${stamp(call.at)}",${answer === '' ? '' : `"${answer}"`},"${end}",${ringS + talkS},${talkS},"${disposition}","DOCUMENTATION","${Math.floor(call.at / 1000)}.${nth}",""\n`;
}

/** As FreeSWITCH's example template of mod_cdr_csv writes it. */
export function freeswitchRow(call: WrittenCall, nth: number): string {
  const answerAt = call.at + call.ringS * 1000;
  const answer = call.talkS > 0 ? stamp(answerAt) : '';
  const uuid = `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`;
  const cause = call.talkS > 0 ? 'NORMAL_CLEARING' : 'NO_ANSWER';
  const { caller, callee, ringS, talkS } = call;
  return `"${caller}","${caller}","${callee}","default","${stamp(call.at)}","${answer}","${stamp(answerAt + talkS * 1000)}","${ringS + talkS}","${talkS}","${cause}","${uuid}","","","PCMU","PCMU"\n`;
}

export const asteriskFile = (calls = village()): string => calls.map(asteriskRow).join('');
export const freeswitchFile = (calls = village()): string => calls.map(freeswitchRow).join('');

const folders: string[] = [];

/** A folder of its own with the given files; `afterAll(removeFolders)` takes them all away. */
export function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'jingtong-scan-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export interface Scanned {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `jingtong scan` in a folder to its end. */
export function scan(
  folder: string,
  args: readonly string[],
  more: { readonly input?: string | Buffer; readonly env?: NodeJS.ProcessEnv } = {},
): Scanned {
  const done = spawnSync(process.execPath, [...scanArguments(), ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, LC_ALL: 'C', ...more.env },
    ...(more.input === undefined ? {} : { input: more.input }),
  });
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}

/** Arguments of node that run `jingtong scan` from the build. */
export function scanArguments(): readonly string[] {
  const cli = builtModule(builtDist(), 'main/cli.js');
  const script = `import { runCli } from ${JSON.stringify(cli)}; process.exitCode = await runCli(process.argv.slice(1));`;
  return ['--input-type=module', '-e', script, '--', 'scan'];
}

const count = z.number().int().nonnegative();

/** The public shape of `jingtong scan --json`, strict: a new field has to be written here and in docs/scan.md. */
export const scanShape = z.strictObject({
  files: z.array(
    z.strictObject({
      path: z.string(),
      format: z.string(),
      rows: count,
      events: count,
      duplicates: count,
      quarantined: count,
      dropped: z.record(z.string(), count),
    }),
  ),
  numbers: z.array(
    z.strictObject({
      number: z.string().min(1),
      kind: z.enum(['e164', 'service-code', 'service-number', 'local', 'private', 'alphanumeric']),
      score: z.number().nullable(),
      measure: z.enum(['observe', 'label', 'warn', 'rate-limit', 'divert', 'block']),
      signals: z.array(
        z.strictObject({
          id: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
          value: z.number(),
          threshold: z.number(),
          weight: z.number(),
        }),
      ),
      list: z
        .strictObject({
          list: z.enum(['allow', 'deny']),
          party: z.enum(['caller', 'callee']),
          entry: z.string(),
          source: z.string(),
          reason: z.string(),
        })
        .optional(),
      appliesTo: z.literal('call').optional(),
      calls: count.min(1),
      firstSeen: z.iso.datetime(),
      lastSeen: z.iso.datetime(),
    }),
  ),
  policy: z.strictObject({ version: z.string().min(1) }),
});
