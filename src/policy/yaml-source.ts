import { type Document, isAlias, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { PolicyFile, PolicyProblem } from './policy-file.ts';
import { fileName } from './policy-file.ts';

/** Largest policy file read; longer lists belong in a list feed, not in a policy file. */
export const MAX_FILE_LENGTH = 4 * 1024 * 1024;

/** What a decoder leaves where bytes were no UTF-8. */
const REPLACEMENT = '\ufffd';
const NO_UTF_8 = 'the file is not UTF-8 from here on (GB18030, UTF-16?); save it as UTF-8';

export type YamlPath = readonly (string | number)[];

/** A parsed file that remembers where each value stood. */
export interface YamlSource {
  readonly file: PolicyFile;
  readonly value: unknown;
  /** A problem at a value, or `offset` characters into a text; at its nearest parent when the value is absent. */
  problem(path: YamlPath, message: string, offset?: number): PolicyProblem;
}

export type YamlResult =
  | { readonly ok: true; readonly source: YamlSource }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Reads one YAML 1.2 file. Refused: oversize, several documents, aliases and anchors, tags, keys given twice. */
export function readYaml(file: PolicyFile): YamlResult {
  const whole = (message: string): YamlResult => ({
    ok: false,
    problems: [{ file: fileName(file), line: 0, column: 0, message }],
  });
  if (file.text.length > MAX_FILE_LENGTH)
    return whole(
      `the file has ${file.text.length} characters, at most ${MAX_FILE_LENGTH} are read; split it`,
    );
  const lines = new LineCounter();
  const broken = file.text.indexOf(REPLACEMENT);
  try {
    const document = parseDocument(file.text, {
      lineCounter: lines,
      strict: true,
      uniqueKeys: true,
      prettyErrors: false,
      schema: 'core',
    });
    if (broken >= 0) return { ok: false, problems: [at(file, lines, broken, NO_UTF_8)] };
    const problems = syntaxProblems(document, file, lines);
    if (problems.length > 0) return { ok: false, problems };
    return { ok: true, source: sourceOf(document, file, lines) };
  } catch (error) {
    if (error instanceof RangeError) return whole('the file is nested too deeply; write it flatter');
    throw error;
  }
}

function at(file: PolicyFile, lines: LineCounter, offset: number, message: string): PolicyProblem {
  const { line, col } = lines.linePos(offset);
  return { file: fileName(file), line, column: col, message };
}

function syntaxProblems(document: Document, file: PolicyFile, lines: LineCounter): PolicyProblem[] {
  // After the first mistake in the form of the file the reader is lost, and says much that is not so.
  const found = [...document.errors, ...document.warnings];
  const lost = found.findIndex(({ code }) => !STAYS_ON_COURSE.has(code));
  const problems = found
    .slice(0, lost < 0 ? found.length : lost + 1)
    .map((error) => at(file, lines, error.pos[0], syntaxMessage(error.code, error.message)));
  visit(document, {
    Node(_key, node) {
      if (!isAlias(node) && !('anchor' in node && node.anchor)) return undefined;
      problems.push(
        at(file, lines, node.range?.[0] ?? 0, 'aliases and anchors are not read; write the value out'),
      );
      return visit.BREAK;
    },
  });
  return problems;
}

const STAYS_ON_COURSE = new Set<string>(['DUPLICATE_KEY', 'TAG_RESOLVE_FAILED']);

function syntaxMessage(code: string, message: string): string {
  if (code === 'DUPLICATE_KEY') return 'this key is given twice; keep one';
  if (code === 'TAG_RESOLVE_FAILED') return 'tags (!...) are not read; write a plain value';
  if (code === 'TAB_AS_INDENT') return 'a tab stands here; indent with spaces';
  if (code === 'MULTIPLE_DOCS') return 'one document a file; remove the "---"';
  return `${message}; mend the YAML here`;
}

function sourceOf(document: Document, file: PolicyFile, lines: LineCounter): YamlSource {
  return {
    file,
    value: document.toJS({ maxAliasCount: 0 }),
    problem(path, message, offset = 0) {
      const node = nodeAt(document, path);
      return at(file, lines, node ? offsetIn(node, file.text, offset) : 0, message);
    },
  };
}

function nodeAt(document: Document, path: YamlPath): Node | undefined {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true) as Node | undefined;
    if (node?.range) return node;
  }
  return undefined;
}

/**
 * Where a character of a scalar's value stands in the file. Folding and indentation change only white space, so
 * the other characters are counted; exact but for escapes in double quotes.
 */
function offsetIn(node: Node, text: string, offset: number): number {
  const start = node.range![0];
  if (offset === 0 && !isScalar(node)) return start;
  if (!isScalar(node) || typeof node.value !== 'string') return start;
  let place = start;
  if (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL') place = text.indexOf('\n', start) + 1;
  else if (node.type !== 'PLAIN') place = start + 1;
  const isSpace = (character: string | undefined) => character !== undefined && /\s/.test(character);
  let left = [...node.value.slice(0, offset)].filter((character) => !isSpace(character)).length;
  while (place < text.length && (left > 0 || isSpace(text[place]))) {
    if (!isSpace(text[place])) left -= 1;
    place += 1;
  }
  return place;
}
