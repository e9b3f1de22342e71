import type { CallEvent } from '../../domain/call-event.ts';
import type { Decision, PolicyStamp, Verdict } from '../../domain/verdict.ts';
import { readDecision, writeDecision } from './decision-text.ts';
import { readEvent, writeEvent } from './event-text.ts';
import { eventDigest, verdictId } from './verdict-id.ts';

/** Where in a watched file a call stood: the file's content (first 16 hex digits of its SHA-256) and the call's ordinal. */
export interface FilePlace {
  readonly file: string;
  /** 1 for the first call the file gives. */
  readonly nth: number;
}

/** One judged call. */
export interface VerdictEntry {
  readonly kind: 'verdict';
  readonly event: CallEvent;
  readonly decision: Decision;
  /** True when the caller was marked as suspicious by this verdict: part of the state that replay rebuilds. */
  readonly suspect: boolean;
  readonly from: FilePlace | null;
}

/** From here on verdicts are given under this policy. */
export interface PolicyEntry {
  readonly kind: 'policy';
  readonly policy: PolicyStamp;
}

/** Features start empty here, with these settings; the first entry of every journal. */
export interface StartEntry {
  readonly kind: 'start';
  readonly software: string;
  readonly settings: Readonly<Record<string, number>>;
}

/** A step in the life of a watched file. */
export interface IntakeEntry {
  readonly kind: 'intake';
  readonly step: 'begin' | 'end' | 'duplicate' | 'refused';
  readonly name: string;
  /** SHA-256 of the content, hex. */
  readonly sha256: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** When the step was taken, epoch milliseconds. */
  readonly at: number;
  /** Row totals of an `end`, and why a file was `refused`. */
  readonly totals: Readonly<Record<string, number>>;
  readonly reason: string | null;
}

export type NewEntry = VerdictEntry | PolicyEntry | StartEntry | IntakeEntry;
export type JournalEntry = NewEntry & { readonly seq: number };

/** The canonical text of an entry, without its hash: one fixed field order, equal entries give equal bytes. */
export function writeEntry(seq: number, entry: NewEntry): string {
  switch (entry.kind) {
    case 'verdict': {
      const from = entry.from === null ? {} : { from: [entry.from.file, entry.from.nth] };
      const suspect = entry.suspect ? { suspect: true } : {};
      const decision = writeDecision(entry.decision);
      return JSON.stringify({ seq, event: writeEvent(entry.event), decision, ...suspect, ...from });
    }
    case 'policy':
      return JSON.stringify({ seq, policy: { version: entry.policy.version, digest: entry.policy.digest } });
    case 'start':
      return JSON.stringify({ seq, start: { software: entry.software, settings: entry.settings } });
    case 'intake': {
      const { step, name, sha256, size, mtimeMs, at, totals, reason } = entry;
      return JSON.stringify({ seq, intake: { step, name, sha256, size, mtimeMs, at, totals, reason } });
    }
  }
}

/** Parses the text of an entry; `null` when it is none. The chain, not this, proves that it is unchanged. */
export function readEntry(body: string): JournalEntry | null {
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(body);
  } catch {
    return null;
  }
  const seq = parsed.seq;
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1) return null;
  if (parsed.event !== undefined) return readVerdictEntry(seq, parsed);
  if (parsed.policy !== undefined) return { seq, kind: 'policy', policy: parsed.policy as PolicyStamp };
  if (parsed.start !== undefined)
    return { seq, kind: 'start', ...(parsed.start as Omit<StartEntry, 'kind'>) };
  if (parsed.intake !== undefined)
    return { seq, kind: 'intake', ...(parsed.intake as Omit<IntakeEntry, 'kind'>) };
  return null;
}

function readVerdictEntry(seq: number, parsed: Record<string, unknown>): JournalEntry | null {
  const event = readEvent(parsed.event);
  const decision = readDecision(parsed.decision);
  if (event === null || decision === undefined) return null;
  const from = parsed.from as [string, number] | undefined;
  return {
    seq,
    kind: 'verdict',
    event,
    decision,
    suspect: parsed.suspect === true,
    from: from === undefined ? null : { file: from[0], nth: from[1] },
  };
}

/** The verdict of an entry, with the policy that was in force there. */
export function verdictOf(
  seq: number,
  entry: VerdictEntry,
  policy: PolicyStamp,
  digest = eventDigest(entry.event.id),
): Verdict {
  const id = verdictId(seq, digest);
  return { ...entry.decision, id, eventId: entry.event.id, at: entry.event.at, policy };
}
