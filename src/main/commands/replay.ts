import { Command, InvalidArgumentError } from 'commander';
import { Fault } from '../../domain/fault.ts';
import { createFeatureStore } from '../../traffic/features/index.ts';
import { type Replay, replayJournal } from '../../traffic/pipeline/index.ts';
import { listSegments, openPolicyArchive } from '../../traffic/record/index.ts';
import type { CommandBuilder } from '../command-builder.ts';
import { defaultDataDir } from '../data-dir.ts';
import { createEngine } from '../engine.ts';
import { EXIT } from '../exit-code.ts';
import { breakText } from './journal.ts';

interface Given {
  readonly data: string;
  readonly from: number;
  readonly json?: boolean;
}

/** `jingtong replay`: proves that the journal's calls give the same verdicts, byte for byte. */
export const replayCommand: CommandBuilder = (exit) =>
  new Command('replay')
    .description('judge the calls of a journal again and compare every verdict byte for byte')
    .option('--data <dir>', 'data folder (JINGTONG_DATA)', defaultDataDir())
    .option(
      '--from <entry>',
      'compare from this entry on; earlier ones still build the state',
      entryNumber,
      1,
    )
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Examples:
  $ jingtong replay                    the whole journal of ./data
  $ jingtong replay --from 250000      compare only the end of a long one
  $ jingtong replay --data /srv/copy   somebody else's journal: everything needed lies in its folder

Each verdict is judged under the policy that was in force, which is kept beside the journal.
Exit codes: 0 every verdict is the same, 1 one differs or the chain is broken, 2 wrong usage.`,
    )
    .action(async (given: Given) => {
      if (listSegments(given.data).length === 0)
        throw new Fault('journal-absent', `there is no journal in ${given.data}; is --data right?`);
      const replay = await replayFolder(given.data, given.from);
      process.stdout.write(`${given.json ? JSON.stringify(replay) : replayText(replay)}\n`);
      exit(replay.different === 0 && replay.break === null ? EXIT.done : EXIT.failed);
    });

/** Replays the journal of a data folder with the shipped numbering plans and the archived policies. */
export async function replayFolder(dataDir: string, from: number): Promise<Replay> {
  const archive = openPolicyArchive(dataDir);
  const { compile } = await createEngine({ maxNumbers: 1_000 });
  return replayJournal(dataDir, from, {
    load: archive.load,
    compile,
    features: createFeatureStore,
    onProgress: (entries) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${entries} entries judged again `);
    },
  });
}

function replayText(replay: Replay): string {
  const { entries, equal, different, firstDifference } = replay;
  const lines = [`${entries} entries read; verdicts equal: ${equal}, different: ${different}`];
  if (firstDifference !== null)
    lines.push(
      `first difference at entry ${firstDifference.seq} (recorded by version ${firstDifference.software}):`,
      `  recorded ${firstDifference.recorded}`,
      `  replayed ${firstDifference.replayed}`,
    );
  if (replay.break !== null) lines.push(breakText(replay.break));
  return lines.join('\n');
}

function entryNumber(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('give the number of an entry, from 1.');
  return Number(text);
}
