import { FEATURES, type FeatureRole, featureIndex, WINDOWS } from '../../domain/feature-catalogue.ts';
import { metricBit } from './feature-needs.ts';

/** Metrics by the names they have here; what is read of a role is a set of them. */
const CALLER_METRICS = {
  calls: 'calls',
  callees: 'callees',
  perCallee: 'calls_per_callee',
  outShare: 'out_share',
  answerRatio: 'answer_ratio',
  ring: 'ring_s',
  talk: 'talk_s',
  short: 'short',
  oneRing: 'one_ring',
  sequential: 'sequential',
  dead: 'dead',
  nightShare: 'night_share',
  age: 'age_h',
  hoursActive: 'hours_active',
  daysActive: 'days_active',
  imeis: 'imeis_7d',
  cells: 'cells_7d',
  calledBack: 'called_back_7d',
  calledBackShare: 'called_back_share_7d',
} as const;
const CALLEE_METRICS = {
  calls: 'calls',
  callers: 'callers',
  perCaller: 'calls_per_caller',
  answerRatio: 'answer_ratio',
  ring: 'ring_s',
  talk: 'talk_s',
  short: 'short',
  age: 'age_h',
  suspectsDay: 'suspects_24h',
  suspectsWeek: 'suspects_7d',
} as const;
const PAIR_METRICS_READ = {
  calls: 'calls',
  answered: 'answered',
  talk: 'talk_s',
  age: 'age_h',
  reverse: 'reverse_calls_7d',
} as const;

function tableOf<Name extends string>(
  metrics: Readonly<Record<Name, string>>,
  value: (metric: string) => number,
): Readonly<Record<Name, number>> {
  const entries = Object.entries<string>(metrics).map(([name, metric]) => [name, value(metric)] as const);
  return Object.freeze(Object.fromEntries(entries) as Record<Name, number>);
}

/** Catalogue positions; the five windows of a metric lie side by side. */
const placeIn =
  (role: FeatureRole) =>
  (metric: string): number =>
    Math.max(featureIndex(`${role}.${metric}`), featureIndex(`${role}.${metric}_${WINDOWS[0]}`));
const bitIn =
  (role: FeatureRole) =>
  (metric: string): number =>
    metricBit(role, metric);

export const CALLER = tableOf(CALLER_METRICS, placeIn('caller'));
export const CALLER_BIT = tableOf(CALLER_METRICS, bitIn('caller'));
export const CALLEE = tableOf(CALLEE_METRICS, placeIn('callee'));
export const CALLEE_BIT = tableOf(CALLEE_METRICS, bitIn('callee'));
export const PAIR = tableOf(PAIR_METRICS_READ, placeIn('pair'));
export const PAIR_BIT = tableOf(PAIR_METRICS_READ, bitIn('pair'));
export const PAIR_WINDOWED = PAIR_BIT.calls | PAIR_BIT.answered | PAIR_BIT.talk;

/** First and one-past-last position of a role's features. */
export const ROLE_RANGES = {
  caller: rangeOf('caller.'),
  callee: rangeOf('callee.'),
  pair: rangeOf('pair.'),
} as const;

function rangeOf(prefix: string): readonly [number, number] {
  const first = FEATURES.findIndex((name) => name.startsWith(prefix));
  return [first, first + FEATURES.filter((name) => name.startsWith(prefix)).length];
}
