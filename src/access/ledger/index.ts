export { createAuditLedger, type WriteEntry } from './audit-ledger.ts';
export { type AuditProof, checkAuditProof, proveEntry, readAuditProof } from './audit-proof.ts';
export { addCosignature, cosignRequest, makeCheckpoint } from './checkpoints.ts';
export {
  type Checkpoint,
  type CheckpointTrouble,
  checkpointText,
  type OpenedCheckpoint,
  openCheckpoint,
  parseCheckpoint,
} from './core/checkpoint.ts';
export { commitTo, isCommitted, SALT_BYTES } from './core/commitment.ts';
export type { Finding } from './core/finding.ts';
export {
  isNoteName,
  type NoteKey,
  type NoteKeyKind,
  type NoteSigner,
  noteSigner,
  readNoteKey,
  readNoteSigner,
  writeNoteSigner,
} from './core/note-key.ts';
export { isIncluded } from './core/proof.ts';
export type { LabelledCheckpoint, LedgerPiece, LedgerWalk } from './core/verify-ledger.ts';
export {
  type Cosigned,
  type CosignRequest,
  type CosignTrouble,
  cosign,
  formatCosignRequest,
  parseCosignRequest,
} from './core/witness.ts';
export { exportLedger, readExport } from './export-ledger.ts';
export { type KeepLedger, keepLedger, type LedgerKeeper } from './keep-ledger.ts';
export { readLedger } from './read-ledger.ts';
export { type Sequenced, sequence } from './sequencer.ts';
export { type AuditReport, type GivenCheckpoint, verifyAudit } from './verify-audit.ts';
