export { BulkJudge, type BulkJudgeParts, type Judgement } from './bulk-judge.ts';
export {
  type CallPipeline,
  type CallPipelineStats,
  type CompiledPolicy,
  createCallPipeline,
} from './call-pipeline.ts';
export {
  type CallBatch,
  type CallRecordFile,
  type CallRecordFileOptions,
  type CallRecordFileRefusal,
  type CallRecordTally,
  openCallRecordFile,
  type QuarantinedRecord,
} from './call-record-file.ts';
export {
  type CallRecordsDescription,
  type DescribeOptions,
  describeCallRecords,
} from './describe-call-records.ts';
export { HEADER_TEXTS, type HeaderTextReader } from './header-texts.ts';
export { proposeCallRecordMapping } from './propose-call-record-mapping.ts';
export { type PruneOptions, type Pruning, pruneJournal } from './prune-journal.ts';
export { accountedCallEvent } from './radius-door.ts';
export {
  type Opening,
  openRecordedPipeline,
  type Recorded,
  type RecordedPipeline,
  type RecordedPipelineOptions,
} from './recorded-pipeline.ts';
export type { Recovery } from './recover.ts';
export { type Replay, type ReplayDifference, type ReplayParts, replayJournal } from './replay.ts';
export {
  capturePeer,
  createSignallingFeed,
  type SignalledCall,
  type SignallingCounts,
  type SignallingFeed,
  type SignallingFeedOptions,
} from './signalling-feed.ts';
export { createSipDoor, type SipDoorOptions, type SipDoorPeer } from './sip-door.ts';
export { type WarmUpOptions, warmSipDoor } from './sip-warm-up.ts';
