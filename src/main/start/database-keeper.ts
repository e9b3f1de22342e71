import { setTimeout as sleep } from 'node:timers/promises';
import type { DeskStatus } from '../../api/index.ts';
import type { Database } from '../../platform/shared/index.ts';
import type { VerdictDatabase } from '../verdict-database.ts';
import { hideSecrets, type Logger } from './service-log.ts';

/** The service's database while it runs. No call ever waits for it. */
export interface DatabaseKeeper {
  /** `lastSeq`: last journal entry, to tell how far the database is behind. */
  status(lastSeq: number): DeskStatus['database'];
  /** Connections for questions, `null` while there are none. */
  database(): Database | null;
  /** Stops copying, and the server if it is ours. */
  stop(): Promise<void>;
}

/** A service without database: verdicts stand in the journal alone. */
export function noDatabase(): DatabaseKeeper {
  return {
    status: () => ({ state: 'off', detail: null, lag: 0 }),
    database: () => null,
    stop: async () => undefined,
  };
}

/** A server to use: ours, which may end, or somebody else's, which we only connect to. */
interface Server {
  readonly url: string;
  /** Resolves with the reason when our server ends; never for another's. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

/** Starts the PostgreSQL that npm installed, with its data in `dir`. Its driver is loaded only then. */
export function embeddedServer(dir: string): () => Promise<Server> {
  return async () => {
    const { startEmbeddedPostgres } = await import('../../platform/embedded/index.ts');
    return startEmbeddedPostgres(dir);
  };
}

export function externalServer(url: string): () => Promise<Server> {
  return async () => ({ url, exited: new Promise<string>(() => undefined), stop: async () => undefined });
}

const RETRIES_MS = [1_000, 5_000, 30_000] as const;

/** Keeps a server in use: starts it, copies the journal into it, and begins again when it fails. */
export function keepDatabase(start: () => Promise<Server>, dataDir: string, log: Logger): DatabaseKeeper {
  let state: DeskStatus['database']['state'] = 'starting';
  let detail: string | null = null;
  let server: Server | null = null;
  let verdicts: VerdictDatabase | null = null;
  const stopping = new AbortController();

  const close = async (): Promise<void> => {
    const [copying, running] = [verdicts, server];
    verdicts = null;
    server = null;
    await copying?.stop();
    await running?.stop();
  };
  const runOnce = async (): Promise<void> => {
    server = await start();
    const { openVerdictDatabase } = await import('../verdict-database.ts');
    verdicts = await openVerdictDatabase(server.url, dataDir, (message) => log.warn(message));
    state = 'ready';
    detail = null;
    log.info('database is ready');
    const ended = await Promise.race([server.exited, aborted(stopping.signal)]);
    if (!stopping.signal.aborted) throw new Error(ended ?? 'the server ended');
  };
  const run = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted; failures += 1) {
      try {
        await runOnce();
      } catch (error) {
        state = 'failed';
        detail = hideSecrets(error instanceof Error ? error.message : String(error));
        const waitMs = RETRIES_MS[Math.min(failures, RETRIES_MS.length - 1)]!;
        log.error({ err: error, retryInMs: waitMs }, 'no database now; verdicts go on without it');
        await close().catch(() => undefined);
        await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };
  const running = run();
  return {
    status(lastSeq) {
      const projection = verdicts?.projection();
      return {
        state,
        detail: detail ?? projection?.problem ?? null,
        lag: projection ? Math.max(0, lastSeq - projection.seq) : 0,
      };
    },
    database: () => verdicts?.database ?? null,
    async stop() {
      stopping.abort();
      await running;
      await close();
      state = 'off';
    },
  };
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(null), { once: true }));
}
