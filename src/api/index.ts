export type { AuditLine } from './api-context.ts';
export { type ApiOptions, createApi } from './app.ts';
export type { SwitchDoorCounts } from './dialects/door-counts.ts';
export type { SwitchHeaderReader } from './dialects/header-reader.ts';
export {
  createSwitchDoor,
  type SwitchDoor,
  type SwitchDoorLimits,
  type SwitchDoorOptions,
} from './dialects/switch-door.ts';
export {
  DEFAULT_SWITCH_ANSWERS,
  type SwitchAnswers,
  type SwitchPeer,
  type VerificationWords,
} from './dialects/switch-peer.ts';
export { isLoopback } from './guard/allowed-host.ts';
export type {
  CallAttempt,
  DeskStatus,
  JudgedCall,
  JudgedPage,
  Judging,
  RuleWords,
  SimulatedTruth,
  VerdictDesk,
  VerdictQuery,
} from './verdict-desk.ts';
export type { Figure } from './written-figures.ts';
