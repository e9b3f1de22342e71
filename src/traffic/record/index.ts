export { type Archiver, type ArchiverState, callsIn, createArchiver } from './archiver.ts';
export { CHAIN_START } from './chain.ts';
export { folderFault, makeDataFolder } from './data-folder.ts';
export { type DataLock, lockDataDir } from './data-lock.ts';
export { writeDecision } from './decision-text.ts';
export { isOversized, MAX_EVENT_UNITS } from './event-text.ts';
export { findLine } from './find-line.ts';
export { findVerdict, type RecordedCall, verdictAt, verdictUnder } from './find-verdict.ts';
export { createIntakeLedger, fileId, type IntakeFile, type IntakeLedger } from './intake-ledger.ts';
export {
  type Appended,
  type Journal,
  type JournalOptions,
  type JournalState,
  openJournal,
} from './journal.ts';
export {
  baseSnapshotPath,
  type JournalBase,
  listBaseSnapshots,
  readBase,
  writeBase,
} from './journal-base.ts';
export {
  type FilePlace,
  type IntakeEntry,
  type JournalEntry,
  type NewEntry,
  type PolicyEntry,
  readEntry,
  type StartEntry,
  type VerdictEntry,
  verdictOf,
  writeEntry,
} from './journal-entry.ts';
export { lastPolicy, lastStart, startAt } from './last-start.ts';
export { findJournalEnd, type JournalEnd } from './open-journal.ts';
export { openPolicyArchive, type PolicyArchive } from './policy-archive.ts';
export { createPolicyTimeline, type PolicyTimeline } from './policy-timeline.ts';
export { createProjector, type Projector, type ProjectorState } from './projector.ts';
export {
  type ChainBreak,
  entryOf,
  type JournalItem,
  type JournalPlace,
  type JournalRecord,
  readJournal,
  readOn,
} from './read-journal.ts';
export { createRecentEvents, REMEMBERED_EVENTS, type RecentEvents } from './recent-events.ts';
export { replaceFile } from './replace-file.ts';
export { journalDir, listSegments, type SegmentFile, type SegmentHeader, segmentOf } from './segment.ts';
export { listSnapshots, readSnapshot, type Snapshot, writeSnapshot, writeSnapshotFile } from './snapshot.ts';
export { type EventDigest, eventDigest, verdictId, verdictSeq } from './verdict-id.ts';
export { type JournalProof, verifyJournal } from './verify-journal.ts';
