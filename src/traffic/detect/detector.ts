import type { CallFacts } from '../../domain/call-facts.ts';
import type { Detection } from '../../domain/detection.ts';
import type { FeatureVector } from '../../domain/feature-catalogue.ts';

/** A policy's rules and lists, compiled. Pure and without state: safe to swap between two calls. */
export interface Detector {
  /** Evaluates every rule and list. The result is reused: valid until the next call. */
  detect(facts: CallFacts, features: FeatureVector): Detection;
}
