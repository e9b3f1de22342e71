import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Command, Option } from 'commander';
import {
  type AuditReport,
  checkAuditProof,
  type GivenCheckpoint,
  type NoteKey,
  readAuditProof,
  readExport,
  readLedger,
  verifyAudit,
} from '../../access/ledger/index.ts';
import { Fault } from '../../domain/fault.ts';
import type { Language } from '../../domain/text.ts';
import type { CommandBuilder } from '../command-builder.ts';
import { EXIT } from '../exit-code.ts';
import { localeLanguage } from '../scan/scan-options.ts';
import { addKey, defaultDatabase, readText, withLedger } from './audit-files.ts';
import { auditReportText, proofText } from './audit-words.ts';

interface Given {
  readonly database?: string;
  readonly export?: string;
  readonly proof?: string;
  readonly checkpoint?: readonly string[];
  readonly key?: readonly NoteKey[];
  readonly lang?: Language;
  readonly json?: boolean;
}

/** `jingtong audit verify`: is the ledger what was signed? */
export const auditVerifyCommand: CommandBuilder = (exit) =>
  new Command('verify')
    .description('find every edited, deleted, inserted or moved entry; check it against signed checkpoints')
    .option('--database <url>', 'the database (JINGTONG_DATABASE)', defaultDatabase())
    .option('--export <file>', 'an export instead of a database; - reads standard input')
    .option('--proof <file>', 'one entry as "audit prove" wrote it, instead of the whole log')
    .option('--checkpoint <file>', 'a checkpoint kept elsewhere; several times for several', addText)
    .option('--key <key>', 'public key of the log or of a witness, as text or a file; several times', addKey)
    .addOption(new Option('--lang <lang>', 'zh or en (default: from the locale)').choices(['zh', 'en']))
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP)
    .action(async (given: Given) => {
      const language = given.lang ?? localeLanguage(process.env);
      if (given.proof !== undefined) {
        exit(verifyProof(given.proof, given, language) ? EXIT.done : EXIT.failed);
        return;
      }
      const report = await verifyWhole(given);
      process.stdout.write(given.json ? `${JSON.stringify(report)}\n` : auditReportText(report, language));
      exit(report.outcome === 'intact' ? EXIT.done : EXIT.failed);
    });

async function verifyWhole(given: Given): Promise<AuditReport> {
  const keys = given.key ?? [];
  const outside = (given.checkpoint ?? []).map((file) => outsideCheckpoint(file));
  if (given.export !== undefined) {
    const input = given.export === '-' ? process.stdin : createReadStream(given.export);
    const failed = new Promise<never>((_, reject) => input.once('error', reject));
    const { checkpoints, pieces } = await Promise.race([readExport(createInterface({ input })), failed]);
    return verifyAudit(pieces, [...checkpoints.map(storedCheckpoint), ...outside], keys);
  }
  return withLedger(given.database, async (store) => {
    const stored = (await store.checkpoints()).map(({ note }) => storedCheckpoint(note));
    return verifyAudit(readLedger(store), [...stored, ...outside], keys);
  });
}

const storedCheckpoint = (note: string): GivenCheckpoint => ({
  label: note.split('\n')[1] ?? '',
  note,
  isOutside: false,
});

const outsideCheckpoint = (file: string): GivenCheckpoint => ({
  label: file,
  note: readText(file),
  isOutside: true,
});

function verifyProof(file: string, { key = [], json }: Given, language: Language): boolean {
  const proof = readAuditProof(readText(file));
  if (!proof.ok) throw new Fault(proof.reason, proof.detail);
  const checked = checkAuditProof(proof.value, key);
  const { seq, entry } = proof.value;
  const text = json
    ? `${JSON.stringify({ seq, entry, ...checked })}\n`
    : proofText(proof.value, checked, language);
  process.stdout.write(text);
  return checked.ok;
}

const addText = (text: string, before: readonly string[] = []): string[] => [...before, text];

const HELP = `
Examples:
  $ jingtong audit verify --key log.pub                              the database of JINGTONG_DATABASE
  $ jingtong audit verify --key log.pub --key witness.pub --checkpoint kept-by-the-regulator.txt
  $ jingtong audit verify --export audit-2026-11.jsonl --key log.pub --lang zh
  $ jingtong audit verify --proof proof.json --key log.pub --key witness.pub

"intact": every row is what was logged, and a checkpoint signed by the given keys says so. "altered": something is
not, and the output names it. "unproven": nothing wrong was found, but no given key signed this log. Whoever holds the
log's private key could sign another history: only a checkpoint kept by another agency shows that.
Exit codes: 0 intact, 1 altered, unproven or failed (--json tells which), 2 wrong usage.`;
