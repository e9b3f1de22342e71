import { Command, InvalidArgumentError, Option } from 'commander';
import { Fault } from '../../domain/fault.ts';
import { maskNumber } from '../../domain/mask-number.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Language } from '../../domain/text.ts';
import { explainVerdict, explanationText } from '../../report/index.ts';
import { findVerdict, openPolicyArchive, verdictSeq } from '../../traffic/record/index.ts';
import type { CommandBuilder } from '../command-builder.ts';
import { defaultDataDir } from '../data-dir.ts';
import { EXIT } from '../exit-code.ts';
import { localeLanguage } from '../scan/scan-options.ts';

/** Only what may be personal comes here; digits are hidden as a number's, anything else as a name. */
const masked = (written: string): string =>
  maskNumber({ kind: /^\+?\d+$/.test(written) ? 'e164' : 'alphanumeric', canonical: written });

interface Given {
  readonly data: string;
  readonly lang?: Language;
  readonly json?: boolean;
  readonly unmasked?: boolean;
}

/** `jingtong explain`: one verdict told in plain words, under the policy that gave it. */
export const explainCommand: CommandBuilder = (exit) =>
  new Command('explain')
    .description('tell one verdict in plain words: what, why, by which rules, under which policy')
    .argument('<id>', 'verdict id, such as V1042-9f86d081', verdictIdText)
    .option('--data <dir>', 'data folder (JINGTONG_DATA)', defaultDataDir())
    .addOption(new Option('--lang <lang>', 'zh or en (default: from the locale)').choices(['zh', 'en']))
    .option('--json', 'print one JSON document')
    .option('--unmasked', 'show personal numbers in full')
    .addHelpText(
      'after',
      `
Examples:
  $ jingtong explain V1042-9f86d081               why this call was labelled
  $ jingtong explain V1042-9f86d081 --lang zh     in Chinese, to read to the person concerned
  $ jingtong explain V1042-9f86d081 --json        for a program

Works on a data folder in use, and years later: the policies used are kept beside the journal.
Exit codes: 0 told, 1 no such verdict, 2 wrong usage.`,
    )
    .action((id: string, given: Given) => {
      const call = findVerdict(given.data, id);
      if (call === null)
        throw new Fault(
          'verdict-unknown',
          `the journal in ${given.data} has no verdict ${id}; is --data right?`,
        );
      const language = given.lang ?? localeLanguage(process.env);
      const policy = archivedPolicy(given.data, call.verdict.policy.digest);
      const told = explainVerdict(call, policy, language, given.unmasked ? (written) => written : masked);
      process.stdout.write(
        `${given.json ? JSON.stringify(told, null, 2) : explanationText(told, language)}\n`,
      );
      exit(EXIT.done);
    });

/** Without the policy's texts the verdict is still told, by rule ids. */
function archivedPolicy(dataDir: string, digest: string): Policy | null {
  try {
    return openPolicyArchive(dataDir).load(digest);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    process.stderr.write(`jingtong: ${error.message}; rules are named by their ids\n`);
    return null;
  }
}

function verdictIdText(text: string): string {
  if (verdictSeq(text) === null) throw new InvalidArgumentError('an id looks like V1042-9f86d081.');
  return text.trim();
}
