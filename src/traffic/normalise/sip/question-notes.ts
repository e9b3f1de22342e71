/** Words about what was odd, each once, in the order met. Makes nothing as long as nothing is odd. */
export class QuestionNotes {
  #words: string[] | null;

  constructor(words: readonly string[]) {
    this.#words = words.length === 0 ? null : [...new Set(words)];
  }

  add(word: string): void {
    this.#words ??= [];
    if (!this.#words.includes(word)) this.#words.push(word);
  }

  words(): readonly string[] {
    return this.#words ?? NONE;
  }
}

const NONE: readonly string[] = Object.freeze([]);
