import type { ASTNode } from '@marcbachmann/cel-js';
import { nearestWord } from './nearest-word.ts';
import { ExpressionProblem } from './problem.ts';
import type { Reading, Vocabulary, WordReading } from './vocabulary.ts';

/**
 * An expression as JavaScript source. A truth has two expressions, "surely true" and "surely false"; when a value it
 * needs is unknown, both are false. That is Kleene's three-valued logic, and it is how CEL itself treats errors under
 * `&&` and `||`, so an unknown behaves like CEL's "no such key", also under `!`.
 */
export type Compiled =
  | { readonly type: 'number'; readonly js: string }
  | { readonly type: 'truth'; readonly yes: string; readonly no: string }
  | { readonly type: 'text'; readonly text: string }
  | WordReading;
type Truth = Extract<Compiled, { type: 'truth' }>;

/** Longest generated source of one expression: nested conditionals double it, so the growth must have an end. */
const MAX_SOURCE = 20_000;

const YES: Truth = { type: 'truth', yes: 'true', no: 'false' };
const NO: Truth = { type: 'truth', yes: 'false', no: 'true' };

/** Compiles a parsed and checked expression. Throws ExpressionProblem for anything outside the language's subset. */
export function compileNode(node: ASTNode, vocabulary: Vocabulary): Compiled {
  const compiled = compile(node, vocabulary);
  const size =
    compiled.type === 'truth'
      ? compiled.yes.length + compiled.no.length
      : compiled.type === 'number'
        ? compiled.js.length
        : 0;
  if (size > MAX_SOURCE)
    throw new ExpressionProblem('the expression is too complex; split it into two rules', node.start);
  return compiled;
}

function compile(node: ASTNode, vocabulary: Vocabulary): Compiled {
  switch (node.op) {
    case 'value':
      return literal(node.args, node);
    case 'id':
      return name(node.args, node, vocabulary);
    case '.':
      return field(node.args, node, vocabulary);
    case 'call':
      return hasCall(node.args, node, vocabulary);
    case 'rcall':
      return methodCall(node.args, node, vocabulary);
    case '!_':
      return not(truth(node.args, vocabulary));
    case '-_':
      return { type: 'number', js: `(-${number(node.args, vocabulary)})` };
    case '&&':
    case '||':
      return junction(node.op, truth(node.args[0], vocabulary), truth(node.args[1], vocabulary));
    case '?:':
      return conditional(node, vocabulary);
    case '+':
    case '-':
    case '*':
      return arithmetic(node.op, node.args, vocabulary);
    case '/':
      return quotient(node.args, vocabulary);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return order(node.op, node.args, vocabulary);
    case '==':
      return equality(node.args[0], node.args[1], vocabulary);
    case '!=':
      return not(equality(node.args[0], node.args[1], vocabulary));
    case 'in':
      return membership(node.args, vocabulary);
    default:
      throw new ExpressionProblem(`"${node.op}" is not part of the rule language`, node.start);
  }
}

function literal(value: unknown, node: ASTNode): Compiled {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new ExpressionProblem('the number is not finite', node.start);
    return { type: 'number', js: String(value) };
  }
  if (typeof value === 'boolean') return value ? YES : NO;
  if (typeof value === 'string') return { type: 'text', text: value };
  throw new ExpressionProblem('only numbers, true, false and quoted words can be written here', node.start);
}

function read(reading: Reading): Compiled {
  return reading.type === 'flag'
    ? { type: 'truth', yes: reading.js, no: reading.no ?? `!${reading.js}` }
    : reading;
}

function name(id: string, node: ASTNode, vocabulary: Vocabulary): Compiled {
  const reading = vocabulary.names.get(id);
  if (reading) return read(reading);
  if (vocabulary.subjects.has(id))
    throw new ExpressionProblem(`write a field of it: "${id}.name"`, node.start);
  const known = [...vocabulary.names.keys(), ...vocabulary.subjects.keys()];
  throw new ExpressionProblem(`there is no "${id}"${hint(id, known)}`, node.start);
}

function subjectOf(node: ASTNode, vocabulary: Vocabulary) {
  const subject = node.op === 'id' ? vocabulary.subjects.get(node.args) : undefined;
  if (!subject || node.op !== 'id')
    throw new ExpressionProblem(
      `a dot may follow only ${[...vocabulary.subjects.keys()].join(', ')}`,
      node.start,
    );
  return { id: node.args, subject };
}

function field([target, key]: [ASTNode, string], node: ASTNode, vocabulary: Vocabulary): Compiled {
  const { id, subject } = subjectOf(target, vocabulary);
  const reading = subject.fields.get(key);
  if (reading) return read(reading);
  throw new ExpressionProblem(`${id} has no "${key}"${hint(key, subject.fields.keys())}`, node.start);
}

function methodCall(
  [key, target, args]: [string, ASTNode, ASTNode[]],
  node: ASTNode,
  vocabulary: Vocabulary,
): Compiled {
  const { id, subject } = subjectOf(target, vocabulary);
  const method = subject.methods.get(key);
  if (!method)
    throw new ExpressionProblem(
      `${id} has no function "${key}"${hint(key, subject.methods.keys())}`,
      node.start,
    );
  const argument = args[0] && args.length === 1 ? compileNode(args[0], vocabulary) : null;
  if (argument?.type !== 'text')
    throw new ExpressionProblem(`${id}.${key} takes one quoted text`, node.start);
  const reading = method(argument.text);
  if (reading.type === 'refused')
    throw new ExpressionProblem(`${id}.${key}("..."): ${reading.why}`, args[0]!.start);
  return read(reading);
}

function hasCall([key, args]: [string, ASTNode[]], node: ASTNode, vocabulary: Vocabulary): Compiled {
  if (key !== 'has') throw new ExpressionProblem(`there is no function "${key}"`, node.start);
  const value = args[0] ? compileNode(args[0], vocabulary) : null;
  if (value?.type === 'number')
    return { type: 'truth', yes: `(${value.js}===${value.js})`, no: `(${value.js}!==${value.js})` };
  if (value?.type === 'word' && value.unknown !== null)
    return { type: 'truth', yes: `(${value.js}!==${value.unknown})`, no: `(${value.js}===${value.unknown})` };
  throw new ExpressionProblem('has(...) takes one field that can be unknown', node.start);
}

const not = ({ yes, no }: Truth): Truth => ({ type: 'truth', yes: no, no: yes });

function junction(op: '&&' | '||', one: Truth, other: Truth): Truth {
  const dual = op === '&&' ? '||' : '&&';
  return {
    type: 'truth',
    yes: `(${one.yes}${op}${other.yes})`,
    no: `(${one.no}${dual}${other.no})`,
  };
}

function conditional(node: Extract<ASTNode, { op: '?:' }>, vocabulary: Vocabulary): Compiled {
  const [condition, then, otherwise] = node.args;
  const test = truth(condition, vocabulary);
  const one = compileNode(then, vocabulary);
  const other = compileNode(otherwise, vocabulary);
  if (one.type === 'number' && other.type === 'number')
    return { type: 'number', js: `(${test.yes}?${one.js}:${test.no}?${other.js}:NaN)` };
  if (one.type === 'truth' && other.type === 'truth')
    return {
      type: 'truth',
      yes: `(${test.yes}?${one.yes}:${test.no}&&${other.yes})`,
      no: `(${test.yes}?${one.no}:${test.no}&&${other.no})`,
    };
  throw new ExpressionProblem('both sides of ": " must be numbers or both true/false', node.start);
}

function arithmetic(op: string, [one, other]: [ASTNode, ASTNode], vocabulary: Vocabulary): Compiled {
  return { type: 'number', js: `(${number(one, vocabulary)}${op}${number(other, vocabulary)})` };
}

/** A quotient by zero is "a ratio of nothing": unknown, never infinite, so it cannot fire a rule. */
function quotient([one, other]: [ASTNode, ASTNode], vocabulary: Vocabulary): Compiled {
  const divisor = number(other, vocabulary);
  return { type: 'number', js: `(${divisor}===0?NaN:${number(one, vocabulary)}/${divisor})` };
}

const OPPOSITE = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;

function order(op: keyof typeof OPPOSITE, [one, other]: [ASTNode, ASTNode], vocabulary: Vocabulary): Truth {
  const left = number(one, vocabulary);
  const right = number(other, vocabulary);
  return { type: 'truth', yes: `(${left}${op}${right})`, no: `(${left}${OPPOSITE[op]}${right})` };
}

function equality(one: ASTNode, other: ASTNode, vocabulary: Vocabulary): Truth {
  const left = compileNode(one, vocabulary);
  const right = compileNode(other, vocabulary);
  if (left.type === 'number' && right.type === 'number')
    return {
      type: 'truth',
      yes: `(${left.js}===${right.js})`,
      no: `(${left.js}<${right.js}||${left.js}>${right.js})`,
    };
  if (left.type === 'truth' && right.type === 'truth')
    return {
      type: 'truth',
      yes: `(${left.yes}&&${right.yes}||${left.no}&&${right.no})`,
      no: `(${left.yes}&&${right.no}||${left.no}&&${right.yes})`,
    };
  if (left.type === 'text' && right.type === 'text') return left.text === right.text ? YES : NO;
  if (left.type === 'word' && right.type === 'text') return isWord(left, right.text, other);
  if (left.type === 'text' && right.type === 'word') return isWord(right, left.text, one);
  if (left.type === 'word' && right.type === 'word') return sameWord(left, right, one);
  throw new ExpressionProblem('these two can never be equal: they are of different kinds', one.start);
}

/** A word that is not in the vocabulary is an error, not a comparison that is always false: it is a typing mistake. */
function isWord(reading: WordReading, word: string, node: ASTNode): Truth {
  const index = reading.words.indexOf(word);
  if (index < 0)
    throw new ExpressionProblem(`"${word}" is no known word here${hint(word, reading.words)}`, node.start);
  const yes = `(${reading.js}===${index})`;
  const no =
    reading.unknown === null || reading.unknown === index
      ? `(${reading.js}!==${index})`
      : `(${reading.js}!==${index}&&${reading.js}!==${reading.unknown})`;
  return { type: 'truth', yes, no };
}

function sameWord(left: WordReading, right: WordReading, node: ASTNode): Truth {
  if (left.words !== right.words)
    throw new ExpressionProblem('these two fields hold different kinds of words', node.start);
  const known = left.unknown === null ? '' : `&&${left.js}!==${left.unknown}&&${right.js}!==${left.unknown}`;
  return {
    type: 'truth',
    yes: `(${left.js}===${right.js}${known})`,
    no: `(${left.js}!==${right.js}${known})`,
  };
}

function membership([one, list]: [ASTNode, ASTNode], vocabulary: Vocabulary): Truth {
  if (list.op !== 'list')
    throw new ExpressionProblem('after "in" write a list, such as ["mobile", "fixed"]', list.start);
  return list.args
    .map((item) => equality(one, item, vocabulary))
    .reduce((all, next) => junction('||', all, next), NO);
}

function number(node: ASTNode, vocabulary: Vocabulary): string {
  const compiled = compileNode(node, vocabulary);
  if (compiled.type !== 'number') throw new ExpressionProblem('a number is needed here', node.start);
  return compiled.js;
}

function truth(node: ASTNode, vocabulary: Vocabulary): Truth {
  const compiled = compileNode(node, vocabulary);
  if (compiled.type !== 'truth') throw new ExpressionProblem('true or false is needed here', node.start);
  return compiled;
}

function hint(word: string, known: Iterable<string>): string {
  const nearest = nearestWord(word, known);
  return nearest === null ? '' : `; did you mean "${nearest}"?`;
}
