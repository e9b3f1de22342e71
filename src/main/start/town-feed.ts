import type { CallAttempt, SimulatedTruth } from '../../api/index.ts';
import type { Clock } from '../../ports/clock.ts';
import { createTown, inOrderOfEnd, type SimulatedCall } from '../../simulate/index.ts';

export interface TownFeedOptions {
  readonly clock: Clock;
  readonly seed: number;
  readonly people: number;
  /** How fast the town's clock runs; above 1 it runs ahead of ours. */
  readonly speed: number;
  /** How much of the town's past is fed at once, milliseconds, so that there is something to see. */
  readonly pastMs: number;
  readonly judge: (attempt: CallAttempt, truth: SimulatedTruth) => void;
  /** Told once when feeding fails; the service goes on without the town. */
  readonly onFault: (error: unknown) => void;
}

const TICK_MS = 100;
/** Calls judged in one go, so that a backlog never makes the API wait long: some 300 calls take a few milliseconds. */
const CALLS_A_TURN = 300;

/**
 * Feeds the town's calls as a switch reports them: when they have ended. Each start is a new stretch of the same people's
 * lives, so ids carry the start. Returns a function that stops it.
 */
export function feedTown(options: TownFeedOptions): () => void {
  const { clock, seed, people, speed, pastMs } = options;
  const began = clock.now();
  const startAt = Math.floor(began - pastMs);
  const town = createTown({ seed, people, startAt });
  const calls = inOrderOfEnd(town.calls(startAt, Number.POSITIVE_INFINITY));
  const run = startAt.toString(36);
  let timer: NodeJS.Timeout | undefined;
  let waiting: SimulatedCall | null = null;

  const turn = (): void => {
    try {
      const now = began + (clock.now() - began) * speed;
      let judged = 0;
      for (; judged < CALLS_A_TURN; judged += 1) {
        waiting ??= calls.next().value ?? null;
        if (waiting === null || endOf(waiting) > now) break;
        options.judge(attemptOf(waiting, run), {
          fraud: waiting.label.role === 'fraud',
          role: waiting.label.persona,
        });
        waiting = null;
      }
      timer = setTimeout(turn, judged === CALLS_A_TURN ? 0 : TICK_MS);
    } catch (error) {
      options.onFault(error);
    }
  };
  timer = setTimeout(turn, 0);
  return () => clearTimeout(timer);
}

const endOf = (call: SimulatedCall): number => call.at + call.ringMs + call.talkMs;

function attemptOf(call: SimulatedCall, run: string): CallAttempt {
  return {
    eventId: `town-${run}-${call.id}`,
    source: 'town',
    caller: call.caller,
    callee: call.callee,
    country: 'CN',
    trunk: call.trunk,
    at: call.at,
    receivedAt: endOf(call),
    utcOffsetMin: 480,
    outcome: call.outcome,
    ringMs: call.ringMs,
    talkMs: call.talkMs,
    imei: call.imei,
    cell: call.cell,
  };
}
