/**
 * Something that is not as it was logged. Places count from 0.
 * - `altered`: the row is not the entry logged there. `missing`: the entry logged there is gone. `inserted`: a row that was
 *   never logged there. `moved`: rows `seq` to `until` (excluded) hold the entries logged from `from` on.
 *   `out-of-order`: the right row in the wrong order of the file.
 * - `hash-altered`: the row is what was signed, the stored hash is not.
 * - `range`: between two checkpoints something was changed together with the stored hashes; which row cannot be told.
 * - `shorter`: the log ends before a signed checkpoint.
 * - `fork`: the log is not the one of this checkpoint, although it is that of another of the same signer.
 * - `checkpoint`: a checkpoint that nobody can believe.
 */
export type Finding =
  | {
      readonly kind: 'altered' | 'missing' | 'inserted' | 'out-of-order' | 'hash-altered';
      readonly seq: number;
    }
  | { readonly kind: 'moved'; readonly seq: number; readonly until: number; readonly from: number }
  | { readonly kind: 'range'; readonly seq: number; readonly until: number }
  | { readonly kind: 'shorter'; readonly seq: number; readonly checkpoint: number; readonly label: string }
  | { readonly kind: 'fork'; readonly seq: number; readonly label: string }
  | { readonly kind: 'checkpoint'; readonly label: string; readonly reason: string; readonly detail: string };
