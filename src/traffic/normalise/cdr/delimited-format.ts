import type { Result } from '../../../domain/result.ts';
import type { TimeZone } from '../../../lib/time-zone.ts';
import type { DelimitedLayout } from './record-layout.ts';
import type { RecordSample } from './record-sample.ts';

/** One delimited format: how to recognise it in a sample and how to read it. */
export interface DelimitedFormat {
  readonly name: string;
  /** Share of the sample's records that look like it, 0 to 1. */
  score(sample: RecordSample): number;
  /** A layout for the file the sample is from; bad when a required column is missing. */
  layout(sample: RecordSample, zone: TimeZone): Result<DelimitedLayout, 'missing-column'>;
}
