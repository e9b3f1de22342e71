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
