import type { LedgerStore } from '../../ports/ledger-store.ts';
import { makeCheckpoint } from './checkpoints.ts';
import type { NoteSigner } from './core/note-key.ts';
import { sequence } from './sequencer.ts';

/** What the keeper is given. */
export interface KeepLedger {
  readonly store: LedgerStore;
  /** The log's key; `null`: entries are numbered, and somebody else signs. */
  readonly signer: NoteSigner | null;
  /** Pause between two looks for committed entries. (Default: 200.) */
  readonly everyMs?: number;
  /** At most so much is lost to sight between two checkpoints. (Default: 60,000.) */
  readonly checkpointEveryMs?: number;
  /** Once for each new problem, in words for the operator; the keeper goes on trying. */
  readonly onProblem: (message: string) => void;
}

export interface LedgerKeeper {
  /** `null`: all is well. */
  problem(): string | null;
  /** Resolves when the batch under way is done. */
  stop(): Promise<void>;
}

/** Numbers entries and signs checkpoints while the service runs. Several processes on one database take turns. */
export function keepLedger(options: KeepLedger): LedgerKeeper {
  const { store, signer, everyMs = 200, checkpointEveryMs = 60_000, onProblem } = options;
  let isStopped = false;
  let problem: string | null = null;
  let wake = (): void => {};
  let signedAt = 0;
  const turn = async (): Promise<void> => {
    await sequence(store);
    const now = performance.now();
    if (signer === null || (signedAt > 0 && now - signedAt < checkpointEveryMs)) return;
    await makeCheckpoint(store, signer);
    signedAt = now;
  };
  const run = async (): Promise<void> => {
    while (!isStopped) {
      try {
        await turn();
        problem = null;
      } catch (error) {
        const message = (error as Error).message;
        if (message !== problem) onProblem(message);
        problem = message;
      }
      if (isStopped) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const running = run();
  return {
    problem: () => problem,
    async stop() {
      isStopped = true;
      wake();
      await running;
    },
  };
}
