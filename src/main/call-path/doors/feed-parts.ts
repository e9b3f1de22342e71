import type { CallEvent } from '../../../domain/call-event.ts';
import type { NumberNormaliser } from '../../../traffic/normalise/index.ts';

/** What doors need that are told of calls and asked nothing: captures and accounting. */
export interface FeedParts {
  readonly normaliser: NumberNormaliser;
  readonly utcOffsetMin: (at: number) => number;
  /** ISO alpha-2 that reads numbers of places nobody configured. */
  readonly home: string;
  /** Takes a call that has ended; resolves when the journal holds it, rejects or throws when it does not take it. */
  readonly onCall: (event: CallEvent) => Promise<void>;
  readonly now: () => number;
}
