export { createFeatureStore, type FeatureStoreOptions } from './create-feature-store.ts';
export type { FeatureStore, FeatureStoreStats, ObservationNote } from './feature-store.ts';
