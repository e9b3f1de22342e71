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
    figure('keep_alives_total', 'Frames that only keep a connection open', {}, counts.keepAlives),
    ...[...counts.otherTypes].map(([type, count]) =>
      figure(
        'other_types_total',
        'Frames of other protocols, by protocol type',
        { type: String(type) },
        count,
      ),
    ),
    ...[...counts.notes].map(([note, count]) =>
      figure('notes_total', 'Odd frames used all the same', { note }, count),
    ),
    figure('skipped_bytes_total', 'Bytes of streams that belong to no frame', {}, counts.skippedBytes),
    figure('resyncs_total', 'Times a stream lost its place', {}, counts.resyncs),
    figure('receive_buffer_bytes', 'Granted for datagrams that wait', {}, counts.receiveBufferBytes),
    figure('connections', 'Open TCP connections', {}, counts.connections),
    figure('connections_refused_total', 'Connections over the limit', {}, counts.connectionsRefused),
    ...[...feed.counts.refused].map(([reason, count]) =>
      figure('refused_total', 'Payloads that were no SIP', { reason }, count),
    ),
    figure('calls_lost_total', 'Calls that could not be recorded', {}, calls.lost),
    figure('calls_skipped_total', 'Calls of peers that ask themselves', {}, calls.skipped),
    figure('calls_total', 'Calls told of', {}, feed.counts.calls.calls),
    figure(
      'ends_not_seen_total',
      'Calls of which the capture misses the end',
      {},
      feed.counts.calls.endsNotSeen,
    ),
    figure(
      'headless_total',
      'Calls of which the capture misses the beginning',
      {},
      feed.counts.calls.headless,
    ),
    figure('further_legs_total', 'Legs of calls told of already', {}, feed.counts.calls.furtherLegs),
    figure('evicted_total', 'Calls told of early for want of room', {}, feed.counts.calls.evicted),
    ...[...feed.counts.calls.dropped].map(([reason, count]) =>
      figure('messages_dropped_total', 'SIP messages that told nothing new, by reason', { reason }, count),
    ),
    figure('calls_held', 'Calls under way', {}, feed.size),
  ];
}
