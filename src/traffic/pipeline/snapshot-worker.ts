import { setPriority } from 'node:os';
import { workerData } from 'node:worker_threads';
import { buildSnapshot } from './build-snapshot.ts';

// The other side of `buildApart`: makes one snapshot and ends, which gives its memory back.
// Calls go first: nothing waits for a snapshot. On Linux this speaks for the calling thread alone.
if (process.platform === 'linux')
  try {
    setPriority(0, 10);
  } catch {
    // Not allowed here: it works all the same.
  }
buildSnapshot(workerData);
