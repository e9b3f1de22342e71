import { join } from 'node:path';
import { connectDatabase, type Database, migrate, postgresVerdictIndex } from '../platform/shared/index.ts';
import type { VerdictIndex } from '../ports/verdict-index.ts';
import { createProjector, type ProjectorState } from '../traffic/record/index.ts';
import { PACKAGE_ROOT } from './package-root.ts';

/** A database that follows the journal of a data folder. */
export interface VerdictDatabase {
  readonly database: Database;
  readonly index: VerdictIndex;
  projection(): ProjectorState;
  /** Resolves when the index knows of this journal entry. */
  reached(seq: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Brings the database forward and starts to copy the journal into it; embedded and external servers alike. When the
 * server goes away the copying waits and goes on by itself. Throws when the database cannot be brought forward.
 */
export async function openVerdictDatabase(
  url: string,
  dataDir: string,
  onProblem: (message: string) => void,
): Promise<VerdictDatabase> {
  const database = connectDatabase(url);
  try {
    await migrate(database, join(PACKAGE_ROOT, 'migrations'));
  } catch (error) {
    await database.end();
    throw error;
  }
  const index = postgresVerdictIndex(database);
  const projector = createProjector({ dataDir, index, onProblem });
  return {
    database,
    index,
    projection: projector.state,
    reached: projector.reached,
    async stop() {
      await projector.stop();
      await database.end();
    },
  };
}
