export { createFeatureStore } from './create-feature-store.ts';
export type { CallGlance, FeatureStore, FeatureStoreStats, ObservationNote } from './feature-store.ts';
export type { FeatureStoreOptions } from './feature-store-options.ts';
