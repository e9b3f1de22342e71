export { createFeatureStore } from './create-feature-store.ts';
export type { FeatureStore, FeatureStoreStats, ObservationNote } from './feature-store.ts';
export type { FeatureStoreOptions } from './feature-store-options.ts';
