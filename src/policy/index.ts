export { canonicalJson, digestOf } from './digest.ts';
export { type ExampleInput, exampleInput } from './example-input.ts';
export {
  type NumberingFile,
  type NumberingProblem,
  parseNumberingFiles,
} from './numbering/parse-numbering.ts';
export { type PolicyParse, parsePolicy } from './parse-policy.ts';
export {
  POLICY_LAYERS,
  type PolicyFile,
  type PolicyLayer,
  type PolicyProblem,
  writeProblem,
} from './policy-file.ts';
export { type ExampleResult, type RuleHolds, runExamples } from './run-examples.ts';
