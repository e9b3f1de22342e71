import { openCheckpoint } from './core/checkpoint.ts';
import type { Finding } from './core/finding.ts';
import type { NoteKey } from './core/note-key.ts';
import {
  type LabelledCheckpoint,
  type LedgerPiece,
  type LedgerWalk,
  verifyLedger,
} from './core/verify-ledger.ts';

/** A checkpoint as it was found: with the log, or kept by somebody else. */
export interface GivenCheckpoint {
  readonly label: string;
  readonly note: string;
  /** Kept outside the log, so every given key has to have signed it. */
  readonly isOutside: boolean;
}

/** What can be said of a log. */
export interface AuditReport extends Pick<LedgerWalk, 'size' | 'findings' | 'unnamed'> {
  /** `unproven`: nothing was found wrong, but no signature of a known key covers the log. Neither good nor bad. */
  readonly outcome: 'intact' | 'altered' | 'unproven';
  /** Entries covered by a checkpoint the log's known key signed; newer ones are hashed but not signed yet. */
  readonly signedUntil: number;
  /** Entries covered by a checkpoint that every given witness co-signed; `null`: no witness key was given. */
  readonly witnessedUntil: number | null;
  readonly checkpoints: readonly {
    readonly label: string;
    readonly size: number;
    readonly signers: readonly string[];
  }[];
}

/** Verifies a whole log against checkpoints and the keys the reader trusts. */
export async function verifyAudit(
  pieces: AsyncIterable<LedgerPiece>,
  given: readonly GivenCheckpoint[],
  keys: readonly NoteKey[],
): Promise<AuditReport> {
  const opened: LabelledCheckpoint[] = [];
  const doubts: Finding[] = [];
  for (const one of keys.length === 0 ? [] : given) {
    const checkpoint = openCheckpoint(one.note, keys);
    if (!checkpoint.ok)
      doubts.push({
        kind: 'checkpoint',
        label: one.label,
        reason: checkpoint.reason,
        detail: checkpoint.detail,
      });
    else {
      const absent = keys.filter((key) => !checkpoint.value.signers.includes(key));
      if (one.isOutside && absent.length > 0)
        doubts.push({
          kind: 'checkpoint',
          label: one.label,
          reason: 'signature-missing',
          detail: `not signed by ${absent.map(({ name }) => name).join(', ')}`,
        });
      else opened.push({ label: one.label, checkpoint: checkpoint.value });
    }
  }
  const walk = await verifyLedger(pieces, opened);
  return reportOf(walk, opened, doubts, keys);
}

function reportOf(
  walk: LedgerWalk,
  opened: readonly LabelledCheckpoint[],
  doubts: readonly Finding[],
  keys: readonly NoteKey[],
): AuditReport {
  const witnesses = keys.filter(({ kind }) => kind === 'witness');
  const witnessed = walk.matching.filter(({ checkpoint }) =>
    witnesses.every((witness) => checkpoint.signers.includes(witness)),
  );
  const witnessedUntil = witnesses.length === 0 ? null : largest(witnessed);
  const findings = [...doubts, ...walk.findings];
  const isProven = walk.matching.length > 0 && (witnesses.length === 0 || witnessed.length > 0);
  return {
    outcome: findings.length > 0 || walk.unnamed > 0 ? 'altered' : isProven ? 'intact' : 'unproven',
    size: walk.size,
    signedUntil: largest(walk.matching),
    witnessedUntil,
    findings,
    unnamed: walk.unnamed,
    checkpoints: opened.map(({ label, checkpoint }) => ({
      label,
      size: checkpoint.size,
      signers: checkpoint.signers.map(({ name }) => name),
    })),
  };
}

const largest = (checkpoints: readonly LabelledCheckpoint[]): number =>
  Math.max(0, ...checkpoints.map(({ checkpoint }) => checkpoint.size));
