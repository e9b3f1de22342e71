import { join } from 'node:path';
import { openDuckdbArchive } from '../platform/embedded/index.ts';
import type { CallArchive } from '../ports/call-archive.ts';
import { type ArchiverState, createArchiver } from '../traffic/record/index.ts';

/** An archive that follows the closed files of a journal. */
export interface JournalArchive {
  readonly archive: CallArchive;
  state(): ArchiverState;
  stop(): Promise<void>;
}

/** Opens the archive of a data folder (`<data>/archive`) and starts to fill it from the closed journal files. */
export async function openJournalArchive(
  dataDir: string,
  onProblem: (message: string) => void,
): Promise<JournalArchive> {
  const archive = await openDuckdbArchive(join(dataDir, 'archive'));
  const archiver = createArchiver({ dataDir, archive, onProblem });
  return {
    archive,
    state: archiver.state,
    async stop() {
      await archiver.stop();
      await archive.close();
    },
  };
}
