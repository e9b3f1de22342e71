/** Limits of the calls followed at once, and how long each part of a call is waited for. */
export interface TrackerLimits {
  /** Calls held, those just told of among them. (Default 200,000) */
  readonly calls: number;
  /** Bytes of the INVITEs what was made of which is held. (Default 512 MiB) */
  readonly openingBytes: number;
  /** Calls held under one Call-ID; the oldest is told of early when there are more. (Default 32) */
  readonly callsOfOneId: number;
  /** A final answer must come within this of the last message. (Default 5 min; Timer C of RFC 3261 §16.6 is 3 min) */
  readonly setupMs: number;
  /** A call without BYE is given up after this. (Default 12 h) */
  readonly talkMs: number;
  /** A call that ended waits so long for further attempts and for what comes out of order. (Default 5 s) */
  readonly lingerMs: number;
  /**
   * An attempt that ended in a demand (for a password, a signature, another address) waits so long for its second try, which a
   * person may have to type. (Default 60 s)
   */
  readonly retryMs: number;
  /** A call that was told of is known so long, for what is sent again. (Default 32 s, 64 times T1 of RFC 3261) */
  readonly memoryMs: number;
  /** Messages wait so long for the INVITE of their call. (Default 10 s) */
  readonly headlessMs: number;
}

export const TRACKER_LIMITS: TrackerLimits = {
  calls: 200_000,
  openingBytes: 512 << 20,
  callsOfOneId: 32,
  setupMs: 300_000,
  talkMs: 12 * 3_600_000,
  lingerMs: 5000,
  retryMs: 60_000,
  memoryMs: 32_000,
  headlessMs: 10_000,
};

/** Branches and answers of one call that are told apart; a fork to more loses no call, only their own ends. */
export const MAX_BRANCHES = 16;
export const MAX_ANSWERS = 8;
/** Clocks of two capture points differ by so much without anybody having gone back in time. */
export const CLOCK_SKEW_MS = 2000;
