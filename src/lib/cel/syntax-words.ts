/** How the tokens that a CEL parser names are written. */
const WRITTEN: Readonly<Record<string, string>> = {
  AND: '&&',
  OR: '||',
  NOT: '!',
  EQ: '==',
  NE: '!=',
  LT: '<',
  LE: '<=',
  GT: '>',
  GE: '>=',
  PLUS: '+',
  MINUS: '-',
  MULTIPLY: '*',
  DIVIDE: '/',
  MODULO: '%',
  LPAREN: '(',
  RPAREN: ')',
  LBRACKET: '[',
  RBRACKET: ']',
  LBRACE: '{',
  RBRACE: '}',
  COMMA: ',',
  COLON: ':',
  QUESTION: '?',
  DOT: '.',
  IN: 'in',
};
const MEANT: Readonly<Record<string, string>> = {
  '=': '==',
  '&': '&&',
  '|': '||',
  '‘': '"',
  '’': '"',
  '“': '"',
  '”': '"',
  '（': '(',
  '）': ')',
  '＞': '>',
  '＜': '<',
};

/** A parser's complaint about the form of an expression, in words that say what to write instead. */
export function syntaxWords(complaint: string): string {
  const character = /^Unexpected character: '?(.)/u.exec(complaint)?.[1];
  if (character !== undefined) {
    const meant = MEANT[character];
    return `"${character}" means nothing here${meant === undefined ? '; remove it' : `; write ${meant}`}`;
  }
  const [, expected, got] = /^Expected (\w+), got (\w+)$/.exec(complaint) ?? [];
  if (expected !== undefined && got !== undefined)
    return `${token(expected)} is missing before ${token(got)}; write it`;
  const unexpected = /^Unexpected token: (\w+)$/.exec(complaint)?.[1];
  if (unexpected === 'EOF') return 'the expression stops too early; write the rest';
  if (unexpected !== undefined)
    return `${token(unexpected)} is out of place; a word or a number is needed here`;
  return complaint.charAt(0).toLowerCase() + complaint.slice(1);
}

function token(name: string): string {
  if (name === 'EOF') return 'the end';
  const written = WRITTEN[name];
  return written === undefined ? `a ${name.toLowerCase()}` : `"${written}"`;
}
