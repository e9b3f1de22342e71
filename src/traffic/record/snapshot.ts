import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from './replace-file.ts';

/** Everything that must come back after a restart, as it was after journal entry `seq`. */
export interface Snapshot {
  readonly seq: number;
  /** Hash of that entry: a snapshot of another journal is never used. */
  readonly hash: string;
  readonly recent: Uint8Array;
  readonly intake: string;
  readonly policies: string;
  /** The feature store's own checksummed chunks, read as they are asked for. */
  readonly features: Iterable<Uint8Array>;
}

const FORMAT = 2;
const KEPT = 2;
const NAME = /^([0-9]{12})\.snapshot$/;
const MAX_HEADER_BYTES = 1024;

interface Header {
  readonly format: number;
  readonly seq: number;
  readonly hash: string;
  readonly recent: number;
  readonly intake: number;
  readonly policies: number;
  /** SHA-256 over recent, intake and policies; the features check themselves. */
  readonly sha256: string;
}

const dirOf = (dataDir: string): string => join(dataDir, 'snapshots');

/** Writes a snapshot in one go, crash-safe, and forgets all but the last two, and what a crash left half written. */
export function writeSnapshot(dataDir: string, snapshot: Snapshot): void {
  const dir = dirOf(dataDir);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeSnapshotFile(join(dir, `${String(snapshot.seq).padStart(12, '0')}.snapshot`), snapshot);
  for (const { path } of listSnapshots(dataDir).slice(KEPT)) unlinkSync(path);
  for (const name of readdirSync(dir)) if (name.endsWith('.new')) unlinkSync(join(dir, name));
}

/** Writes a snapshot under a name of its own, crash-safe. */
export const writeSnapshotFile = (path: string, snapshot: Snapshot): void =>
  replaceFile(path, parts(snapshot));

function* parts(snapshot: Snapshot): Generator<Uint8Array> {
  const { seq, hash, recent } = snapshot;
  const intake = Buffer.from(snapshot.intake);
  const policies = Buffer.from(snapshot.policies);
  const sha256 = digest(recent, intake, policies);
  const lengths = { recent: recent.length, intake: intake.length, policies: policies.length };
  const header: Header = { format: FORMAT, seq, hash, ...lengths, sha256 };
  yield Buffer.from(`${JSON.stringify(header)}\n`);
  yield recent;
  yield intake;
  yield policies;
  for (const chunk of snapshot.features) {
    const length = Buffer.alloc(8);
    length.writeDoubleLE(chunk.length);
    yield length;
    yield chunk;
  }
}

/** Snapshots of a data folder, newest first, none opened yet. */
export function listSnapshots(dataDir: string): readonly { readonly seq: number; readonly path: string }[] {
  let names: readonly string[];
  try {
    names = readdirSync(dirOf(dataDir));
  } catch {
    return [];
  }
  return names
    .flatMap((name) => {
      const match = NAME.exec(name);
      return match === null ? [] : [{ seq: Number(match[1]), path: join(dirOf(dataDir), name) }];
    })
    .sort((one, other) => other.seq - one.seq);
}

/** Opens a snapshot for the time of `use`; `null` to it when the file is damaged or of another format. */
export function readSnapshot<Value>(path: string, use: (snapshot: Snapshot | null) => Value): Value {
  const file = openSync(path, 'r');
  try {
    return use(openSnapshot(file));
  } finally {
    closeSync(file);
  }
}

function openSnapshot(file: number): Snapshot | null {
  const top = take(file, 0, MAX_HEADER_BYTES, true);
  const end = top?.indexOf(10) ?? -1;
  if (top === null || end === -1) return null;
  let header: Header;
  try {
    header = JSON.parse(top.toString('utf8', 0, end));
  } catch {
    return null;
  }
  if (header.format !== FORMAT) return null;
  const intakeAt = end + 1 + header.recent;
  const policiesAt = intakeAt + header.intake;
  const recent = take(file, end + 1, header.recent);
  const intake = take(file, intakeAt, header.intake);
  const policies = take(file, policiesAt, header.policies);
  if (recent === null || intake === null || policies === null) return null;
  if (digest(recent, intake, policies) !== header.sha256) return null;
  const features = chunksFrom(file, policiesAt + header.policies);
  const texts = { intake: intake.toString('utf8'), policies: policies.toString('utf8') };
  return { seq: header.seq, hash: header.hash, recent, ...texts, features };
}

/** Ends at the first chunk that is not whole: the feature store then refuses what it got. */
function* chunksFrom(file: number, from: number): Generator<Uint8Array> {
  for (let offset = from; ; ) {
    const length = take(file, offset, 8)?.readDoubleLE(0);
    if (length === undefined || !Number.isSafeInteger(length) || length < 0 || length > 2 ** 31) return;
    const chunk = take(file, offset + 8, length);
    if (chunk === null) return;
    yield chunk;
    offset += 8 + length;
  }
}

function take(file: number, offset: number, length: number, fewer = false): Buffer | null {
  const bytes = Buffer.allocUnsafeSlow(length);
  let done = 0;
  while (done < length) {
    const read = readSync(file, bytes, done, length - done, offset + done);
    if (read === 0) break;
    done += read;
  }
  if (done === length) return bytes;
  return fewer ? bytes.subarray(0, done) : null;
}

function digest(...parts: readonly Uint8Array[]): string {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part);
  return sum.digest('hex');
}
