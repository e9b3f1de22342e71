import { Command } from 'commander';
import { proveEntry } from '../../access/ledger/index.ts';
import type { CommandBuilder } from '../command-builder.ts';
import { EXIT } from '../exit-code.ts';
import { defaultDatabase, withLedger } from './audit-files.ts';

/** `jingtong audit prove`: one entry with its proof. */
export const auditProveCommand: CommandBuilder = (exit) =>
  new Command('prove')
    .description('one entry with all that is needed to believe it, as JSON')
    .argument('<id>', 'id of the entry, or its place in the log')
    .option('--database <url>', 'the database (JINGTONG_DATABASE)', defaultDatabase())
    .option('--json', 'print it on one line')
    .addHelpText(
      'after',
      `
Examples:
  $ jingtong audit prove 01JDH3M7Q5T0V8Y2B4N6P8R0S2 > proof.json
  $ jingtong audit verify --proof proof.json --key log.pub --key witness.pub      anywhere, without the database

Exit codes: 0 done, 1 no such entry or not signed yet, 2 wrong usage.`,
    )
    .action(
      async (id: string, { database, json }: { readonly database?: string; readonly json?: boolean }) => {
        const proof = await withLedger(database, (store) => proveEntry(store, id));
        process.stdout.write(`${JSON.stringify(proof, null, json ? 0 : 2)}\n`);
        exit(EXIT.done);
      },
    );
