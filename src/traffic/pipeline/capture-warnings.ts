import type { TrackerCounts } from '../normalise/index.ts';
import type { CaptureCounts } from '../sources/index.ts';

/** Sentences about what a capture misses, to be read before its calls are trusted; nothing missing is evidence. */
export function captureWarnings(
  counts: CaptureCounts,
  calls: TrackerCounts,
  cutBytes: number,
): readonly string[] {
  const { lost, dropped } = counts;
  const told: readonly (readonly [number, string])[] = [
    [
      calls.endsNotSeen,
      'calls whose end the capture misses: their outcome or length is unknown, and nothing follows from it',
    ],
    [calls.headless, 'calls of which the capture misses the beginning: they are not counted'],
    [calls.evicted, 'calls were closed before their end because too many were open at once'],
    [
      lost.streamGaps,
      `holes in TCP streams (${lost.streamGapBytes} bytes): the capture lost packets, messages in them are missing`,
    ],
    [lost.incompleteDatagrams, 'datagrams of which fragments are missing'],
    [
      dropped.get('cut') ?? 0,
      'packets were cut by the snap length: capture with a larger one (tcpdump -s 0), or their messages stay unread',
    ],
    [
      dropped.get('tls') ?? 0,
      'packets are encrypted (TLS): capture behind the TLS, or send HEP from the switch',
    ],
    [dropped.get('unknown-link-type') ?? 0, 'packets are of a link type that is not read'],
    [cutBytes, 'bytes at the end are no whole packet: the file was cut, or is still being written'],
  ];
  return told.filter(([count]) => count > 0).map(([count, sentence]) => `${count} ${sentence}`);
}
