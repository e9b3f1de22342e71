import { Command } from 'commander';
import {
  addCosignature,
  cosignRequest,
  formatCosignRequest,
  makeCheckpoint,
  type NoteKey,
  sequence,
} from '../../access/ledger/index.ts';
import { Fault } from '../../domain/fault.ts';
import type { CommandBuilder } from '../command-builder.ts';
import { EXIT } from '../exit-code.ts';
import { addKey, defaultDatabase, readSigner, readText, withLedger } from './audit-files.ts';

interface Given {
  readonly database?: string;
  readonly keyFile?: string;
  readonly since?: number;
  readonly add?: string;
  readonly key?: readonly NoteKey[];
  readonly json?: boolean;
}

/** `jingtong audit checkpoint`: sign the log, ask a witness, add what it signed. */
export const auditCheckpointCommand: CommandBuilder = (exit) =>
  new Command('checkpoint')
    .description('sign the log as it is; ask a witness (--since); add its signature (--add)')
    .option('--database <url>', 'the database (JINGTONG_DATABASE)', defaultDatabase())
    .option('--key-file <file>', 'private key of the log; a file that only its owner may read')
    .option('--since <size>', 'print what a witness is asked that signed this size last (0: never)', Number)
    .option('--add <file>', 'add the line a witness answered with; needs --key of the log and of the witness')
    .option('--key <key>', 'public key, as text or a file; several times for several', addKey)
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP)
    .action(async (given: Given) => {
      const text = await withLedger(
        given.database,
        async (store) => {
          if (given.add !== undefined) {
            const size = await addCosignature(store, readText(given.add), given.key ?? []);
            return given.json
              ? `${JSON.stringify({ size })}\n`
              : `added to the checkpoint of ${size} entries\n`;
          }
          if (given.keyFile !== undefined) {
            const signer = readSigner(given.keyFile, 'log');
            await sequence(store);
            const checkpoint = await makeCheckpoint(store, signer);
            if (given.since === undefined)
              return given.json ? `${JSON.stringify({ checkpoint })}\n` : checkpoint;
          }
          if (given.since !== undefined) {
            const request = formatCosignRequest(await cosignRequest(store, given.since));
            return given.json ? `${JSON.stringify({ request })}\n` : request;
          }
          throw new Fault('nothing-to-do', 'give --key-file to sign, --since to ask a witness, or --add');
        },
        { isWritten: given.keyFile !== undefined },
      );
      process.stdout.write(text);
      exit(EXIT.done);
    });

const HELP = `
Examples:
  $ jingtong audit checkpoint --key-file log.key > newest.checkpoint
  $ jingtong audit checkpoint --since 0 > request.txt          what the witness is asked, the first time
  $ jingtong audit cosign request.txt --key-file witness.key --state witness.state --log-key log.pub > line.txt
                                                               at the second agency
  $ jingtong audit checkpoint --add line.txt --key log.pub --key witness.pub

Files may travel between networks that do not touch. Formats: C2SP signed-note, tlog-checkpoint, tlog-cosignature.
Exit codes: 0 done, 1 failed, 2 wrong usage.`;
