/**
 * What became of a capture. Every packet is counted once: as a message, or under the reason why none ended in it; a TCP
 * segment in which several messages end counts once for each. `rows = messages + sum(dropped)`.
 */
export interface CaptureCounts {
  packets: number;
  /** SIP messages handed on. */
  messages: number;
  /** Packets in which no message ended, by reason. */
  readonly dropped: Map<string, number>;
  /** Signs that the capture misses something: never evidence about a call. */
  readonly lost: CaptureLosses;
  /** Bytes of TCP streams that belong to no message. */
  skippedBytes: number;
  /** Messages of which only the body was cut by the snap length. */
  cutBodies: number;
  /** TCP directions given up because there were too many. */
  evictedStreams: number;
}

/** What a capture can be seen to miss. */
export interface CaptureLosses {
  /** Holes in TCP streams. */
  streamGaps: number;
  /** Bytes of those holes. */
  streamGapBytes: number;
  /** Messages of a stream that were begun and not finished. */
  unfinishedMessages: number;
  /** Datagrams of which fragments are missing. */
  incompleteDatagrams: number;
}

/** Counts of nothing yet. */
export function captureCounts(): CaptureCounts {
  return {
    packets: 0,
    messages: 0,
    dropped: new Map(),
    lost: { streamGaps: 0, streamGapBytes: 0, unfinishedMessages: 0, incompleteDatagrams: 0 },
    skippedBytes: 0,
    cutBodies: 0,
    evictedStreams: 0,
  };
}
