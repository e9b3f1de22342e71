import { setTimeout as sleep } from 'node:timers/promises';
import type { DeskStatus } from '../../api/index.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../platform/embedded/index.ts';
import type { Logger } from './service-log.ts';

/** The service's database while it runs. No call ever waits for it. */
export interface DatabaseKeeper {
  status(): Omit<DeskStatus['database'], 'lag'>;
  /** Ends the server if it is ours. */
  stop(): Promise<void>;
}

/** A service without database: verdicts stand in the journal alone. */
export function noDatabase(): DatabaseKeeper {
  return { status: () => ({ state: 'off', detail: null }), stop: async () => undefined };
}

const RESTARTS_MS = [1_000, 5_000, 30_000] as const;

/**
 * Starts the embedded PostgreSQL in the background and starts it again when it dies. `onReady` gets the URL each time
 * it takes connections; the URL holds the password and must not be logged.
 */
export function keepEmbeddedDatabase(
  dir: string,
  log: Logger,
  onReady: (url: string) => void,
): DatabaseKeeper {
  let state: DeskStatus['database']['state'] = 'starting';
  let detail: string | null = null;
  let server: EmbeddedPostgres | null = null;
  const stopping = new AbortController();

  const runOnce = async (): Promise<void> => {
    server = await startEmbeddedPostgres(dir);
    if (stopping.signal.aborted) return;
    state = 'ready';
    detail = null;
    log.info({ port: server.port, found: server.found }, 'PostgreSQL is ready');
    onReady(server.url);
    const last = await server.exited;
    server = null;
    if (!stopping.signal.aborted) throw new Error(last);
  };

  const run = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted; failures += 1) {
      try {
        await runOnce();
      } catch (error) {
        state = 'failed';
        detail = error instanceof Error ? error.message : String(error);
        const waitMs = RESTARTS_MS[Math.min(failures, RESTARTS_MS.length - 1)]!;
        log.error(
          { err: error, retryInMs: waitMs },
          'PostgreSQL is not available; verdicts go on without it',
        );
        await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };
  const running = run();
  return {
    status: () => ({ state, detail }),
    async stop() {
      stopping.abort();
      state = 'off';
      await server?.stop();
      await running;
      await server?.stop();
    },
  };
}
