import {
  FEATURES,
  type FeatureRole,
  SCALAR_METRICS,
  WINDOWED_METRICS,
  WINDOWS,
} from '../../domain/feature-catalogue.ts';
import {
  SUM_ANSWERED,
  SUM_CALLED_BACK,
  SUM_CALLS,
  SUM_DEAD,
  SUM_KNOWN,
  SUM_NIGHT,
  SUM_ONE_RING,
  SUM_OTHER,
  SUM_PEERS,
  SUM_RING,
  SUM_RINGS,
  SUM_SEQUENTIAL,
  SUM_SHORT,
  SUM_TALK,
  SUM_TALKS,
} from './window-sums.ts';

/** What of a role is read: metrics as bits (`metricBit`), and the sums they are made of as bits `1 << SUM_x`. */
export interface RoleNeeds {
  readonly metrics: number;
  readonly sums: number;
  /** The same by window. */
  readonly sumsIn: Int32Array;
  /** By catalogue position: 1 when that feature, window and all, is read. */
  readonly read: Uint8Array;
}
export type FeatureNeeds = Readonly<Record<FeatureRole, RoleNeeds>>;

const metricsOf = (role: FeatureRole): readonly string[] => [
  ...WINDOWED_METRICS[role],
  ...SCALAR_METRICS[role],
];

/** The bit of a metric (all its windows together) within its role. */
export function metricBit(role: FeatureRole, metric: string): number {
  const place = metricsOf(role).indexOf(metric);
  if (place < 0) throw new RangeError(`not in the catalogue: ${role}.${metric}`);
  return 1 << place;
}

const bits = (...sums: readonly number[]): number => sums.reduce((all, sum) => all | (1 << sum), 0);

/** Sums a metric of a calling or called number is made of. */
const SUMS_OF: Readonly<Record<string, number>> = {
  calls: bits(SUM_CALLS),
  callees: bits(SUM_PEERS),
  callers: bits(SUM_PEERS),
  calls_per_callee: bits(SUM_CALLS, SUM_PEERS),
  calls_per_caller: bits(SUM_CALLS, SUM_PEERS),
  called_back_7d: bits(SUM_CALLED_BACK),
  called_back_share_7d: bits(SUM_CALLED_BACK, SUM_PEERS),
  out_share: bits(SUM_CALLS, SUM_OTHER),
  answer_ratio: bits(SUM_KNOWN, SUM_ANSWERED),
  ring_s: bits(SUM_RINGS, SUM_RING),
  talk_s: bits(SUM_TALKS, SUM_TALK),
  short: bits(SUM_SHORT),
  one_ring: bits(SUM_ONE_RING),
  sequential: bits(SUM_SEQUENTIAL),
  dead: bits(SUM_DEAD),
  night_share: bits(SUM_CALLS, SUM_NIGHT),
};

/** What has to be computed so that all these features are; names that are not in the catalogue ask for nothing. */
export function needsOf(names: Iterable<string>): FeatureNeeds {
  const asked = new Set(names);
  const read = Uint8Array.from(FEATURES, (name) => (asked.has(name) ? 1 : 0));
  return {
    caller: roleNeeds('caller', asked, read),
    callee: roleNeeds('callee', asked, read),
    pair: roleNeeds('pair', asked, read),
  };
}

function roleNeeds(role: FeatureRole, asked: ReadonlySet<string>, read: Uint8Array): RoleNeeds {
  let metrics = 0;
  const sumsIn = new Int32Array(WINDOWS.length);
  for (const metric of metricsOf(role)) {
    const sums = role === 'pair' ? 0 : (SUMS_OF[metric] ?? 0);
    const places = WINDOWS.flatMap((window, place) =>
      asked.has(`${role}.${metric}_${window}`) ? [place] : [],
    );
    // A metric without windows of its own is told over the longest.
    if (asked.has(`${role}.${metric}`)) places.push(WINDOWS.length - 1);
    if (places.length > 0) metrics |= metricBit(role, metric);
    for (const place of places) sumsIn[place]! |= sums;
  }
  return { metrics, sums: sumsIn.reduce((all, sums) => all | sums, 0), sumsIn, read };
}
