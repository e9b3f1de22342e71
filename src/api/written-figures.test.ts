import { describe, expect, it } from 'vitest';
import { writtenFigures } from './written-figures.ts';

describe('figures in Prometheus text', () => {
  it('stand together by name, with help and type once', () => {
    const help = 'Calls answered';
    const text = writtenFigures([
      { name: 'a_total', help, labels: { peer: 'one' }, value: 3 },
      { name: 'b', help: 'Open', labels: {}, value: 1 },
      { name: 'a_total', help, labels: { peer: 'two' }, value: 4 },
    ]);
    expect(text).toBe(
      '# HELP a_total Calls answered\n# TYPE a_total counter\na_total{peer="one"} 3\na_total{peer="two"} 4\n' +
        '# HELP b Open\n# TYPE b gauge\nb 1\n',
    );
  });

  it('cannot be broken by what a label holds', () => {
    const [, , line] = writtenFigures([
      { name: 'a', help: 'x', labels: { why: 'a"b\\c\nd 9' }, value: 1 },
    ]).split('\n');
    expect(line).toBe('a{why="a\\"b\\\\c\\nd 9"} 1');
  });
});
