/** RFC 4648 §4 in its one canonical form, padding included; `null` for anything else. */
export function decodeBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text && text !== '' ? bytes : null;
}
