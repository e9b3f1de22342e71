/** How databases and programs write that a field holds nothing. */
const NO_VALUE = /^(?:\\N|\(?null\)?|none|nil|n\/a|undefined|-+|—|无|空)?$/i;

/** True for the empty field and for what stands for it (`NULL`, `\N`, `-`), however it is spaced. */
export function isNoValue(text: string): boolean {
  return text.length < 12 && NO_VALUE.test(text.trim());
}
