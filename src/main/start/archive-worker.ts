import { parentPort, workerData } from 'node:worker_threads';
import { openJournalArchive } from '../journal-archive.ts';
import { standBack } from '../stand-back.ts';

// The other side of `keepArchive`: reads closed journal files and writes Parquet, apart from what judges calls.
standBack();
const archive = await openJournalArchive(workerData as string, (message) =>
  parentPort?.postMessage({ warning: message }),
);
parentPort?.postMessage('open');
parentPort?.once('message', async () => {
  await archive.stop();
  parentPort?.close();
});
