import type { Measure } from './measure.ts';
import type { Signal } from './signal.ts';
import type { Degradation, ListHit, Protection } from './verdict.ts';

/** What detect says of one call; decide turns it into a measure. Reused between calls: copy what you keep. */
export interface Detection {
  readonly signals: readonly Signal[];
  /** The winning list entry: any allow beats any deny; within one list the longest match wins. `null`: none. */
  readonly allow: ListHit | null;
  readonly deny: (ListHit & { readonly measure: Measure }) | null;
  readonly protection: Protection | null;
  readonly degraded: readonly Degradation[];
}
