import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { cosign, type NoteKey, parseCosignRequest } from '../../access/ledger/index.ts';
import { Fault } from '../../domain/fault.ts';
import { lockDataDir } from '../../traffic/record/index.ts';
import type { CommandBuilder } from '../command-builder.ts';
import { EXIT } from '../exit-code.ts';
import { addKey, readSigner, readText, writeDurably } from './audit-files.ts';

interface Given {
  readonly keyFile: string;
  readonly state: string;
  readonly logKey: readonly NoteKey[];
  readonly json?: boolean;
}

/** `jingtong audit cosign`: the second agency's part. */
export const auditCosignCommand: CommandBuilder = (exit) =>
  new Command('cosign')
    .description('co-sign the log of another agency, if it only grew since the last time')
    .argument('[file]', 'what "audit checkpoint --since" printed; - or nothing: standard input', '-')
    .requiredOption('--key-file <file>', 'private key of the witness; a file that only its owner may read')
    .requiredOption(
      '--state <dir>',
      'folder in which this witness keeps what it signed last; never delete it',
    )
    .requiredOption('--log-key <key>', 'public key of the log, as text or a file', addKey)
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP)
    .action((file: string, given: Given) => {
      const witness = readSigner(given.keyFile, 'witness');
      const request = parseCosignRequest(readText(file));
      if (!request.ok) throw new Fault(request.reason, request.detail);
      mkdirSync(given.state, { recursive: true, mode: 0o700 });
      const kept = join(given.state, `${encodeURIComponent(given.logKey[0]!.name)}.checkpoint`);
      const lock = lockDataDir(given.state, 'jingtong audit cosign');
      try {
        const last = existsSync(kept) ? readText(kept) : null;
        const signed = cosign(request.value, witness, given.logKey, last, Math.floor(Date.now() / 1000));
        if (!signed.ok) {
          if (given.json) process.stdout.write(`${JSON.stringify(signed)}\n`);
          process.stderr.write(`jingtong: not signed (${signed.reason}): ${signed.detail}\n`);
          exit(EXIT.failed);
          return;
        }
        writeDurably(kept, signed.value.witnessed);
        const { line, size } = signed.value;
        process.stdout.write(given.json ? `${JSON.stringify({ ok: true, size, line })}\n` : line);
        exit(EXIT.done);
      } finally {
        lock.release();
      }
    });

const HELP = `
Examples:
  $ jingtong audit cosign request.txt --key-file witness.key --state witness.state --log-key log.pub > line.txt

Refused, with nothing signed: "fork" (the log does not begin with what was signed before), "shorter", "other-start"
(ask again from the size told), and whatever the log itself did not sign. A fork or a shorter log is for people to
look into: keep the request, it is the evidence.
Exit codes: 0 signed, 1 refused or failed, 2 wrong usage.`;
