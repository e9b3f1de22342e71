/**
 * Every number the features stage knows about a call's parties at the moment of the call, including the call itself.
 * A rule names one as `caller.calls_1h`; the position in the catalogue is its place in a `FeatureVector`.
 *
 * NaN means "not known": a ratio of nothing, an age of a number never seen. Every comparison with NaN is false, so an
 * unknown feature can never fire a rule.
 */
export const WINDOWS = ['1m', '10m', '1h', '24h', '7d'] as const;
export type Window = (typeof WINDOWS)[number];

export const WINDOW_MS: Readonly<Record<Window, number>> = {
  '1m': 60_000,
  '10m': 600_000,
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 604_800_000,
};

/** Metrics kept for each window, with unit. `_s` are seconds, `_share` and `_ratio` are 0 to 1, the rest are counts. */
export const WINDOWED_METRICS = {
  caller: [
    /** Outgoing attempts. */
    'calls',
    /** Distinct callees dialled: exact while few, a sketch with stated error when many. */
    'callees',
    /** Outgoing attempts per distinct callee; low is dispersion. */
    'calls_per_callee',
    /** Outgoing over all attempts of the number, outgoing and incoming. */
    'out_share',
    /** Answered over attempts whose outcome is known. */
    'answer_ratio',
    /** Mean ring time. */
    'ring_s',
    /** Mean talk time of answered calls. */
    'talk_s',
    /** Answered calls shorter than `VERY_SHORT_TALK_MS`. */
    'short',
    /** Unanswered calls given up within `ONE_RING_MS`. */
    'one_ring',
    /** Calls to the number next to (distance 1 to 3) the one dialled before. */
    'sequential',
    /** Calls to numbers the network calls non-existent. */
    'dead',
    /** Share of attempts between 22:00 and 07:00 local. */
    'night_share',
  ],
  callee: ['calls', 'callers', 'calls_per_caller', 'answer_ratio', 'ring_s', 'talk_s', 'short'],
  pair: ['calls', 'answered', 'talk_s'],
} as const;

/** Metrics without a window. */
export const SCALAR_METRICS = {
  caller: [
    /** Hours since the number was first seen calling or called. */
    'age_h',
    /** Distinct hours of the day with an outgoing call, last 7 days. */
    'hours_active',
    /** Distinct days with an outgoing call, last 31 days. */
    'days_active',
    'imeis_7d',
    'cells_7d',
    /** Incoming calls in 7 days from people this number had called: the mark of honest heavy dialling (O-39). */
    'called_back_7d',
    /** `called_back_7d` over distinct callees in 7 days. */
    'called_back_share_7d',
  ],
  callee: [
    'age_h',
    /** Distinct suspicious callers that called this number. */
    'suspects_24h',
    'suspects_7d',
  ],
  pair: [
    /** Hours since these two were first seen in a call, either way; 0 on the first call. */
    'age_h',
    /** Calls the other way in 7 days. */
    'reverse_calls_7d',
  ],
} as const;

/** Talk time below which an answered call counts as very short. */
export const VERY_SHORT_TALK_MS = 6_000;
/** Ring time below which an unanswered, caller-ended call counts as one ring (wangiri). */
export const ONE_RING_MS = 8_000;

export type FeatureRole = keyof typeof WINDOWED_METRICS;

function catalogue(): readonly string[] {
  const names: string[] = [];
  for (const role of ['caller', 'callee', 'pair'] as const) {
    for (const metric of WINDOWED_METRICS[role])
      for (const window of WINDOWS) names.push(`${role}.${metric}_${window}`);
    for (const metric of SCALAR_METRICS[role]) names.push(`${role}.${metric}`);
  }
  return names;
}

/** All feature names; a name's position is its index in a vector. Order may change between versions; names may not. */
export const FEATURES: readonly string[] = catalogue();

const INDEX: ReadonlyMap<string, number> = new Map(FEATURES.map((name, index) => [name, index]));

/** Position of a feature; -1 when there is none of that name. */
export function featureIndex(name: string): number {
  return INDEX.get(name) ?? -1;
}

/** One value per catalogue entry, in catalogue order. */
export type FeatureVector = Float64Array;
