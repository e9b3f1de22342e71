/**
 * Who lives in the town. `share` of all personal lines; `callsPerDay` first attempts a weekday (with retries, calls back
 * and the trades the town comes to about 5 a line: the province it stands for has 130 to 210 million attempts a day on 42
 * million lines, 3 to 5 a line); `friends` people they call.
 */
export interface ResidentClass {
  readonly persona: string;
  readonly share: number;
  readonly callsPerDay: number;
  readonly friends: number;
  /** Probability that an incoming private call is answered. */
  readonly answers: number;
}

export const RESIDENT_CLASSES = [
  { persona: 'resident-elderly', share: 0.16, callsPerDay: 1.3, friends: 5, answers: 0.74 },
  { persona: 'resident-student', share: 0.14, callsPerDay: 0.9, friends: 6, answers: 0.55 },
  { persona: 'resident-worker', share: 0.505, callsPerDay: 2.1, friends: 9, answers: 0.64 },
  { persona: 'resident-busy', share: 0.13, callsPerDay: 4.4, friends: 12, answers: 0.62 },
  { persona: 'small-owner', share: 0.045, callsPerDay: 8, friends: 12, answers: 0.72 },
  { persona: 'traveller', share: 0.008, callsPerDay: 3.4, friends: 9, answers: 0.55 },
  { persona: 'new-line', share: 0.012, callsPerDay: 4, friends: 8, answers: 0.7 },
] as const satisfies readonly ResidentClass[];

/** Weights of the friends of a line, closest first: a few people get most calls. */
export const FRIEND_WEIGHTS: readonly number[] = [30, 18, 12, 8, 6.5, 5, 4.2, 3.6, 3.2, 2.8, 2.4, 2.2];

/** What residents dial; shares of all their calls, the rest goes to friends. */
export const RESIDENT_DIALS = {
  stranger: 0.075,
  firm: 0.06,
  service: 0.025,
  misdialled: 0.016,
  abroad: 0.003,
} as const;

/** Codes people ring, with weights. */
export const SERVICES_DIALLED: readonly (readonly [string, number])[] = [
  ['10086', 30],
  ['10010', 9],
  ['10000', 9],
  ['95588', 8],
  ['95533', 7],
  ['12345', 9],
  ['12306', 5],
  ['114', 4],
  ['110', 3],
  ['120', 3],
  ['119', 0.5],
  ['122', 1],
  ['96110', 1.5],
  ['12315', 2],
];

export const RESIDENT_HABITS = {
  /** Share of calls with the caller's number withheld. */
  withheld: 0.005,
  /** A missed private call is called back. */
  callsBack: 0.46,
  /** Share of calls to strangers that go to a few old people, and how few: honest lines with many incoming calls. */
  popular: { share: 0.12, ofElderly: 0.005 },
  callBackAfterMin: [1, 75],
  callBackAnswered: 0.86,
  /** The caller tries again before that. */
  retries: 0.24,
  retryAfterMin: [1, 12],
  /** Calls from relatives abroad, per line and day. */
  fromAbroadPerLineDay: 0.006,
} as const;

/** How an attempt ends when it is not answered, as weights. */
export const UNANSWERED = { noAnswer: 62, busy: 19, cancelled: 16, failed: 3 } as const;
