/**
 * A bounded memory of texts: two generations, the older one dropped whole when the younger is full. A text asked for
 * again moves to the younger, so what is used stays and a flood of new texts costs a constant amount of memory.
 */
export class TextMemory<Value> {
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();
  readonly #limit: number;

  /** At most `2 * limit` texts are held. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get(text: string): Value | undefined {
    const young = this.#young.get(text);
    if (young !== undefined) return young;
    const old = this.#old.get(text);
    if (old !== undefined) this.set(text, old);
    return old;
  }

  set(text: string, value: Value): void {
    if (this.#young.size >= this.#limit) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(text, value);
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }
}
