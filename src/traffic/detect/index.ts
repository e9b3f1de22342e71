export { type CompiledDetector, compileDetector, compileDetectorSteps } from './compile-detector.ts';
export type { Detector } from './detector.ts';
export type { RefusedEntry } from './lists/compile-lists.ts';
export type { EntryRefusal, ReadNumber } from './lists/entry-reading.ts';
export { originIsImpossible } from './origin.ts';
export { type CompiledRules, compileRules, featuresReadBy } from './rules/compile-rules.ts';
