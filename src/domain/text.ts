/** A text in both languages of the product; neither may be empty. */
export interface BilingualText {
  readonly zh: string;
  readonly en: string;
}
export type Language = keyof BilingualText;
