import type { BilingualText } from '../../domain/text.ts';

/** Several names as one text in each language. */
export function joined(names: readonly BilingualText[]): BilingualText {
  return { zh: names.map(({ zh }) => zh).join('、'), en: names.map(({ en }) => en).join(', ') };
}
