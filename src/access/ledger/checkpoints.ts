import { Fault } from '../../domain/fault.ts';
import type { LedgerStore } from '../../ports/ledger-store.ts';
import { checkpointText, openCheckpoint, parseCheckpoint } from './core/checkpoint.ts';
import type { NoteKey, NoteSigner } from './core/note-key.ts';
import { proveConsistency, type ReadTile, rootAt } from './core/prove.ts';
import { formatSignedNote, parseSignedNote, signNote } from './core/signed-note.ts';
import type { CosignRequest } from './core/witness.ts';

/** Tiles of a store; an absent one is a fault. */
export const tilesOf =
  (store: LedgerStore): ReadTile =>
  async (level, index) => {
    const hashes = await store.tile(level, index);
    if (hashes !== null) return hashes;
    throw new Fault(
      'ledger-damaged',
      `hashes ${level}/${index} of the audit ledger are gone; run "jingtong audit verify"`,
    );
  };

/**
 * Signs the log as it is and keeps the checkpoint; at a size that was signed before it returns that one. Refuses
 * (`ledger-damaged`) a log that does not begin with the newest one signed: a log never signs two histories.
 */
export async function makeCheckpoint(store: LedgerStore, signer: NoteSigner): Promise<string> {
  const size = await store.size();
  const root = await rootAt(tilesOf(store), size);
  const before = (await store.checkpoints()).at(-1);
  if (before !== undefined) {
    const known = openCheckpoint(before.note, [signer.key]);
    if (!known.ok) throw new Fault('ledger-damaged', `the newest stored checkpoint: ${known.detail}`);
    const then = known.value.size <= size ? await rootAt(tilesOf(store), known.value.size) : null;
    if (then?.equals(known.value.root) !== true)
      throw new Fault(
        'ledger-damaged',
        `the log of ${size} entries does not begin with the ${known.value.size} signed before; nothing was signed. ` +
          'Run "jingtong audit verify"',
      );
    if (known.value.size === size) return before.note;
  }
  const text = checkpointText({ origin: signer.key.name, size, root });
  const note = formatSignedNote({ text, signatures: [signNote(signer, text, 0)] });
  await store.keepCheckpoint({ size, note });
  return note;
}

/** What a witness is asked about the newest checkpoint; `old`: the size it signed last, 0 for none. */
export async function cosignRequest(store: LedgerStore, old: number): Promise<CosignRequest> {
  const newest = (await store.checkpoints()).at(-1);
  if (newest === undefined)
    throw new Fault(
      'no-checkpoint',
      'the log has no checkpoint yet: make one with "jingtong audit checkpoint"',
    );
  if (old > newest.size)
    throw new Fault('no-checkpoint', `the newest checkpoint has ${newest.size} entries, less than ${old}`);
  return { old, hashes: await proveConsistency(tilesOf(store), old, newest.size), checkpoint: newest.note };
}

/** Adds the line of a witness to the checkpoint it signed. Throws `bad-cosignature` when it signed none that is kept. */
export async function addCosignature(
  store: LedgerStore,
  line: string,
  keys: readonly NoteKey[],
): Promise<number> {
  for (const { size, note } of (await store.checkpoints()).toReversed()) {
    const joined = note + line;
    const opened = openCheckpoint(joined, keys);
    const isNew =
      opened.ok && opened.value.signers.some(({ kind, name }) => kind === 'witness' && line.includes(name));
    if (!isNew) continue;
    const parsed = parseSignedNote(note);
    const isThere = parsed.ok && note.includes(line) && parseCheckpoint(parsed.value.text).ok;
    if (!isThere) await store.keepCheckpoint({ size, note: joined });
    return size;
  }
  throw new Fault(
    'bad-cosignature',
    'the line is no signature of a given witness key under a stored checkpoint; are --key and the line right?',
  );
}
