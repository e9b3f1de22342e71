/**
 * What an expression may name, and the JavaScript each name stands for. The JavaScript is written by us; nothing of an
 * expression's own text ever reaches generated code except numbers that were parsed and printed again.
 */
export interface NumberReading {
  readonly type: 'number';
  /** A numeric JavaScript expression, NaN when not known. */
  readonly js: string;
}

export interface FlagReading {
  readonly type: 'flag';
  /** A boolean JavaScript expression: surely true. */
  readonly js: string;
  /** Surely false; `!js` when left out, which says that it is always known. */
  readonly no?: string;
}

/** A field that holds one of a closed set of words, as their position. */
export interface WordReading {
  readonly type: 'word';
  readonly js: string;
  readonly words: readonly string[];
  /** Position of the word that means "not known", `null` when every word is knowledge. */
  readonly unknown: number | null;
}

/** A constant text. */
export interface TextReading {
  readonly type: 'text';
  readonly text: string;
}

export type Reading = NumberReading | FlagReading | WordReading | TextReading;

/** A method with one constant text argument; returns the flag it stands for or the reason why the text is refused. */
export type TextMethod = (text: string) => FlagReading | { readonly type: 'refused'; readonly why: string };

/** A named thing with fields and methods (`caller.calls_1h`, `caller.prefix("+86")`). */
export interface Subject {
  readonly fields: ReadonlyMap<string, Reading>;
  readonly methods: ReadonlyMap<string, TextMethod>;
}

export interface Vocabulary {
  readonly subjects: ReadonlyMap<string, Subject>;
  readonly names: ReadonlyMap<string, Reading>;
}

/** The same vocabulary with more plain names. */
export function withNames(vocabulary: Vocabulary, names: Readonly<Record<string, Reading>>): Vocabulary {
  return { ...vocabulary, names: new Map([...vocabulary.names, ...Object.entries(names)]) };
}
