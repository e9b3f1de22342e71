import type { ASTNode } from '@marcbachmann/cel-js';
import { type Compiled, compileNode } from './compile.ts';
import type { Language } from './language.ts';
import { ExpressionProblem } from './problem.ts';
import type { Vocabulary } from './vocabulary.ts';

/** JavaScript source that is true only if the condition surely holds; false when it does not or when that is unknown. */
export function conditionSource(text: string, language: Language, vocabulary: Vocabulary): string {
  const compiled = compileText(text, language, vocabulary);
  if (compiled.type !== 'truth')
    throw new ExpressionProblem('a condition must be true or false, such as "value > threshold"', 0);
  return compiled.yes;
}

/** Both sides of a condition: surely true and surely false; neither when it is unknown. */
export function truthSource(
  text: string,
  language: Language,
  vocabulary: Vocabulary,
): { readonly yes: string; readonly no: string } {
  const compiled = compileText(text, language, vocabulary);
  if (compiled.type !== 'truth') throw new ExpressionProblem('a condition must be true or false', 0);
  return compiled;
}

/** JavaScript source of a number, NaN when unknown. */
export function numberSource(text: string, language: Language, vocabulary: Vocabulary): string {
  const compiled = compileText(text, language, vocabulary);
  if (compiled.type !== 'number')
    throw new ExpressionProblem('a value must be a number, such as "caller.calls_1h"', 0);
  return compiled.js;
}

/** Our own check speaks first: it knows the words and says which one was meant. CEL's type check has the last word. */
function compileText(text: string, language: Language, vocabulary: Vocabulary): Compiled {
  const parsed = language.parse(text);
  const compiled = compileNode(parsed.ast, vocabulary);
  language.check(parsed);
  return compiled;
}

/** One of the conditions that must all hold for a condition to hold: `b` and `c` of `b && c`. */
export interface ConditionPart {
  /** JavaScript source, true only if the part surely holds. */
  readonly yes: string;
  /** Where the part asks that a whole number be so large at least: the number's source, and how large. */
  readonly least: { readonly js: string; readonly value: number } | null;
}

/** The parts of a condition; one alone where it is no conjunction. */
export function conditionParts(
  text: string,
  language: Language,
  vocabulary: Vocabulary,
): readonly ConditionPart[] {
  return partsOf(language.parse(text).ast, vocabulary);
}

function partsOf(node: ASTNode, vocabulary: Vocabulary): readonly ConditionPart[] {
  if (node.op === '&&') return node.args.flatMap((arg) => partsOf(arg, vocabulary));
  const compiled = compileNode(node, vocabulary);
  if (compiled.type !== 'truth') throw new ExpressionProblem('a condition must be true or false', node.start);
  return [{ yes: compiled.yes, least: leastOf(node, vocabulary) }];
}

function leastOf(node: ASTNode, vocabulary: Vocabulary): ConditionPart['least'] {
  if (node.op !== '>' && node.op !== '>=' && node.op !== '<' && node.op !== '<=') return null;
  const [left, right] = [compileNode(node.args[0], vocabulary), compileNode(node.args[1], vocabulary)];
  if (left.type !== 'number' || right.type !== 'number') return null;
  const isUp = node.op === '>' || node.op === '>=';
  const [subject, bound] = isUp ? [left.js, right.js] : [right.js, left.js];
  const limit = /^[\d.()-]+$/.test(bound) ? Number(bound.replace(/[()]/g, '')) : Number.NaN;
  if (Number.isNaN(limit)) return null;
  const isStrict = node.op === '>' || node.op === '<';
  return { js: subject, value: isStrict ? Math.floor(limit) + 1 : Math.ceil(limit) };
}
