import { FEATURES, WINDOWS } from '../../domain/feature-catalogue.ts';
import { needsOf } from './feature-needs.ts';
import { PAIR } from './feature-places.ts';
import { SUM_CALLS, SUM_OTHER } from './window-sums.ts';

/**
 * What of the state is kept up. A live store keeps everything, whatever is read, because the next policy may read
 * more; a run over files has one policy and may keep just what that reads.
 */
export interface KeptState {
  /** Sums of busy numbers by window, as bits `1 << SUM_x`: of their outgoing and of their incoming calls. */
  readonly out: Int32Array;
  readonly in: Int32Array;
  /** Windows of pairs, ascending. */
  readonly pairWindows: readonly number[];
}

const WEEK = WINDOWS.length - 1;

/** What these features are made of. Logs, sketches, days and suspects are kept in any case. */
export function keptFor(names: Iterable<string>): KeptState {
  const { caller, callee, pair } = needsOf(names);
  // The calls of the other side are the share's whole.
  const incoming = callee.sumsIn.map((sums, window) =>
    caller.sumsIn[window]! & (1 << SUM_OTHER) ? sums | (1 << SUM_CALLS) : sums,
  );
  const reads = (window: number): boolean =>
    [PAIR.calls, PAIR.answered, PAIR.talk].some((first) => pair.read[first + window] === 1);
  const pairWindows = WINDOWS.map((_, window) => window).filter(
    (window) => reads(window) || (window === WEEK && pair.read[PAIR.reverse] === 1),
  );
  return { out: caller.sumsIn, in: incoming, pairWindows };
}

export const ALL_KEPT: KeptState = keptFor(FEATURES);
