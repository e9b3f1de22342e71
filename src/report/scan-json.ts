import type { ListHit } from '../domain/verdict.ts';
import type { ScannedFile, ScannedNumber, ScanResult } from './scan-result.ts';

/** `jingtong scan --json`: a public shape (docs/scan.md); fields may be added, none renamed or taken away. */
export interface ScanJson {
  readonly files: readonly ScannedFile[];
  readonly numbers: readonly {
    readonly number: string;
    readonly kind: string;
    readonly score: number | null;
    readonly measure: string;
    readonly signals: readonly {
      readonly id: string;
      readonly value: number;
      readonly threshold: number;
      readonly weight: number;
    }[];
    /** Only where a list entry decided. */
    readonly list?: ListHit;
    /** Only where somebody else seems to show the number: never list or limit it for this. */
    readonly appliesTo?: 'call';
    readonly calls: number;
    /** ISO 8601, UTC. */
    readonly firstSeen: string;
    readonly lastSeen: string;
  }[];
  readonly policy: { readonly version: string };
}

/** The result as its public JSON value. */
export function scanJson(result: ScanResult): ScanJson {
  return {
    files: result.files.map(({ path, format, rows, events, duplicates, quarantined, dropped }) => ({
      path,
      format,
      rows,
      events,
      duplicates,
      quarantined,
      dropped: Object.fromEntries(Object.entries(dropped).sort(([one], [other]) => (one < other ? -1 : 1))),
    })),
    numbers: result.numbers.map(numberJson),
    policy: { version: result.policy.stamp.version },
  };
}

function numberJson(number: ScannedNumber): ScanJson['numbers'][number] {
  return {
    number: number.number,
    kind: number.kind,
    score: number.score,
    measure: number.measure,
    signals: number.signals.map(({ id, value, threshold, weight }) => ({ id, value, threshold, weight })),
    ...(number.list === null ? {} : { list: number.list }),
    ...(number.appliesTo === 'call' ? { appliesTo: 'call' as const } : {}),
    calls: number.calls,
    firstSeen: new Date(number.firstAt).toISOString(),
    lastSeen: new Date(number.lastAt).toISOString(),
  };
}

/** The same value as text, one number a line, in parts: a million numbers need no million-line string. */
export function* scanJsonText(result: ScanResult): Iterable<string> {
  const { files, policy } = scanJson({ ...result, numbers: [] });
  yield `{"files":${JSON.stringify(files)},\n"numbers":[`;
  let separator = '\n';
  for (const number of result.numbers) {
    yield separator + JSON.stringify(numberJson(number));
    separator = ',\n';
  }
  yield `],\n"policy":${JSON.stringify(policy)}}\n`;
}
