/**
 * Where a file stands: `shipped` with the product, `local` (local.d) merged over it item by item, `override`
 * (override.d) replacing whole items. Later layers win.
 */
export const POLICY_LAYERS = ['shipped', 'local', 'override'] as const;
export type PolicyLayer = (typeof POLICY_LAYERS)[number];

/** One policy file as text; `path` is relative to its layer (`rules/dispersion.yaml`). */
export interface PolicyFile {
  readonly path: string;
  readonly layer: PolicyLayer;
  readonly text: string;
}

/** Something wrong in a policy file, said so that its author can mend it. */
export interface PolicyProblem {
  /** `override.d/rules/dispersion.yaml`. */
  readonly file: string;
  /** 1-based; 0 when the whole file is meant. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

const LAYER_FOLDER: Readonly<Record<PolicyLayer, string>> = {
  shipped: '',
  local: 'local.d/',
  override: 'override.d/',
};

/** The file's name for messages, layer included. */
export const fileName = (file: PolicyFile): string => `${LAYER_FOLDER[file.layer]}${file.path}`;

/** `rules/x.yaml:12:3: the message`. */
export function writeProblem(problem: PolicyProblem): string {
  const place = problem.line === 0 ? '' : `:${problem.line}:${problem.column}`;
  return `${problem.file}${place}: ${problem.message}`;
}
