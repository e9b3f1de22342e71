export { canonicalJson, digestOf } from './digest.ts';
export { type ExampleInput, exampleInput } from './example-input.ts';
export { locate } from './located.ts';
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
export { readItem } from './read-item.ts';
export { type ExampleResult, type RuleHolds, runExamples } from './run-examples.ts';
export { readYaml } from './yaml-source.ts';
