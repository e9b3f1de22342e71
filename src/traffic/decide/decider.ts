import type { Detection } from '../../domain/detection.ts';
import type { Decision } from '../../domain/verdict.ts';

/** A policy's weights, caps, composites, thresholds and invariants, compiled. Pure and without state. */
export interface Decider {
  /** `quiet` (a shared frozen decision with measure `none`, score 0) is returned when nothing fired at all. */
  decide(detection: Detection): Decision;
}
