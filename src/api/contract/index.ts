export { type BatchRequest, batchRequest, type CallRequest, callRequest } from './call-request.ts';
export { CONTRACT_LIMITS } from './limits.ts';
export { type Problem, problem } from './problem.ts';
export { type ListQuery, listQuery, unmaskReason, verdictParams, verdictQuery } from './queries.ts';
export {
  batchAnswer,
  type PartyAnswer,
  type SignalAnswer,
  type VerdictAnswer,
  verdictAnswer,
  verdictPage,
} from './verdict-answer.ts';
export { LANGUAGE_TAGS, type LanguageTag, MEASURE_WORDS, OUTCOME_WORDS, TRUNK_WORDS } from './words.ts';
