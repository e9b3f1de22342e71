import { Command } from 'commander';
import { Fault } from '../../domain/fault.ts';
import {
  type ChainBreak,
  type JournalProof,
  listSegments,
  verifyJournal,
} from '../../traffic/record/index.ts';
import type { CommandBuilder } from '../command-builder.ts';
import { defaultDataDir } from '../data-dir.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { pruneCommand } from './journal-prune.ts';

interface Given {
  readonly data: string;
  readonly json?: boolean;
}

/** `jingtong journal`: proves that a journal is as it was written, and takes old files away. */
export const journalCommand: CommandBuilder = (exit) =>
  new Command('journal')
    .description('look after the verdict journal')
    .addCommand(verifyCommand(exit))
    .addCommand(pruneCommand(exit));

const verifyCommand = (exit: (code: ExitCode) => void): Command =>
  new Command('verify')
    .description('prove that no entry was changed, removed, added, moved or cut off')
    .option('--data <dir>', 'data folder (JINGTONG_DATA)', defaultDataDir())
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Examples:
  $ jingtong journal verify                   the journal of ./data
  $ jingtong journal verify --data /srv/copy  a copy, for an auditor

Keep the last hash it prints somewhere else: with it nobody can rewrite what came before.
Exit codes: 0 the chain is whole, 1 it is broken, 2 wrong usage.`,
    )
    .action((given: Given) => {
      if (listSegments(given.data).length === 0)
        throw new Fault('journal-absent', `there is no journal in ${given.data}; is --data right?`);
      const proof = verifyJournal(given.data, (entries) => {
        if (process.stderr.isTTY) process.stderr.write(`\r${entries} entries checked `);
      });
      process.stdout.write(`${given.json ? JSON.stringify(proof) : proofText(proof)}\n`);
      exit(proof.break === null ? EXIT.done : EXIT.failed);
    });

function proofText(proof: JournalProof): string {
  const { entries, verdicts, segments, lastSeq, lastHash } = proof;
  const whole = [
    `${entries} entries (${verdicts} verdicts) in ${segments} files; last entry ${lastSeq} ${lastHash}`,
    ...(proof.pruned === null ? [] : [prunedText(proof.pruned)]),
  ].join('\n');
  return proof.break === null ? `the chain is whole: ${whole}` : `${whole}\n${breakText(proof.break)}`;
}

const prunedText = ({ until, hash, at }: NonNullable<JournalProof['pruned']>): string =>
  `entries up to ${until} were pruned on ${new Date(at).toISOString()}; the chain goes on from ${hash}`;

/** One line that says where and how a chain is broken. */
export function breakText(broken: ChainBreak): string {
  const place = broken.line === 0 ? broken.path : `${broken.path}, line ${broken.line}`;
  const crash = broken.kind === 'torn' ? '; a crash leaves this, and the next start cuts it off' : '';
  return `the chain is broken (${broken.kind}) at ${place}, entry ${broken.seq}: ${broken.detail}${crash}`;
}
