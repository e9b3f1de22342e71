export type { AuditLine } from './api-context.ts';
export { type ApiOptions, createApi } from './app.ts';
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
