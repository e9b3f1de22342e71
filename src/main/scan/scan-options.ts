import type { Measure } from '../../domain/measure.ts';
import type { Language } from '../../domain/text.ts';
import type { TrunkKind } from '../../domain/trunk.ts';

/** A scan as asked for on the command line, defaults filled in. */
export interface ScanOptions {
  readonly paths: readonly string[];
  readonly output: 'table' | 'json' | 'csv';
  /** Where the page goes; `null`: no page. */
  readonly report: string | null;
  readonly format: string | null;
  readonly mapping: string | null;
  readonly timeZone: string | null;
  readonly encoding: string | null;
  readonly country: string;
  readonly trunk: TrunkKind;
  /** Calls after this instant are from the future; epoch milliseconds. */
  readonly asOf: number;
  readonly quarantine: string;
  readonly limit: number;
  /** Numbers of a milder measure are left out everywhere. */
  readonly minMeasure: Measure;
  readonly policyDir: string | null;
  readonly language: Language;
  readonly mask: boolean;
  readonly threads: 1 | 2;
}

/** zh for a Chinese locale, otherwise en: LC_ALL, then LC_MESSAGES, then LANG, as POSIX orders them. */
export function localeLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^zh/i.test(locale) ? 'zh' : 'en';
}
