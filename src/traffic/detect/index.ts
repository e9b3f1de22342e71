export { type CompiledDetector, compileDetector, compileDetectorSteps } from './compile-detector.ts';
export type { BulkDetector, Detector } from './detector.ts';
export type { RefusedEntry } from './lists/compile-lists.ts';
export type { EntryRefusal, ReadNumber } from './lists/entry-reading.ts';
export { originIsImpossible } from './origin.ts';
export { type CompiledRules, compileRules, featuresReadBy } from './rules/compile-rules.ts';
export { FARTHEST, type RuleReach } from './rules/rule-reach.ts';
