import { z } from 'zod';

/** A stable name: `leg-acknowledge`. */
export const word = z
  .string()
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'write a kebab-case word, as in "leg-answer"')
  .max(32);

/** Both languages, and each really in its own. */
export const text = z.strictObject({
  zh: z.string().regex(/\p{Script=Han}/u, 'write it in Chinese'),
  en: z.string().regex(/^[^\p{Script=Han}]*[a-z][^\p{Script=Han}]*$/iu, 'write it in English'),
});
