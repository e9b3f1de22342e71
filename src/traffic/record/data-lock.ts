import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';

/** Held by the one process that may write to a data folder. */
export interface DataLock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  /** Start of the process in kernel ticks since boot; tells a reused pid from the holder. `null` where unknown. */
  readonly started: string | null;
  readonly what: string;
}

/**
 * Takes the data folder for this process. A lock left by a killed process is taken over; a live one is refused with the
 * `data-in-use` fault that names its holder. `what` is how this process names itself (`jingtong watch`).
 */
export function lockDataDir(dataDir: string, what: string): DataLock {
  const path = join(dataDir, 'lock');
  const mine = `${JSON.stringify({ pid: process.pid, started: startOf(process.pid), what })}\n`;
  const draft = join(dataDir, `lock.${process.pid}.${process.hrtime.bigint()}`);
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (linked(draft, path)) return { release: () => release(path, mine) };
      const text = readText(path);
      const holder = text === null ? null : readHolder(text);
      if (text !== null && holder !== null && isAlive(holder)) throw inUse(dataDir, holder);
      if (text !== null) removeStale(path, text);
    }
  } finally {
    unlinkSync(draft);
  }
  throw new Fault('data-in-use', `could not lock ${dataDir}: another process keeps taking it. Try again.`, {
    retryable: true,
  });
}

const inUse = (dataDir: string, holder: Holder): Fault =>
  new Fault(
    'data-in-use',
    `${dataDir} is in use by "${holder.what}" (process ${holder.pid}). Stop it first, or give another folder with --data.`,
    { retryable: true },
  );

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function readHolder(text: string): Holder | null {
  try {
    const holder = JSON.parse(text) as Holder;
    return Number.isSafeInteger(holder.pid) ? holder : null;
  } catch {
    return null;
  }
}

/** Two processes may find the same stale lock: whoever moved a fresh one away by mistake puts it back. */
function removeStale(path: string, text: string): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (readText(aside) !== text) linked(aside, path);
  unlinkSync(aside);
}

function release(path: string, mine: string): void {
  if (readText(path) === mine) unlinkSync(path);
}

function isAlive(holder: Holder): boolean {
  if (holder.pid === process.pid) return holder.started === startOf(process.pid);
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const stat = statOf(holder.pid);
  if (stat === null) return true;
  return stat.state !== 'Z' && (holder.started === null || holder.started === stat.started);
}

const startOf = (pid: number): string | null => statOf(pid)?.started ?? null;

/** State and start time from /proc (Linux); `null` elsewhere. The command name may hold blanks and brackets. */
function statOf(pid: number): { readonly state: string; readonly started: string } | null {
  const text = readText(`/proc/${pid}/stat`);
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields?.[0] === undefined || fields[19] === undefined
    ? null
    : { state: fields[0], started: fields[19] };
}
