import type { Figure } from '../../../api/index.ts';
import type { SignallingFeed } from '../../../traffic/pipeline/index.ts';
import type { HepCounts } from '../../../traffic/sources/index.ts';

/** The HEP door's counts for `/metrics`. */
export function hepFigures(
  counts: HepCounts,
  feed: SignallingFeed,
  calls: { readonly lost: number; readonly skipped: number },
): Figure[] {
  const figure = (name: string, help: string, labels: Figure['labels'], value: number): Figure => ({
    name: `jingtong_hep_${name}`,
    help,
    labels,
    value,
  });
  return [
    figure('packets_total', 'Frames received', {}, counts.packets),
    figure('used_total', 'Frames handed on as SIP', {}, counts.used),
    ...[...counts.dropped].map(([reason, count]) =>
      figure('dropped_total', 'Frames not used, by reason', { reason }, count),
    ),
    ...[...feed.counts.refused].map(([reason, count]) =>
      figure('refused_total', 'Payloads that were no SIP', { reason }, count),
    ),
    figure('calls_lost_total', 'Calls that could not be recorded', {}, calls.lost),
    figure('calls_skipped_total', 'Calls of peers that ask themselves', {}, calls.skipped),
    figure('calls_held', 'Calls under way', {}, feed.size),
  ];
}
