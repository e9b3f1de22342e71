import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import {
  type NoteKey,
  type NoteKeyKind,
  type NoteSigner,
  readNoteKey,
  readNoteSigner,
} from '../../access/ledger/index.ts';
import { Fault } from '../../domain/fault.ts';
import { connectDatabase, migrate, postgresLedgerStore } from '../../platform/shared/index.ts';
import type { LedgerStore } from '../../ports/ledger-store.ts';
import { PACKAGE_ROOT } from '../package-root.ts';

/** Option parser for `--key`: the text of a public key or a file with one; several times for several. */
export function addKey(text: string, before: readonly NoteKey[] = []): NoteKey[] {
  const key = readNoteKey(text.includes('+') ? text : readText(text));
  if (!key.ok) throw new InvalidArgumentError(key.detail);
  return [...before, key.value];
}

export function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    throw new Fault('file-unreadable', `cannot read ${file}; check that it exists and may be read`, {
      cause,
    });
  }
}

/** A private key from a file of its own that nobody else may read. */
export function readSigner(file: string, kind: NoteKeyKind): NoteSigner {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (cause) {
    throw new Fault('file-unreadable', `cannot read the key file ${file}`, { cause });
  }
  try {
    const { mode } = fstatSync(handle);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw new Fault('key-open', `others may read the private key ${file}: run "chmod 600 ${file}"`);
    const signer = readNoteSigner(readFileSync(handle, 'utf8'));
    if (!signer.ok) throw new Fault('bad-key', `${file}: ${signer.detail}`);
    if (signer.value.key.kind !== kind)
      throw new Fault('bad-key', `${file} is the key of a ${signer.value.key.kind}, not of a ${kind}`);
    return signer.value;
  } finally {
    closeSync(handle);
  }
}

/** Writes a file as a whole and durably, or leaves the one before. Only the owner may read it. */
export function writeDurably(file: string, text: string): void {
  const draft = `${file}.new`;
  const handle = openSync(draft, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
}

/** Writes a new file that only the owner may read; never over another. */
export function writeSecret(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw new Fault('file-unwritable', `cannot write ${file}; it must not exist yet, and its folder must`, {
      cause,
    });
  }
}

/** Works on the ledger of a database, brought forward first when it is to be written. */
export async function withLedger<Value>(
  url: string | undefined,
  work: (store: LedgerStore) => Promise<Value>,
  { isWritten = false } = {},
): Promise<Value> {
  if (url === undefined)
    throw new Fault('no-database', 'name the database: --database postgres://user:password@host/name');
  const database = connectDatabase(url, 2);
  try {
    if (isWritten) await migrate(database, join(PACKAGE_ROOT, 'migrations'));
    return await work(postgresLedgerStore(database));
  } finally {
    await database.end();
  }
}

/** (JINGTONG_DATABASE): a URL on the command line is seen by other users of the machine. */
export const defaultDatabase = (): string | undefined => process.env.JINGTONG_DATABASE || undefined;
