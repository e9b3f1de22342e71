import { maskNumber } from '../../domain/mask-number.ts';
import { MEASURES, type Measure } from '../../domain/measure.ts';
import type { BilingualText } from '../../domain/text.ts';
import type { TrunkKind } from '../../domain/trunk.ts';
import { headline } from '../present-verdict.ts';
import type { DeskStatus, JudgedCall, SimulatedTruth, VerdictDesk } from '../verdict-desk.ts';
import type { LiveFigures, MinuteCounts } from './live-figures.ts';

/** One verdict as the live page gets it: numbers masked, both languages, nothing the row does not show. */
export interface LiveVerdict {
  readonly n: number;
  readonly id: string;
  /** When we were told of the call, epoch milliseconds: the order of the list. */
  readonly at: number;
  readonly caller: string;
  readonly callee: string;
  readonly trunk: TrunkKind;
  readonly measure: Measure;
  readonly score: number | null;
  readonly reason: BilingualText | null;
  readonly degraded: number;
  readonly source: string;
  readonly truth: SimulatedTruth | null;
}

export interface LiveTop {
  readonly id: string;
  readonly caller: string;
  readonly measure: Measure;
  readonly score: number | null;
  readonly calls: number;
  readonly reason: BilingualText | null;
}

/** Figures of this moment. `minutes` holds only what may have changed, except in the first message. */
export interface LiveNow {
  readonly now: number;
  readonly callsPerSecond: number;
  readonly byMeasure: Readonly<Record<string, number>>;
  readonly degraded: number;
  /** Calls answered "let pass" because we could not stand behind the verdict. */
  readonly failedOpen: number;
  /** Verdicts this viewer did not get because it was too slow. */
  readonly dropped: number;
  readonly minutes: readonly MinuteCounts[];
  readonly top: readonly LiveTop[];
  readonly policy: string;
  readonly policyRefused: string | null;
  readonly journal: boolean;
  readonly database: DeskStatus['database']['state'];
}

export function liveVerdict(sequence: number, judged: JudgedCall, words: VerdictDesk['words']): LiveVerdict {
  const { event, verdict, truth } = judged;
  return {
    n: sequence,
    id: verdict.id,
    at: event.receivedAt,
    caller: maskNumber(event.caller),
    callee: maskNumber(event.callee),
    trunk: event.trunk,
    measure: verdict.measure,
    score: verdict.score,
    reason: bothHeadlines(judged, words),
    degraded: verdict.degraded.length,
    source: event.source,
    truth,
  };
}

function bothHeadlines(judged: JudgedCall, words: VerdictDesk['words']): BilingualText | null {
  const zh = headline(judged, words, 'zh');
  return zh === null ? null : { zh, en: headline(judged, words, 'en') ?? zh };
}

const TOP_SHOWN = 8;

export function liveNow(
  desk: VerdictDesk,
  figures: LiveFigures,
  moment: { now: number; failedOpen: number; dropped: number; minutes: number },
): LiveNow {
  const status = desk.status();
  return {
    now: moment.now,
    callsPerSecond: figures.callsPerSecond(moment.now),
    byMeasure: Object.fromEntries(MEASURES.map((measure, rank) => [measure, figures.byMeasure[rank] ?? 0])),
    degraded: figures.degraded,
    failedOpen: moment.failedOpen,
    dropped: moment.dropped,
    minutes: figures.minutes(moment.minutes),
    top: figures.top(TOP_SHOWN, moment.now).map(({ worst, calls }) => ({
      id: worst.verdict.id,
      caller: maskNumber(worst.event.caller),
      measure: worst.verdict.measure,
      score: worst.verdict.score,
      calls,
      reason: bothHeadlines(worst, desk.words),
    })),
    policy: status.policy.version,
    policyRefused: status.policyRefused,
    journal: status.journal.writable,
    database: status.database.state,
  };
}
