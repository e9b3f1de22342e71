export { blockKindOf } from './block-kind.ts';
export { labelOf } from './call-label.ts';
export { compileDecider, QUIET } from './compile-decider.ts';
export { COMPOSITE_GROUP } from './composites.ts';
export type { Decider } from './decider.ts';
export { namesSuspect } from './suspect.ts';
