/** What is wrong with an expression, and where in its text (0-based offset). The message says what to do about it. */
export class ExpressionProblem extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'ExpressionProblem';
    this.offset = offset;
  }
}
