import { bad, ok, type Result } from './result.ts';

/**
 * A set of digit strings, written in the small language of the numbering plans. Always matches whole strings.
 *
 * | written | means |
 * |---|---|
 * | `0`-`9` | that digit |
 * | `x` | any digit |
 * | `[1-358]` | one of 1, 2, 3, 5, 8 |
 * | `(13x\|14[579])` | either |
 * | `x{8}`, `x{7,8}`, `x?` | eight, seven or eight, none or one |
 *
 * The language has no unbounded repetition, so every pattern is finite and reads a number in one pass.
 */
export type DigitPattern = string;

/** The parsed form. `digits` is a bit mask: bit 3 set means the digit 3 is taken. */
export type PatternNode =
  | { readonly kind: 'digit'; readonly digits: number }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'either'; readonly options: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly least: number; readonly most: number };

const ANY_DIGIT = 0b11_1111_1111;
const MAX_REPEAT = 24;
const MAX_DEPTH = 32;

/** Parses a pattern; `bad-pattern` names the position (1-based) and what was expected there. */
export function parseDigitPattern(pattern: DigitPattern): Result<PatternNode, 'bad-pattern'> {
  const reader: Reader = { pattern, at: 0, depth: 0, problem: null };
  const node = readEither(reader);
  if (reader.problem === null && reader.at < pattern.length) fail(reader, 'a digit, x, [ or (');
  return reader.problem === null ? ok(node) : bad('bad-pattern', `"${pattern}": ${reader.problem}`);
}

interface Reader {
  readonly pattern: string;
  at: number;
  depth: number;
  problem: string | null;
}

function fail(reader: Reader, expected: string): void {
  reader.problem ??= `expected ${expected} at character ${reader.at + 1}`;
  reader.at = reader.pattern.length;
}

function readEither(reader: Reader): PatternNode {
  const options = [readSequence(reader)];
  while (reader.pattern[reader.at] === '|') {
    reader.at += 1;
    options.push(readSequence(reader));
  }
  return options.length === 1 ? options[0]! : { kind: 'either', options };
}

function readSequence(reader: Reader): PatternNode {
  const parts: PatternNode[] = [];
  for (let atom = readAtom(reader); atom !== null; atom = readAtom(reader)) {
    parts.push(readRepeat(reader, atom));
  }
  if (parts.length === 0 && reader.problem === null) fail(reader, 'at least one digit');
  return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts };
}

function readAtom(reader: Reader): PatternNode | null {
  const char = reader.pattern[reader.at];
  if (char === undefined || char === '|' || char === ')') return null;
  if (char === 'x') {
    reader.at += 1;
    return { kind: 'digit', digits: ANY_DIGIT };
  }
  if (char >= '0' && char <= '9') {
    reader.at += 1;
    return { kind: 'digit', digits: 1 << Number(char) };
  }
  if (char === '[') return readClass(reader);
  if (char === '(') return readGroup(reader);
  fail(reader, 'a digit, x, [ or (');
  return null;
}

function readGroup(reader: Reader): PatternNode | null {
  reader.at += 1;
  reader.depth += 1;
  if (reader.depth > MAX_DEPTH) {
    fail(reader, `at most ${MAX_DEPTH} nested groups`);
    return null;
  }
  const inner = readEither(reader);
  reader.depth -= 1;
  if (reader.pattern[reader.at] !== ')') {
    fail(reader, ')');
    return null;
  }
  reader.at += 1;
  return inner;
}

function readClass(reader: Reader): PatternNode | null {
  const body = /^\[((?:\d(?:-\d)?)+)\]/.exec(reader.pattern.slice(reader.at));
  if (!body) {
    fail(reader, 'digits or ranges of digits, then ]');
    return null;
  }
  let digits = 0;
  for (const [, from, to] of body[1]!.matchAll(/(\d)(?:-(\d))?/g)) {
    for (let digit = Number(from); digit <= Number(to ?? from); digit += 1) digits |= 1 << digit;
  }
  reader.at += body[0].length;
  return { kind: 'digit', digits };
}

function readRepeat(reader: Reader, part: PatternNode): PatternNode {
  const mark = /^(?:\?|\{(\d+)(?:,(\d+))?\})/.exec(reader.pattern.slice(reader.at));
  if (!mark) return part;
  const least = mark[1] === undefined ? 0 : Number(mark[1]);
  const most = mark[1] === undefined ? 1 : Number(mark[2] ?? mark[1]);
  if (most > MAX_REPEAT || least > most) {
    fail(reader, `a repeat from low to high, at most ${MAX_REPEAT}`);
    return part;
  }
  reader.at += mark[0].length;
  return { kind: 'repeat', part, least, most };
}
