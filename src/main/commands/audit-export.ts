import { once } from 'node:events';
import { Command } from 'commander';
import { exportLedger } from '../../access/ledger/index.ts';
import type { CommandBuilder } from '../command-builder.ts';
import { EXIT } from '../exit-code.ts';
import { defaultDatabase, withLedger } from './audit-files.ts';

/** `jingtong audit export`: the whole log as lines. */
export const auditExportCommand: CommandBuilder = (exit) =>
  new Command('export')
    .description('the whole log, its hashes and checkpoints, as JSON lines to standard output')
    .option('--database <url>', 'the database (JINGTONG_DATABASE)', defaultDatabase())
    .option('--json', 'as it is always')
    .addHelpText(
      'after',
      `
Examples:
  $ jingtong audit export > audit-2026-11.jsonl
  $ jingtong audit export | zstd > audit-2026-11.jsonl.zst
  $ jingtong audit verify --export audit-2026-11.jsonl --key log.pub --key witness.pub

Exit codes: 0 done, 1 failed, 2 wrong usage.`,
    )
    .action(async ({ database }: { readonly database?: string }) => {
      await withLedger(database, async (store) => {
        for await (const line of exportLedger(store))
          if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
      });
      exit(EXIT.done);
    });
