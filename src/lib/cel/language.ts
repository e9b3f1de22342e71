import { type ASTNode, Environment, type ParseError, type ParseResult } from '@marcbachmann/cel-js';
import { ExpressionProblem } from './problem.ts';
import { syntaxWords } from './syntax-words.ts';
import type { Reading, Vocabulary } from './vocabulary.ts';

/** Longest expression text; parsing recurses, so this also bounds the stack. */
export const MAX_EXPRESSION_LENGTH = 2_000;

const LIMITS = {
  maxDepth: 32,
  maxAstNodes: 400,
  maxListElements: 64,
  maxMapEntries: 0,
  maxCallArguments: 4,
};

/** What a subject looks like to the interpreter: its fields and methods as properties; an absent field is unknown. */
export type SubjectValue = Record<string, unknown>;

/** CEL over one vocabulary: parses and checks, and can interpret, which tests and the benchmark compare with. */
export interface Language {
  /** Parses; whole numbers become doubles so that authors may write `60` for `60.0`. Throws ExpressionProblem. */
  parse(text: string): ParseResult;
  /** Checks types as CEL does. Throws ExpressionProblem. */
  check(parsed: ParseResult): void;
  /** A subject for the interpreter. */
  subject(name: string, properties: SubjectValue): SubjectValue;
}

/** Expensive to build: once per vocabulary. */
export function language(vocabulary: Vocabulary): Language {
  const environment = new Environment({ limits: LIMITS });
  const classes = new Map<string, new () => SubjectValue>();
  for (const [name, subject] of vocabulary.subjects) {
    // One class a subject: the checker tells types apart by their constructor.
    const ctor = class {} as new () => SubjectValue;
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Subject`;
    const fields = Object.fromEntries(
      [...subject.fields].map(([field, reading]) => [field, celType(reading)]),
    );
    environment.registerType(type, { ctor, fields });
    for (const method of subject.methods.keys())
      environment.registerFunction(`${type}.${method}(string): bool`, (value: SubjectValue, text: string) =>
        (value[method] as (text: string) => boolean)(text),
      );
    environment.registerVariable(name, type);
    classes.set(name, ctor);
  }
  for (const [name, reading] of vocabulary.names) {
    if (reading.type === 'text') environment.registerConstant(name, 'string', reading.text);
    else environment.registerVariable(name, celType(reading));
  }
  return {
    parse: (text) => parseWith(environment, text),
    check(parsed) {
      const checked = parsed.check();
      if (!checked.valid) throw asProblem(checked.error);
    },
    subject: (name, properties) => Object.assign(new (classes.get(name)!)(), properties),
  };
}

function parseWith(environment: Environment, text: string): ParseResult {
  if (text.length > MAX_EXPRESSION_LENGTH)
    throw new ExpressionProblem(
      `the expression has ${text.length} characters, at most ${MAX_EXPRESSION_LENGTH} are read; split it into two rules`,
      MAX_EXPRESSION_LENGTH,
    );
  let parsed: ParseResult;
  try {
    parsed = environment.parse(text);
  } catch (error) {
    throw asProblem(error, text);
  }
  widen(parsed.ast);
  return parsed;
}

/** Within the text, so that a missing end is shown in the line it is missing from. */
function asProblem(error: unknown, text?: string): ExpressionProblem {
  if (error instanceof RangeError)
    return new ExpressionProblem('the expression is nested too deeply; split it into two rules', 0);
  if (error instanceof Error && 'summary' in error) {
    const { summary, range } = error as ParseError;
    const last = text === undefined ? Number.POSITIVE_INFINITY : Math.max(0, text.trimEnd().length - 1);
    return new ExpressionProblem(syntaxWords(summary), Math.min(range?.start ?? 0, last));
  }
  throw error;
}

/** Makes whole-number literals doubles, in place: CEL itself refuses `double * int`, authors should not have to care. */
function widen(node: ASTNode): void {
  if (node.op === 'value') {
    if (typeof node.args === 'bigint') {
      if (!Number.isSafeInteger(Number(node.args)))
        throw new ExpressionProblem(`${node.args} is too large to be exact`, node.start);
      (node as { args: unknown }).args = Number(node.args);
    }
    return;
  }
  for (const child of childrenOf(node)) widen(child);
}

function childrenOf(node: ASTNode): ASTNode[] {
  const parts: unknown[] = Array.isArray(node.args) ? node.args.flat(2) : [node.args];
  return parts.filter((part): part is ASTNode => typeof part === 'object' && part !== null && 'op' in part);
}

function celType(reading: Reading): string {
  switch (reading.type) {
    case 'number':
      return 'double';
    case 'flag':
      return 'bool';
    case 'word':
    case 'text':
      return 'string';
  }
}
