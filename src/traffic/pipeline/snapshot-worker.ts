import { workerData } from 'node:worker_threads';
import { buildSnapshot } from './build-snapshot.ts';

// The other side of `buildApart`: makes one snapshot and ends, which gives its memory back.
buildSnapshot(workerData);
