import type { FilePlace, IntakeEntry } from './journal-entry.ts';

/** What the journal knows of one file's content. */
export interface IntakeFile {
  readonly sha256: string;
  readonly name: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** `open`: being processed, or was when the process died. */
  readonly state: 'open' | 'done' | 'refused';
  /** Ordinal of its last call that stands in the journal, 0 before the first. */
  readonly nth: number;
  /** How many of its calls stand in the journal; the others up to `nth` were there already from other files. */
  readonly judged: number;
  /** Journal entry of the last of them, 0 before the first. */
  readonly lastSeq: number;
  /** When it was taken up, epoch milliseconds: `receivedAt` of its calls, after a restart too. */
  readonly at: number;
  readonly reason: string | null;
}

/** Which files went through, rebuilt from the journal and therefore never ahead of it or behind. */
export interface IntakeLedger {
  /** By the first 16 hex digits of the content's SHA-256. */
  find(file: string): IntakeFile | null;
  /** The file last seen under a name. */
  named(name: string): IntakeFile | null;
  files(): readonly IntakeFile[];
  step(entry: IntakeEntry): void;
  place(from: FilePlace, seq: number): void;
  save(): string;
  load(text: string): void;
}

/** Hex digits of the digest that name a file in verdict entries. */
export const FILE_ID_LENGTH = 16;
export const fileId = (sha256: string): string => sha256.slice(0, FILE_ID_LENGTH);

export function createIntakeLedger(): IntakeLedger {
  let files = new Map<string, IntakeFile>();
  const names = new Map<string, string>();
  const put = (file: IntakeFile): void => {
    files.set(fileId(file.sha256), file);
    names.set(file.name, fileId(file.sha256));
  };
  return {
    find: (file) => files.get(file) ?? null,
    named: (name) => files.get(names.get(name) ?? '') ?? null,
    files: () => [...files.values()],
    step(entry) {
      const { name, sha256, size, mtimeMs, reason } = entry;
      const known = files.get(fileId(sha256));
      if (entry.step === 'duplicate') {
        names.set(name, fileId(sha256));
        return;
      }
      const state = ({ begin: 'open', end: 'done', refused: 'refused' } as const)[entry.step];
      const { nth = 0, judged = 0, lastSeq = 0, at = entry.at } = known ?? {};
      put({ sha256, name, size, mtimeMs, state, nth, judged, lastSeq, at, reason });
    },
    place(from, seq) {
      const file = files.get(from.file);
      if (file !== undefined && from.nth > file.nth)
        files.set(from.file, { ...file, nth: from.nth, judged: file.judged + 1, lastSeq: seq });
    },
    save: () => JSON.stringify({ files: [...files.values()], names: [...names] }),
    load(text) {
      const saved = JSON.parse(text) as { files: IntakeFile[]; names: [string, string][] };
      files = new Map(saved.files.map((file) => [fileId(file.sha256), file]));
      names.clear();
      for (const [name, file] of saved.names) names.set(name, file);
    },
  };
}
