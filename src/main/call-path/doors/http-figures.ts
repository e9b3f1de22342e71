import type { Figure, SwitchDoorCounts } from '../../../api/index.ts';

/** The switch door's counts for `/metrics`. */
export function httpFigures({ answered, reasons, inFlight, connections }: SwitchDoorCounts): Figure[] {
  const figure = (name: string, help: string, labels: Figure['labels'], value: number): Figure => ({
    name: `jingtong_switch_http_${name}`,
    help,
    labels,
    value,
  });
  return [
    ...answered.map(({ peer, dialect, outcome, count }) =>
      figure('answers_total', 'Questions answered', { peer, dialect, outcome }, count),
    ),
    ...Object.entries(reasons).map(([reason, count]) =>
      figure('reasons_total', 'Why calls passed unjudged or requests were refused', { reason }, count),
    ),
    figure('in_flight', 'Questions that wait', {}, inFlight),
    figure('connections', 'Open connections', {}, connections),
  ];
}
