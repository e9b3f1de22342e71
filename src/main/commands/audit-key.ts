import { randomBytes } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { isNoteName, noteSigner, writeNoteSigner } from '../../access/ledger/index.ts';
import type { CommandBuilder } from '../command-builder.ts';
import { EXIT } from '../exit-code.ts';
import { writeSecret } from './audit-files.ts';

interface Given {
  readonly name: string;
  readonly witness?: boolean;
  readonly out: string;
  readonly json?: boolean;
}

/** `jingtong audit key`: a new key pair. */
export const auditKeyCommand: CommandBuilder = (exit) =>
  new Command('key')
    .description('make a key: the private part into a file, the public part to standard output')
    .requiredOption(
      '--name <name>',
      'whose key: a name like centre.example/audit, without spaces or plus',
      nameOf,
    )
    .option('--witness', 'a key to co-sign the logs of others (default: one to sign a log of that name)')
    .requiredOption('--out <file>', 'new file for the private key; only its owner may read it (0600)')
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP)
    .action(({ name, witness, out, json }: Given) => {
      const seed = randomBytes(32);
      const signer = noteSigner(witness ? 'witness' : 'log', name, seed);
      writeSecret(out, `${writeNoteSigner(signer, seed)}\n`);
      const { id, kind, text } = signer.key;
      process.stdout.write(`${json ? JSON.stringify({ name, kind, id, key: text }) : text}\n`);
      exit(EXIT.done);
    });

function nameOf(text: string): string {
  if (isNoteName(text)) return text;
  throw new InvalidArgumentError('a name has no spaces and no plus.');
}

const HELP = `
Examples:
  $ jingtong audit key --name centre.example/audit --out log.key > log.pub
                                                  the log's own key, on the machine of the service
  $ jingtong audit key --name regulator.example/witness --witness --out witness.key > witness.pub
                                                  at the second agency; it gives away witness.pub only

Give public keys to everybody who is to verify, over a way you trust.
Exit codes: 0 done, 1 failed, 2 wrong usage.`;
