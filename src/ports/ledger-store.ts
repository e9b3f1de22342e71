/** A tile of the tree, as stored: up to 256 hashes of 32 octets. */
export interface StoredTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Buffer;
}

/** An entry in its place; places count from 0 without gaps. */
export interface StoredEntry {
  readonly seq: number;
  /** Exactly the text that was hashed. */
  readonly entry: string;
}

/** What one batch of the sequencer does; all of it is kept or nothing. */
export interface LedgerBatch {
  /** The last tile of every level; none for an empty log. */
  edge(): Promise<readonly StoredTile[]>;
  /** The last entry; `null` for an empty log. */
  last(): Promise<StoredEntry | null>;
  /** Takes entries that wait out of the queue, at most `limit`, those begun first before others. */
  take(limit: number): Promise<readonly string[]>;
  add(entries: readonly StoredEntry[], tiles: readonly StoredTile[]): Promise<void>;
}

/** A signed checkpoint as it was passed on. */
export interface StoredCheckpoint {
  readonly size: number;
  readonly note: string;
}

/** Where the ledger lies. Throws what the driver throws. */
export interface LedgerStore {
  /** One at a time for all processes on one database; waits for another to end. */
  inBatch<Value>(work: (batch: LedgerBatch) => Promise<Value>): Promise<Value>;
  /** Entries from a place on, in order, at most `limit`; fewer only at the end. */
  entries(from: number, limit: number): Promise<readonly StoredEntry[]>;
  /** How many entries have a place: one more than the last place. */
  size(): Promise<number>;
  /** Committed entries that have no place yet. */
  waiting(): Promise<number>;
  /** Places of the entry with this id: one, none, or several in a log that was tampered with. */
  find(id: string): Promise<readonly StoredEntry[]>;
  /** `null`: there is none. */
  tile(level: number, index: number): Promise<Buffer | null>;
  /** Smallest first. */
  checkpoints(): Promise<readonly StoredCheckpoint[]>;
  /** Keeps a checkpoint of a new size, or the same one with more signatures in place of the one before. */
  keepCheckpoint(checkpoint: StoredCheckpoint): Promise<void>;
}
